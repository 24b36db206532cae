// Text with styles, written as Markdown that reads as the same.
#include "bridge/text/letters.hpp"
#include "bridge/text/markdown.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace bridge {

namespace {

using irc::formatted;
using irc::style;
using parts = std::vector<formatted>;

constexpr std::array flags{&style::bold, &style::italic, &style::strikethrough};

bool is_styled(const formatted& part)
{
    return part.how != style();
}

style both(const style& a, const style& b)
{
    return {.bold = a.bold && b.bold,
            .italic = a.italic && b.italic,
            .strikethrough = a.strikethrough && b.strikethrough};
}

void append(parts& to, std::string_view text, const style& how)
{
    if (text.empty())
        return;
    if (to.empty() || to.back().how != how)
        to.push_back({{}, how});
    to.back().text += text;
}

// The same text with the styles of `only` alone. White space where a style begins or ends has only what both
// of its neighbours have: markers stand close to the text.
parts reduced(std::span<const formatted> from, const style& only)
{
    parts words; // and white space between them, without a style yet
    std::vector<bool> is_space;
    const auto add = [&](std::string_view text, const style& how, bool space) {
        if (text.empty())
            return;
        words.push_back({std::string(text), how});
        is_space.push_back(space);
    };
    for (const auto& part : from) {
        const auto how = both(part.how, only);
        const std::string_view text = part.text;
        const auto leading = leading_space(text);
        const auto trailing = leading == text.size() ? 0 : trailing_space(text);
        add(text.substr(0, leading), {}, true);
        add(text.substr(leading, text.size() - leading - trailing), how, false);
        add(text.substr(text.size() - trailing), {}, true);
    }
    parts out;
    for (std::size_t n = 0; n < words.size(); ++n) {
        auto next = n;
        while (next < words.size() && is_space[next])
            ++next;
        const style after = next < words.size() ? words[next].how : style();
        // What stands before is decided: of several pieces of white space it has what both neighbours have.
        const style before = out.empty() ? style() : out.back().how;
        append(out, words[n].text, is_space[n] ? both(before, after) : words[n].how);
    }
    return out;
}

// What is seen of a style: white space shows none.
parts seen(std::span<const formatted> from)
{
    parts out;
    for (const auto& part : from) {
        for (std::string_view rest = part.text; !rest.empty();) {
            const auto space = leading_space(rest);
            append(out, rest.substr(0, space), {});
            rest.remove_prefix(space);
            const auto word = std::min(rest.find(' '), rest.size());
            append(out, rest.substr(0, word), part.how);
            rest.remove_prefix(word);
        }
    }
    return out;
}

class writer {
public:
    writer(const parts& what, char italic)
        : what_(what)
        , italic_(italic)
    {
    }

    std::string write();

private:
    void close_until(const style& wanted);
    void open_for(std::size_t n);
    std::string marker(bool style::*flag) const;
    std::size_t lasts(std::size_t n, bool style::*flag) const;

    const parts& what_;
    char italic_;
    std::vector<bool style::*> open_;
    std::string out_;
};

std::string writer::write()
{
    for (std::size_t n = 0; n < what_.size(); ++n) {
        std::string_view text = what_[n].text;
        close_until(what_[n].how);
        const auto space = leading_space(text); // before what is opened
        out_ += text.substr(0, space);
        text.remove_prefix(space);
        if (text.empty())
            continue;
        open_for(n);
        out_ += text;
    }
    close_until({});
    return std::move(out_);
}

void writer::close_until(const style& wanted)
{
    const auto unwanted =
        std::ranges::find_if(open_, [&](bool style::*flag) { return !(wanted.*flag); }) - open_.begin();
    while (open_.size() > static_cast<std::size_t>(unwanted)) {
        out_ += marker(open_.back());
        open_.pop_back();
    }
}

// What lasts longest is opened first.
void writer::open_for(std::size_t n)
{
    std::vector<std::pair<std::size_t, bool style::*>> missing;
    for (const auto flag : flags)
        if (what_[n].how.*flag && std::ranges::find(open_, flag) == open_.end())
            missing.emplace_back(lasts(n, flag), flag);
    std::ranges::stable_sort(missing, std::ranges::greater(), [](const auto& one) { return one.first; });
    for (const auto& [length, flag] : missing) {
        out_ += marker(flag);
        open_.push_back(flag);
    }
}

std::size_t writer::lasts(std::size_t n, bool style::*flag) const
{
    const auto start = n;
    while (n < what_.size() && what_[n].how.*flag)
        ++n;
    return n - start;
}

std::string writer::marker(bool style::*flag) const
{
    if (flag == &style::bold)
        return "**";
    return flag == &style::italic ? std::string(1, italic_) : "~~";
}

} // namespace

// Bold is given up last.
std::string write_markdown(std::span<const formatted> given)
{
    for (unsigned tried = 0b111; tried > 0; --tried) {
        const style only{
            .bold = (tried & 0b100) > 0, .italic = (tried & 0b010) > 0, .strikethrough = (tried & 0b001) > 0};
        const auto wanted = reduced(given, only);
        if (std::ranges::none_of(wanted, is_styled))
            continue;
        const bool any_bold = std::ranges::any_of(wanted, [](const auto& one) { return one.how.bold; });
        const std::string italics = any_bold ? "_*" : "*_"; // **_both_** reads better than ***both***
        for (const char italic : italics) {
            auto text = writer(wanted, italic).write();
            if (seen(read_markdown(text)) == seen(wanted))
                return text;
        }
    }
    std::string text;
    for (const auto& part : given)
        text += part.text;
    return text;
}

} // namespace bridge
