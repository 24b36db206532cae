// Clients that watch a nick with MONITOR; sends them the presence of the user who has it.
// https://ircv3.net/specs/extensions/monitor
#pragma once

#include "bridge/channel/audience.hpp"
#include "bridge/channel/wire_views.hpp"
#include "bridge/people/monitor.hpp"
#include "bridge/people/roster.hpp"
#include "irc/numerics.hpp"

#include <functional>
#include <string>
#include <string_view>

namespace bridge {

class watchers {
public:
    // `server`: the source of numerics. Both have to outlive it.
    watchers(audience& clients, const std::string& server)
        : clients_(clients)
        , server_(server)
    {
    }

    monitor& lists() { return lists_; }

    void came_online(const member& who);
    void went_offline(const member& who);
    // A nick is watched, and not the person: a new one is as if somebody had gone and another had come.
    void renamed(const member& who, std::string_view old_nick, naming how);
    // AWAY and its like, to those who want them for whom they watch, but for clients that were told on the
    // channel. https://ircv3.net/specs/extensions/extended-monitor
    void tell(const member& who, const line_maker& make,
              const std::function<bool(const client& watcher)>& was_told);

private:
    void came_online(const member& who, naming how);
    void went_offline(const member& who, std::string_view nick, naming how);
    void send(client& to, irc::numeric number, std::string_view text);

    audience& clients_;
    const std::string& server_;
    monitor lists_;
};

} // namespace bridge
