#include "irc/graphemes.hpp"

#include <utf8proc.h>

#include <algorithm>

namespace irc {

std::size_t grapheme_prefix(std::string_view text, std::size_t max_bytes, std::size_t max_code_points)
{
    std::size_t position = 0;
    std::size_t boundary = 0; // the last one between grapheme clusters
    std::size_t code_points = 0;
    utf8proc_int32_t previous = 0;
    utf8proc_int32_t state = 0;
    while (position < text.size()) {
        utf8proc_int32_t current = 0;
        const auto length =
            utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()) + position,
                             static_cast<utf8proc_ssize_t>(text.size() - position), &current);
        if (code_points > 0 && utf8proc_grapheme_break_stateful(previous, current, &state))
            boundary = position;
        const std::size_t end = position + static_cast<std::size_t>(std::max<utf8proc_ssize_t>(length, 1));
        if (end > max_bytes || code_points == max_code_points)
            return boundary > 0 ? boundary : position;
        position = end;
        previous = current;
        ++code_points;
    }
    return position;
}

} // namespace irc
