// How far clients that are pushed rows have got them: PINGs that follow the rows, and what their PONGs
// acknowledge, kept for a day after a client has gone.
#pragma once

#include "base/clock.hpp"
#include "bridge/channel/audience.hpp"
#include "bridge/channel/room_settings.hpp"
#include "bridge/history/receipts.hpp"
#include "bridge/people/roster.hpp"

#include <optional>
#include <set>
#include <string_view>
#include <utility>

namespace bridge {

class row_receipts {
public:
    // All have to outlive it.
    row_receipts(const room_settings& settings, audience& clients, roster& people)
        : settings_(settings)
        , clients_(clients)
        , people_(people)
    {
    }

    // The client has joined the channel. Returns whether it is pushed its history: clients with chathistory
    // and bots are not.
    bool joined(client& who, base::wall_time wall);
    void disconnected(client& who, base::wall_time wall);
    // The row was sent to the client, or came from it.
    void sent(client& to, const directus::item& row, base::wall_time wall);
    // A PONG; other tokens than those of rows are left alone.
    void ponged(client& who, std::string_view token);
    void clock_set_back(base::duration by, const member_filter& of);

    void fired(base::time_point now);
    std::optional<base::time_point> deadline() const;

private:
    bool is_pushed_history(const client& who) const;
    void watch(client& who);
    void forget(client& who);

    const room_settings& settings_;
    audience& clients_;
    roster& people_;
    receipts gone_;
    std::set<std::pair<base::time_point, client_id>> due_; // PINGs
};

} // namespace bridge
