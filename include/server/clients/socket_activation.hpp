// Sockets that systemd has opened and hands over, by name.
// https://www.freedesktop.org/software/systemd/man/latest/sd_listen_fds.html
#pragma once

#include "server/config/config.hpp"

#include <string>
#include <vector>

namespace server {

struct inherited_socket {
    int descriptor = -1;
    listener_kind kind = listener_kind::irc;
    friend bool operator==(const inherited_socket&, const inherited_socket&) = default;
};

// From LISTEN_PID, LISTEN_FDS and LISTEN_FDNAMES among the "NAME=value" strings: irc, tls, websocket or
// websocket-tls; what has no name (or its unit's, which ends in .socket) is irc. None where they are not
// meant for the process `pid`. Throws config_error for another name, and for what cannot be understood.
std::vector<inherited_socket> inherited_sockets(const std::vector<std::string>& environment, long pid);

} // namespace server
