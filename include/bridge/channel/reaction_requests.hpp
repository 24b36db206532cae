// Reactions to rows: those that clients ask for, until Directus has answered, and those that are shown to the
// channel. https://ircv3.net/specs/client-tags/react
#pragma once

#include "base/clock.hpp"
#include "bridge/changes/reactions.hpp"
#include "bridge/channel/audience.hpp"
#include "bridge/channel/open_questions.hpp"
#include "bridge/channel/outside.hpp"
#include "bridge/channel/reply.hpp"
#include "bridge/channel/room_settings.hpp"
#include "bridge/channel/row_lines.hpp"

#include <optional>
#include <string_view>
#include <vector>

namespace bridge {

class reaction_requests {
public:
    // All have to outlive it.
    reaction_requests(const room_settings& settings, audience& clients, row_lines& lines, outside& world);

    // The reaction to a row that these tags of a client's line are; nothing where they are none, or reactions
    // are not kept.
    std::optional<reaction_tags> find(std::string_view tags) const;
    // Asks for it, or tells why not. With `alone` that is what the line is answered with.
    void ask(reply& to, const reaction_tags& what, bool alone);
    // `what` is as it is stored, or was.
    void answered(const ask::react& asked, const directus::reaction& what, const ask::outcome& how,
                  base::wall_time wall);

    // A reaction was made, or is `undone`: once for each audience. A client that asked for it is told by
    // answered(), and one that waits for its history later.
    void show(const directus::reaction& what, bool undone, const member_filter& sees, base::wall_time wall);
    void release(client& to); // has its history

private:
    struct request_state {
        bool is_seen = false; // an equal reaction was made meanwhile
    };

    const room_settings& settings_;
    audience& clients_;
    row_lines& lines_;
    outside& world_;
    open_questions<ask::react, request_state> requests_;
};

} // namespace bridge
