#include "irc/mask.hpp"

#include "irc/nicknames.hpp"

namespace irc {

namespace {

// The bytes of the character at `at`. Pre: valid UTF-8, which folded() gives.
std::size_t character(std::string_view text, std::size_t at)
{
    std::size_t end = at + 1;
    while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U)
        ++end;
    return end - at;
}

} // namespace

mask::mask(std::string_view typed)
    : pattern_(folded(typed))
{
}

// Only the last * is ever tried again, so that no mask takes longer than its length times the text's.
bool mask::matches(std::string_view original) const
{
    const auto text = folded(original);
    std::size_t here = 0, in_pattern = 0;
    std::size_t star = std::string::npos, after_star = 0; // where the last * stands, and how far it reaches
    while (here < text.size()) {
        const char wanted = in_pattern < pattern_.size() ? pattern_[in_pattern] : '\0';
        if (wanted == '*') {
            star = in_pattern++;
            after_star = here;
        } else if (wanted == '?') {
            here += character(text, here);
            ++in_pattern;
        } else if (wanted == text[here]) {
            ++here;
            ++in_pattern;
        } else if (star != std::string::npos) {
            in_pattern = star + 1;
            here = after_star += character(text, after_star);
        } else {
            return false;
        }
    }
    return pattern_.find_first_not_of('*', in_pattern) == std::string::npos;
}

} // namespace irc
