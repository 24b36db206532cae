#include "bridge/text/html_scan.hpp"

#include "base/ascii.hpp"

#include "bridge/text/html_entities.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace bridge {

namespace {

struct element {
    std::string_view name;
    html_tag tag;
};

// https://html.spec.whatwg.org/multipage/indices.html#elements-3, and those of older pages.
constexpr auto elements = [] {
    using enum html_tag;
    auto all = std::to_array<element>({{"a", link},
                                       {"abbr", other},
                                       {"acronym", other},
                                       {"address", block},
                                       {"article", block},
                                       {"aside", block},
                                       {"audio", other},
                                       {"b", bold},
                                       {"bdi", other},
                                       {"bdo", other},
                                       {"big", other},
                                       {"blockquote", quote},
                                       {"body", block},
                                       {"br", line_break},
                                       {"button", other},
                                       {"canvas", other},
                                       {"caption", block},
                                       {"center", block},
                                       {"cite", other},
                                       {"code", code},
                                       {"col", other},
                                       {"colgroup", other},
                                       {"data", other},
                                       {"dd", block},
                                       {"del", strikethrough},
                                       {"details", block},
                                       {"dfn", other},
                                       {"div", block},
                                       {"dl", block},
                                       {"dt", block},
                                       {"em", italic},
                                       {"embed", other},
                                       {"fieldset", block},
                                       {"figcaption", block},
                                       {"figure", block},
                                       {"font", other},
                                       {"footer", block},
                                       {"form", block},
                                       {"h1", heading},
                                       {"h2", heading},
                                       {"h3", heading},
                                       {"h4", heading},
                                       {"h5", heading},
                                       {"h6", heading},
                                       {"header", block},
                                       {"hr", block},
                                       {"html", block},
                                       {"i", italic},
                                       {"img", image},
                                       {"input", other},
                                       {"ins", other},
                                       {"kbd", other},
                                       {"label", other},
                                       {"legend", block},
                                       {"li", item},
                                       {"link", other},
                                       {"main", block},
                                       {"map", other},
                                       {"mark", other},
                                       {"menu", unordered_list},
                                       {"meta", other},
                                       {"nav", block},
                                       {"ol", ordered_list},
                                       {"option", block},
                                       {"p", block},
                                       {"picture", other},
                                       {"pre", pre},
                                       {"q", other},
                                       {"rp", other},
                                       {"rt", other},
                                       {"ruby", other},
                                       {"s", strikethrough},
                                       {"samp", other},
                                       {"section", block},
                                       {"select", other},
                                       {"small", other},
                                       {"source", other},
                                       {"span", span},
                                       {"strike", strikethrough},
                                       {"strong", bold},
                                       {"sub", other},
                                       {"summary", block},
                                       {"sup", other},
                                       {"table", block},
                                       {"tbody", other},
                                       {"td", cell},
                                       {"tfoot", other},
                                       {"th", cell},
                                       {"thead", other},
                                       {"time", other},
                                       {"tr", block},
                                       {"track", other},
                                       {"tt", code},
                                       {"u", other},
                                       {"ul", unordered_list},
                                       {"var", other},
                                       {"video", other},
                                       {"wbr", other}});
    std::ranges::sort(all, {}, &element::name);
    return all;
}();

// Nothing in them is text for people.
constexpr std::array<std::string_view, 9> without_contents{"head",  "iframe", "noscript", "object", "script",
                                                           "style", "svg",    "template", "title"};

constexpr std::size_t npos = std::string_view::npos;
constexpr std::size_t longest_name = 32;

bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

bool begins_with(std::string_view text, std::string_view lower_case)
{
    return text.size() >= lower_case.size() &&
           std::ranges::equal(text.substr(0, lower_case.size()), lower_case, {}, base::lower);
}

// In lower case. Empty where it is too long to be one.
std::string name_at(std::string_view text)
{
    std::string name;
    for (const char c : text.substr(0, longest_name + 1)) {
        if (!is_letter(c) && !(c >= '0' && c <= '9') && c != '-' && c != ':')
            break;
        name += base::lower(c);
    }
    return name.size() > longest_name ? std::string() : name;
}

std::optional<html_tag> tag_of(std::string_view name)
{
    const auto found = std::ranges::lower_bound(elements, name, {}, &element::name);
    if (found != elements.end() && found->name == name)
        return found->tag;
    // A component's or an office program's own.
    return name.find_first_of("-:") == npos ? std::nullopt : std::optional(html_tag::other);
}

} // namespace

bool html_scanner::next(html_token& out)
{
    if (at_ == content_.size())
        return false;
    for (auto at = content_.find('<', at_); at != npos; at = content_.find('<', at + 1)) {
        if (!read_markup(at, out))
            continue;
        if (at > at_)
            out = {html_token::kind::text, html_tag::other, content_.substr(at_, at - at_)};
        at_ += out.raw.size();
        return true;
    }
    out = {html_token::kind::text, html_tag::other, content_.substr(at_)};
    at_ = content_.size();
    return true;
}

bool html_scanner::read_markup(std::size_t at, html_token& out)
{
    const auto rest = content_.substr(at);
    auto end = npos;
    if (rest.starts_with("<!--")) {
        if (has_comment_ends_)
            end = content_.find("-->", at + 4);
        has_comment_ends_ = end != npos;
        end += has_comment_ends_ ? 3 : 0;
    } else if (begins_with(rest, "<!doctype") || rest.starts_with("<![") || begins_with(rest, "<?xml")) {
        end = end_of_tag(at + 2);
    } else {
        return read_tag(at, out);
    }
    if (end == npos)
        return false;
    out = {html_token::kind::nothing, html_tag::other, content_.substr(at, end - at)};
    return true;
}

bool html_scanner::read_tag(std::size_t at, html_token& out)
{
    const bool closes = content_.substr(at + 1).starts_with('/');
    const auto start = at + (closes ? 2 : 1);
    if (start >= content_.size() || !is_letter(content_[start]))
        return false;
    const auto name = name_at(content_.substr(start));
    const bool is_dropped = std::ranges::find(without_contents, name) != without_contents.end();
    const auto tag = is_dropped ? html_tag::other : tag_of(name);
    const auto behind = start + name.size();
    if (!tag || behind >= content_.size())
        return false;
    if (const char c = content_[behind]; !is_space(c) && c != '/' && c != '>')
        return false;
    auto end = end_of_tag(behind);
    if (end == npos) {
        // Cut off, where it has attributes; else "a <b" is text.
        if (content_.substr(behind, 256).find("=\"") == npos)
            return false;
        end = content_.size();
    }
    if (is_dropped && !closes)
        end = end_of_contents(end, name);
    using enum html_token::kind;
    out = {is_dropped ? nothing : closes ? close : open, *tag, content_.substr(at, end - at)};
    return true;
}

// Behind the > that ends a tag; those in quotes do not. npos where there is none.
std::size_t html_scanner::end_of_tag(std::size_t from)
{
    if (!has_tag_ends_)
        return npos;
    if (has_quote_ends_) {
        char before = 0; // the last that is no space
        for (auto n = from; n < content_.size(); ++n) {
            const char c = content_[n];
            if (c == '>')
                return n + 1;
            if (before == '=' && (c == '"' || c == '\''))
                n = content_.find(c, n + 1);
            if (n == npos)
                break;
            if (!is_space(c))
                before = c;
        }
        has_quote_ends_ = false;
    }
    const auto end = content_.find('>', from);
    has_tag_ends_ = end != npos;
    return has_tag_ends_ ? end + 1 : npos;
}

// Behind the tag that ends the contents; where there is none, all is contents.
std::size_t html_scanner::end_of_contents(std::size_t from, std::string_view name) const
{
    for (auto at = content_.find("</", from); at != npos; at = content_.find("</", at + 2)) {
        if (!begins_with(content_.substr(at + 2), name))
            continue;
        const auto end = content_.find('>', at);
        return end == npos ? content_.size() : end + 1;
    }
    return content_.size();
}

std::string html_attribute(std::string_view tag, std::string_view name)
{
    std::size_t at = 0;
    const auto skip = [&](auto is) {
        while (at < tag.size() && is(tag[at]))
            ++at;
    };
    const auto is_in_name = [](char c) { return !is_space(c) && c != '=' && c != '>' && c != '/'; };
    skip([](char c) { return c == '<'; });
    skip(is_in_name); // the element's own
    while (at < tag.size()) {
        skip([&](char c) { return !is_in_name(c); });
        const auto start = at;
        skip(is_in_name);
        const auto found = tag.substr(start, at - start);
        skip(is_space);
        if (at >= tag.size() || tag[at] != '=')
            continue;
        ++at;
        skip(is_space);
        const char quote = at < tag.size() ? tag[at] : '>';
        const bool is_quoted = quote == '"' || quote == '\'';
        const auto from = at + (is_quoted ? 1 : 0);
        const auto to =
            std::min(is_quoted ? tag.find(quote, from) : tag.find_first_of(" \t\r\n\f>", from), tag.size());
        if (found.size() == name.size() && begins_with(found, name))
            return without_entities(tag.substr(from, to - from));
        at = std::min(to + (is_quoted ? 1 : 0), tag.size());
    }
    return {};
}

} // namespace bridge
