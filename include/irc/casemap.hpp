// CASEMAPPING=ascii: how commands and channel names are compared. Nicks are compared by names.hpp.
// https://modern.ircdocs.horse/#casemapping-parameter
#pragma once

#include <string>
#include <string_view>

namespace irc {

constexpr char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? char(c + 32) : c;
}
bool same(std::string_view a, std::string_view b);
std::string lowered(std::string_view text);

} // namespace irc
