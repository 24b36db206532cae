// Lines that the server itself says.
#pragma once

#include "bridge/channel/client.hpp"
#include "bridge/wire/line.hpp"
#include "irc/numerics.hpp"

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace bridge {

line server_line(const std::string& server, std::string_view command, std::vector<std::string> params,
                 std::string_view text);

// With the client's nick as its first parameter. Parameters that are no UTF-8 are repaired: some come back as
// the client sent them.
line numeric_line(const std::string& server, const client& to, irc::numeric number,
                  std::initializer_list<std::string_view> params);

// FAIL, or a NOTICE for a client that negotiated neither standard-replies nor the command's own
// specification. https://ircv3.net/specs/extensions/standard-replies
line fail_line(const std::string& server, const client& to, std::string_view command, std::string_view code,
               const std::vector<std::string>& context, std::string_view text);

} // namespace bridge
