// A scripted Directus and a gateway in front of it, with Ada and Grace to log in.
#pragma once

#include "support/gateway_thread.hpp"
#include "support/irc_peer.hpp"
#include "support/scripted_directus.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace support {

const std::string ada_pass = scripted_directus::ada().email + ":" + scripted_directus::ada().password;
const std::string grace_pass = scripted_directus::grace().email + ":" + scripted_directus::grace().password;

struct served {
    scripted_directus directus;
    gateway_thread gateway;

    explicit served(const std::vector<std::string>& options = {},
                    scripted_directus::settings with = scripted_directus::settings())
        : directus(with)
        , gateway(directus.port(), options)
    {
        // The gateway's own look at its start, before the scripted answers and counts of a test.
        if (with.remembers && with.websocket_path == "/websocket" && directus.arrived("GET /websocket"))
            directus.forget("GET /websocket");
    }

    // On the channel, with the feed alive: a row that is added now is shown.
    irc_peer on_channel(std::string_view pass, std::string_view caps = "")
    {
        irc_peer one(gateway.port());
        one.log_in(pass, caps);
        one.join();
        show_something(one); // perhaps as history
        show_something(one);
        return one;
    }

    void show_something(irc_peer& to)
    {
        const auto marker = "marker " + std::to_string(++markers);
        directus.add(marker);
        to.expect("*" + marker + "*");
    }

    unsigned markers = 0;
};

} // namespace support
