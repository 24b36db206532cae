// Deletions of rows that clients ask for, until Directus has answered.
// https://ircv3.net/specs/extensions/message-redaction
#pragma once

#include "base/clock.hpp"
#include "bridge/channel/audience.hpp"
#include "bridge/channel/open_questions.hpp"
#include "bridge/channel/outside.hpp"
#include "bridge/channel/reply.hpp"
#include "bridge/channel/room_settings.hpp"
#include "bridge/channel/row_lines.hpp"
#include "bridge/rows/change.hpp"

#include <optional>
#include <string>
#include <vector>

namespace bridge {

class redactions {
public:
    // All have to outlive it.
    redactions(const room_settings& settings, audience& clients, row_lines& lines, outside& world);

    void ask(reply& to, base::item_id id, std::string reason); // empty: none given

    // True for a deletion that may be that of a client: it is held until Directus has answered the client.
    bool hold(const change& what, const member_filter& sees);

    struct held_row {
        removed what;
        std::vector<client_id> by; // those who are to be told
    };
    struct end {
        bool is_theirs; // the row was deleted by the client that asked
        std::vector<held_row> held;
    };
    // Nothing where this was not asked. A deletion that came meanwhile is taken for that of the client,
    // unless Directus refused.
    std::optional<end> ended(const ask::redact& asked, const ask::outcome& how);
    // The client's answer: `gone` where it has deleted the row.
    void tell(const ask::redact& asked, const std::optional<removed>& gone, const ask::outcome& how,
              base::wall_time wall);

private:
    const room_settings& settings_;
    audience& clients_;
    row_lines& lines_;
    outside& world_;
    open_questions<ask::redact, std::vector<held_row>> requests_; // with the deletions held for them
};

} // namespace bridge
