// 005: what this server supports, as tokens. https://modern.ircdocs.horse/#rplisupport-005
#pragma once

#include "irc/caps.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace irc {

// A token's value as 005 has it: a space, "=" and "\" become \x20, \x3D and \x5C.
std::string isupport_value(std::string_view text);

// Appends the 005 lines for these tokens ("CHANTYPES=#"), at most 13 a line and each line within 512 bytes:
// as a batch for those who have both capabilities. https://ircv3.net/specs/extensions/extended-isupport
void write_isupport(const std::vector<std::string>& tokens, std::string_view server, std::string_view nick,
                    const cap_set& caps, std::string& out);

} // namespace irc
