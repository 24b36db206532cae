#include "irc/text.hpp"

#include "base/byte_set.hpp"
#include "base/utf8.hpp"
#include "irc/formatting.hpp"
#include "irc/graphemes.hpp"

#include <algorithm>

namespace irc {

namespace {

constexpr base::byte_set line_ends("\r\n");

// The last space at which a piece of at most `max_bytes` may end, npos where there is none. A space that the
// next code point combines with is no place to cut.
std::size_t last_word_end(std::string_view text, std::size_t max_bytes)
{
    const auto stands_alone = [&](std::size_t space) {
        return grapheme_prefix(text, space) == space && grapheme_prefix(text, space + 1) == space + 1;
    };
    constexpr int most_tries = 8; // each looks through the text; spaces with marks on them are rare
    auto space = text.rfind(' ', max_bytes);
    for (int tries = 0; space != std::string_view::npos && space > 0 && !stands_alone(space); ++tries)
        space = tries < most_tries ? text.rfind(' ', space - 1) : std::string_view::npos;
    return space;
}

std::vector<std::string_view> cut(std::string_view text, std::size_t max_bytes, bool keep_spaces)
{
    std::vector<std::string_view> pieces;
    while (text.size() > max_bytes) {
        const std::size_t space = last_word_end(text, keep_spaces ? max_bytes - 1 : max_bytes);
        if (space != std::string_view::npos && space >= max_bytes / 2) {
            pieces.push_back(text.substr(0, keep_spaces ? space + 1 : space));
            text.remove_prefix(space + 1);
        } else {
            std::size_t size = grapheme_prefix(text, max_bytes);
            if (const auto whole = before_code(text, size); whole > 0)
                size = whole;
            pieces.push_back(text.substr(0, size));
            text.remove_prefix(size);
        }
    }
    if (!text.empty())
        pieces.push_back(text);
    return pieces;
}

} // namespace

std::vector<std::string_view> split(std::string_view text, std::size_t max_bytes)
{
    return cut(text, max_bytes, false);
}

std::vector<std::string_view> split_whole(std::string_view text, std::size_t max_bytes)
{
    return cut(text, max_bytes, true);
}

std::vector<std::string_view> lines(std::string_view text)
{
    std::vector<std::string_view> out;
    while (!text.empty()) {
        const std::size_t end = std::min(line_ends.find_in(text), text.size());
        out.push_back(text.substr(0, end));
        text.remove_prefix(end);
        if (text.starts_with("\r\n"))
            text.remove_prefix(2);
        else if (!text.empty())
            text.remove_prefix(1);
    }
    return out;
}

std::string away_text(std::string_view message)
{
    std::string text = base::utf8::repaired(message);
    text.resize(base::utf8::prefix(text, away_length));
    return text;
}

} // namespace irc
