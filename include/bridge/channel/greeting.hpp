// What a client is told first: the welcome, what the server supports, how many are here, and the message of
// the day. https://modern.ircdocs.horse/#client-to-server-protocol-structure
#pragma once

#include "bridge/channel/client.hpp"
#include "bridge/channel/reply.hpp"
#include "bridge/channel/room_settings.hpp"

#include <string>
#include <vector>

namespace bridge {

class room;

// The tokens of 005, for a client with TLS or without.
std::vector<std::string> isupport(const room_settings& with, bool secure);

void welcome(room& in, client& who);
void send_isupport(room& in, client& to); // 005
void tell_users(room& in, reply& out);    // LUSERS
void tell_motd(room& in, reply& out);     // MOTD

} // namespace bridge
