#include "bridge/text/html_reader.hpp"

#include "base/byte_set.hpp"
#include "bridge/text/html_entities.hpp"
#include "irc/text.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace bridge {

namespace {

constexpr int most_nested = 3;             // levels of quotations and lists that are shown
constexpr std::size_t longest_link = 2048; // bytes
constexpr std::string_view no_break_space = "\xc2\xa0";
constexpr base::byte_set spaces(" \t\n\r\f");

// The address of a link where people may follow it; empty for javascript: and its like.
std::string followable(std::string url)
{
    std::erase_if(url, [](unsigned char c) { return c <= ' ' || c == 0x7f; });
    auto scheme = url.substr(0, url.find(':'));
    std::ranges::transform(scheme, scheme.begin(), [](unsigned char c) {
        return static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
    });
    const bool is_known = scheme == "http" || scheme == "https" || scheme == "mailto";
    return is_known && url.size() > scheme.size() + 1 && url.size() <= longest_link ? url : std::string();
}

bool says_the_same(std::string_view text, std::string_view url)
{
    if (url.starts_with("mailto:") && text == url.substr(7))
        return true;
    if (url.ends_with('/') && !text.ends_with('/'))
        url.remove_suffix(1);
    return text == url;
}

} // namespace

irc::style html_reader::style() const
{
    return {.bold = bold_ > 0, .italic = italic_ > 0, .strikethrough = strikethrough_ > 0};
}

std::string html_reader::lead()
{
    std::string out;
    for (int n = 0; n < std::min(quotes_, most_nested); ++n)
        out += "> ";
    return out + std::exchange(marker_, {});
}

// Text without white space, or with all of it kept.
void html_reader::word(std::string_view visible)
{
    if (visible.empty())
        return;
    const auto add = [this](std::string_view text, const irc::style& how) {
        if (line_.empty() || line_.back().how != how)
            line_.push_back({{}, how});
        line_.back().text += text;
    };
    if (line_.empty()) {
        if (const auto before = lead(); !before.empty())
            add(before, {});
    } else if (gap_) {
        add(" ", *gap_);
    }
    if (gap_ && !link_text_.empty() && link_text_.size() < longest_link)
        link_text_ += ' ';
    gap_.reset();
    add(visible, style());
    if (!url_.empty() && link_text_.size() < longest_link)
        link_text_ += visible;
}

void html_reader::text(std::string_view raw)
{
    if (mention_ > 0) {
        if (!nick_.empty())
            word((raw.starts_with('@') ? "@" : "") + std::exchange(nick_, {}));
        return;
    }
    const auto shown = without_entities(raw);
    std::string visible;
    for (std::size_t n = 0; n < shown.size(); ++n) {
        const char c = shown[n];
        const auto byte = static_cast<unsigned char>(c);
        const bool is_first = std::exchange(begins_pre_, begins_pre_ && c == '\r');
        if (pre_ > 0 && c == '\n') {
            word(std::exchange(visible, {}));
            if (!is_first)
                end_line(true);
        } else if (pre_ == 0 && spaces.has(c)) {
            word(std::exchange(visible, {}));
            if (!gap_)
                gap_ = style();
        } else if (byte == 0xc2 && n + 1 < shown.size() && static_cast<unsigned char>(shown[n + 1]) <= 0xa0) {
            if (shown[++n] == no_break_space[1])
                visible += ' ';
        } else if (byte >= 0x20 && byte != 0x7f) {
            visible += c;
        } else if (c == '\t') {
            visible += ' ';
        }
    }
    word(visible);
}

void html_reader::end_line(bool even_if_empty)
{
    gap_.reset();
    if (line_.empty() && !even_if_empty)
        return;
    if (std::exchange(has_lines_, true))
        out_ += '\n';
    out_ += irc::write_codes(line_);
    line_.clear();
}

void html_reader::end_link()
{
    const auto url = std::exchange(url_, {});
    const auto shown = std::exchange(link_text_, {});
    if (url.empty() || says_the_same(shown, url))
        return;
    if (shown.empty())
        return word(url);
    gap_ = style();
    word("(" + url + ")");
}

// Code is shown in backticks, but for a block of it.
void html_reader::switch_code(int by)
{
    if (pre_ > 0 || code_ + by < 0)
        return;
    if (by > 0 && code_ == 0)
        word("`");
    code_ += by;
    if (by < 0 && code_ == 0) {
        gap_.reset();
        word("`");
    }
}

void html_reader::begin_item()
{
    end_line(false);
    const auto depth = std::min<std::size_t>(lists_.size() + deeper_lists_, most_nested);
    marker_.assign(depth > 1 ? 2 * (depth - 1) : 0, ' ');
    marker_ += lists_.empty() || lists_.back() == 0 ? "- " : std::to_string(lists_.back()++) + ". ";
}

void html_reader::begin_block(html_tag what)
{
    constexpr std::size_t most_lists = 64;
    end_line(false);
    if (what == html_tag::heading)
        ++bold_;
    if (what == html_tag::quote)
        ++quotes_;
    if (what == html_tag::pre) {
        ++pre_;
        begins_pre_ = true;
    }
    if (what == html_tag::ordered_list || what == html_tag::unordered_list) {
        if (lists_.size() < most_lists)
            lists_.push_back(what == html_tag::ordered_list ? 1 : 0);
        else
            ++deeper_lists_;
    }
}

void html_reader::end_block(html_tag what)
{
    end_line(false);
    const auto end = [](int& count) { count = std::max(count - 1, 0); };
    if (what == html_tag::heading)
        end(bold_);
    if (what == html_tag::quote)
        end(quotes_);
    if (what == html_tag::pre)
        end(pre_);
    if (what == html_tag::item || what == html_tag::ordered_list || what == html_tag::unordered_list)
        marker_.clear();
    if (what == html_tag::ordered_list || what == html_tag::unordered_list) {
        if (deeper_lists_ > 0)
            --deeper_lists_;
        else if (!lists_.empty())
            lists_.pop_back();
    }
}

void html_reader::open(const html_token& what)
{
    using enum html_tag;
    switch (what.tag) {
    case bold:
        ++bold_;
        break;
    case italic:
        ++italic_;
        break;
    case strikethrough:
        ++strikethrough_;
        break;
    case code:
        switch_code(+1);
        break;
    case line_break:
        end_line(true);
        break;
    case item:
        begin_item();
        break;
    case link:
        end_link();
        url_ = followable(html_attribute(what.raw, "href"));
        break;
    case image: {
        const auto url = followable(html_attribute(what.raw, "src"));
        const auto name = html_attribute(what.raw, "alt");
        end_link();
        url_ = url;
        text(name.empty() && url.empty() ? std::string_view("[image]")
                                         : std::string_view(with_entities(name)));
        end_link();
        break;
    }
    case span:
        if (mention_ > 0) {
            ++mention_;
        } else if (nick_of_) {
            nick_ = nick_of_(html_attribute(what.raw, "data-id"));
            mention_ = nick_.empty() ? 0 : 1;
        }
        break;
    case cell:
        if (!line_.empty())
            gap_ = irc::style{};
        break;
    case other:
        break;
    default:
        begin_block(what.tag);
    }
}

void html_reader::close(html_tag what)
{
    const auto end = [](int& count) { count = std::max(count - 1, 0); };
    using enum html_tag;
    switch (what) {
    case bold:
        return end(bold_);
    case italic:
        return end(italic_);
    case strikethrough:
        return end(strikethrough_);
    case code:
        return switch_code(-1);
    case link:
        return end_link();
    case span:
        return end(mention_);
    case image:
    case line_break:
    case cell:
    case other:
        return;
    default:
        end_block(what);
    }
}

std::string html_reader::read(std::string_view content)
{
    html_scanner scanner(content);
    for (html_token next; scanner.next(next);) {
        const bool is_inline = next.what == html_token::kind::text || next.tag == html_tag::span;
        if (!is_inline)
            mention_ = 0; // no mention holds other tags
        if (next.what == html_token::kind::text)
            text(next.raw);
        else if (next.what == html_token::kind::open)
            open(next);
        else if (next.what == html_token::kind::close)
            close(next.tag);
    }
    switch_code(-code_);
    end_link();
    end_line(false);
    return std::move(out_);
}

} // namespace bridge
