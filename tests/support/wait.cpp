#include "support/wait.hpp"

namespace support {

bool matches(std::string_view text, std::string_view pattern)
{
    // Each piece between two stars is taken where it first occurs; the last one has to end the text.
    const auto star = pattern.find('*');
    if (star == std::string_view::npos)
        return text == pattern;
    if (!text.starts_with(pattern.substr(0, star)))
        return false;
    text.remove_prefix(star);
    pattern.remove_prefix(star + 1);
    for (;;) {
        const auto next = pattern.find('*');
        if (next == std::string_view::npos)
            return text.ends_with(pattern);
        const auto at = text.find(pattern.substr(0, next));
        if (at == std::string_view::npos)
            return false;
        text.remove_prefix(at + next);
        pattern.remove_prefix(next + 1);
    }
}

} // namespace support
