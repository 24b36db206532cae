// Protocol text, whose letters are those of ASCII whatever the locale is: Boost's and the C library's ask
// that.
#pragma once

#include <string>
#include <string_view>

namespace base {

constexpr char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

std::string lowered(std::string_view text);

// Without the blanks at both ends.
std::string_view trimmed(std::string_view text, std::string_view blanks = " \t");

} // namespace base
