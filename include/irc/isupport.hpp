// 005: what this server supports, as tokens. https://modern.ircdocs.horse/#rplisupport-005
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace irc {

// Appends the 005 lines for these tokens ("CHANTYPES=#"), at most 13 a line and each line within 512 bytes.
void write_isupport(const std::vector<std::string>& tokens, std::string_view server, std::string_view nick,
                    std::string& out);

} // namespace irc
