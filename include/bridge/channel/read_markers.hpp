// Read markers of the channel: sent to the user's own clients only.
// https://ircv3.net/specs/extensions/read-marker
#pragma once

#include "base/clock.hpp"
#include "bridge/channel/audience.hpp"
#include "bridge/channel/outside.hpp"
#include "bridge/channel/reply.hpp"
#include "bridge/channel/room_settings.hpp"
#include "bridge/people/roster.hpp"

#include <string_view>

namespace bridge {

class read_markers {
public:
    // All have to outlive it.
    read_markers(const room_settings& settings, audience& clients, roster& people, outside& world)
        : settings_(settings)
        , clients_(clients)
        , people_(people)
        , world_(world)
    {
    }

    void tell(reply& to, std::string_view target);
    // Only ever forward.
    void move(reply& to, base::wall_time until, base::wall_time wall);
    // As it is kept outside.
    void known(const user_id& user, base::wall_time until);

private:
    line marker_of(const member& who, std::string_view target) const;
    bool advance(member& who, base::wall_time until, const client* except);

    const room_settings& settings_;
    audience& clients_;
    roster& people_;
    outside& world_;
};

} // namespace bridge
