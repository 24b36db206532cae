#include "bridge/text/markdown_scan.hpp"

#include "base/byte_set.hpp"
#include "bridge/text/letters.hpp"
#include "bridge/text/markdown.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

namespace bridge {

namespace {

constexpr std::size_t longest_address = 4096; // of a link, in bytes
constexpr int most_depth = 32;                // of parentheses in it
constexpr std::size_t longest_run = 3;        // of markers that mean something

bool is_word(letter what)
{
    return what == letter::word || what == letter::digit;
}

bool is_one_of(std::string_view line, std::size_t at, std::string_view which)
{
    return at < line.size() && which.find(line[at]) != std::string_view::npos;
}

class scanner {
public:
    explicit scanner(std::string_view line)
        : line_(line)
    {
    }

    std::vector<markdown_piece> scan();

private:
    void one();
    void escaped();
    void code();
    void run();
    bool link();
    void literal(std::size_t count);
    void shown(std::string text, irc::style how);
    void find_backticks();
    std::size_t code_end(std::size_t at);
    bool has_code_across(std::size_t from, std::size_t to);
    std::size_t same_from(std::size_t at) const;
    bool may_open(std::size_t start, std::size_t end) const;
    bool may_close(std::size_t start, std::size_t end) const;

    std::string_view line_;
    std::size_t at_ = 0;
    std::size_t spaces_ = 0;
    std::size_t words_ = 0;
    std::optional<std::map<std::size_t, std::size_t>> backticks_; // length of a run → where the last stands
    std::vector<markdown_piece> out_;
};

std::vector<markdown_piece> scanner::scan()
{
    while (at_ < line_.size())
        one();
    return std::move(out_);
}

void scanner::one()
{
    static constexpr base::byte_set special("*_~`[!\\:");
    const auto next = special.find_in(line_, at_);
    if (next != at_)
        return literal(std::min(next, line_.size()) - at_);
    switch (line_[at_]) {
    case '\\':
        return escaped();
    case '`':
        return code();
    case '[':
    case '!':
        if (!link())
            literal(1);
        return;
    case ':':
        return literal(std::max<std::size_t>(address_at(line_, at_), 1));
    default:
        return run();
    }
}

// Each pair of backslashes is a backslash; a single one before a marker makes it a character like any other.
// All of them are shown: people on IRC type paths and regular expressions.
void scanner::escaped()
{
    const auto count = same_from(at_);
    const bool escapes = count % 2 == 1 && is_one_of(line_, at_ + count, markdown_markers);
    literal(count + (escapes ? 1 : 0));
}

void scanner::code()
{
    const auto end = code_end(at_);
    literal(end > 0 ? end - at_ : same_from(at_));
}

// Where the code ends whose backticks begin at `at`; 0 where they begin none.
// https://spec.commonmark.org/0.31.2/#code-spans
std::size_t scanner::code_end(std::size_t at)
{
    if (!backticks_)
        find_backticks();
    const auto size = same_from(at);
    const auto last = backticks_->find(size);
    if (last == backticks_->end() || last->second <= at)
        return 0;
    auto end = line_.find('`', at + size);
    while (same_from(end) != size)
        end = line_.find('`', end + same_from(end));
    return end + size;
}

void scanner::find_backticks()
{
    backticks_.emplace();
    for (auto at = line_.find('`', at_); at != std::string_view::npos; at = line_.find('`', at)) {
        const auto size = same_from(at);
        (*backticks_)[size] = at;
        at += size;
    }
}

void scanner::run()
{
    const char marker = line_[at_];
    const auto size = same_from(at_);
    const auto end = at_ + size;
    const bool meant = marker == '~' ? size == 2 : size <= longest_run;
    const bool inside = is_word(letter_before(line_, at_)) && is_word(letter_at(line_, end));
    const bool opens = meant && may_open(at_, end);
    const bool closes = meant && may_close(at_, end);
    if (!opens && !closes)
        return literal(size);
    out_.push_back({.text = std::string(size, marker),
                    .marker = marker,
                    .opens = opens,
                    .closes = closes,
                    .inside = inside,
                    .spaces = spaces_,
                    .words = words_});
    at_ = end;
}

// As CommonMark has it, and stricter where people write marks that are none: 2*3*4, *.cpp, src/*/x,
// __main__.py.
bool scanner::may_open(std::size_t start, std::size_t end) const
{
    const auto before = letter_before(line_, start);
    const auto after = letter_at(line_, end);
    const char marker = line_[start];
    const bool strict = marker == '_' || end - start == 1;
    if (after == letter::space || (strict && is_one_of(line_, end, ",;:.)]}>/|=")))
        return false;
    if (before == letter::punctuation)
        return !(strict && is_one_of(line_, start - 1, "/=+$&%#@^)]}"));
    if (before == letter::space)
        return true;
    return marker != '_' && before == letter::word && after == letter::word;
}

bool scanner::may_close(std::size_t start, std::size_t end) const
{
    const auto before = letter_before(line_, start);
    const auto after = letter_at(line_, end);
    const char marker = line_[start];
    const bool strict = marker == '_' || end - start == 1;
    if (before == letter::space || (strict && is_one_of(line_, start - 1, ",([{<|=")))
        return false;
    if (after == letter::punctuation) {
        const bool goes_on = is_one_of(line_, end, ".") && is_word(letter_at(line_, end + 1));
        return !(strict && (goes_on || is_one_of(line_, end, "/\\=+$&%#@^([{")));
    }
    if (after == letter::space)
        return true;
    return marker != '_' && before == letter::word && after == letter::word;
}

// [text](url), and the same after an exclamation mark: an image. Without a title: it would be lost.
// https://spec.commonmark.org/0.31.2/#links
bool scanner::link()
{
    const auto open = at_ + (line_[at_] == '!' ? 1 : 0);
    if (!is_one_of(line_, open, "["))
        return false;
    const auto close = line_.find_first_of("[]", open + 1);
    if (close == std::string_view::npos || !line_.substr(close).starts_with("](") || line_[close - 1] == '\\')
        return false;
    const auto start = close + 2;
    auto end = start;
    for (int depth = 0; end < line_.size() && end - start <= longest_address; ++end) {
        if (is_one_of(line_, end, " \t\\<>\"`"))
            return false;
        if (line_[end] == '(' && ++depth > most_depth)
            return false;
        if (line_[end] == ')' && depth-- == 0)
            break;
    }
    if (!is_one_of(line_, end, ")"))
        return false;
    if (has_code_across(open, close))
        return false;
    const auto url = line_.substr(start, end - start);
    const auto scheme = url.find("://");
    if (!url.starts_with("mailto:") && (scheme == std::string_view::npos || address_at(url, scheme) == 0))
        return false;
    std::string name;
    for (auto& part : read_markdown(line_.substr(open + 1, close - open - 1))) {
        name += part.text;
        shown(std::move(part.text), std::move(part.how));
    }
    const bool same = name == url || "mailto:" + name == url;
    if (!same)
        shown(name.empty() ? std::string(url) : " <" + std::string(url) + ">", {});
    at_ = end + 1;
    return true;
}

// Whether code begins between the two and ends behind them.
bool scanner::has_code_across(std::size_t from, std::size_t to)
{
    for (auto at = line_.find('`', from); at < to; at = line_.find('`', at)) {
        const auto end = code_end(at);
        if (end > to)
            return true;
        at = end > 0 ? end : at + same_from(at);
    }
    return false;
}

void scanner::literal(std::size_t count)
{
    shown(std::string(line_.substr(at_, count)), {});
    at_ += count;
}

void scanner::shown(std::string text, irc::style how)
{
    for (std::size_t n = 0; n < text.size(); ++n) {
        const bool is_ascii = static_cast<unsigned char>(text[n]) < 0x80;
        spaces_ += text[n] == ' ';
        words_ += !is_ascii || is_word(letter_at(text, n));
    }
    if (!out_.empty() && out_.back().marker == 0 && out_.back().how == how)
        out_.back().text += text;
    else
        out_.push_back({.text = std::move(text), .how = std::move(how)});
}

std::size_t scanner::same_from(std::size_t at) const
{
    const auto end = line_.find_first_not_of(line_[at], at);
    return std::min(end, line_.size()) - at;
}

} // namespace

std::vector<markdown_piece> scan_markdown(std::string_view line)
{
    return scanner(line).scan();
}

std::size_t address_at(std::string_view line, std::size_t at)
{
    constexpr std::string_view separator = "://";
    if (at == 0 || !line.substr(at).starts_with(separator) || !is_word(letter_before(line, at)))
        return 0;
    const auto rest = line.substr(at);
    auto end = std::min(rest.find_first_of(" \t<>\"`\\"), rest.size());
    end = rest.substr(0, end).find_last_not_of("*_~?!.,:;'()[]") + 1;
    return end <= separator.size() ? 0 : end;
}

} // namespace bridge
