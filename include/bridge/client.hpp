// One registered IRC client: what it negotiated, whether it is on the channel, and what it is to be sent.
#pragma once

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "bridge/outbox.hpp"
#include "bridge/roster.hpp"
#include "directus/types.hpp"
#include "irc/caps.hpp"

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

namespace bridge {

// A row on its way to the clients.
struct said {
    directus::item row;
    std::optional<client_id> from; // the client that sent it, where one of ours did
    bool notice = false;           // it was sent as NOTICE
    bool past = false;             // it comes late: clients without server-time are told its time
};

struct client {
    client(client_id id_, member& user_, irc::cap_set caps_, std::size_t send_limit)
        : id(id_)
        , user(&user_)
        , caps(caps_)
        , out(send_limit)
    {
    }

    client_id id;
    member* user;
    irc::cap_set caps;
    outbox out;
    bool dirty = false; // `out` has something for the socket
    bool closing = false;
    bool joined = false;
    bool bot = false;       // user mode +B
    bool invisible = false; // user mode +i: kept for clients that set it, changes nothing
    std::optional<std::string> away;

    bool waiting_for_history = false;
    std::size_t histories = 0;             // asked for and not yet there: only the last one counts
    std::vector<said> held;                // live rows that came meanwhile
    std::unordered_set<std::size_t> shown; // hashes of the keys that its pushed history has shown

    struct late_pong {
        std::string token;
        base::time_point by;
    };
    std::size_t outstanding = 0; // own lines that Directus has not yet confirmed
    std::deque<late_pong> pongs; // PINGs that wait for them
};

} // namespace bridge
