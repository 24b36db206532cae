// Delivers rows to the clients on the channel: live rows, their edits and deletions, and those that wait
// until a client's history has been read.
#pragma once

#include "base/clock.hpp"
#include "bridge/channel/audience.hpp"
#include "bridge/channel/corrections.hpp"
#include "bridge/channel/outside.hpp"
#include "bridge/channel/past_receiver.hpp"
#include "bridge/channel/past_writer.hpp"
#include "bridge/channel/presence.hpp"
#include "bridge/channel/pushed_history.hpp"
#include "bridge/channel/reaction_requests.hpp"
#include "bridge/channel/redactions.hpp"
#include "bridge/channel/room_settings.hpp"
#include "bridge/channel/row_lines.hpp"
#include "bridge/channel/row_receipts.hpp"
#include "bridge/channel/wire_views.hpp"
#include "bridge/history/past_row.hpp"
#include "bridge/rows/change.hpp"
#include "bridge/rows/formatting_guess.hpp"
#include "bridge/rows/known_rows.hpp"

#include <vector>

namespace bridge {

class row_delivery final : public past_receiver {
public:
    // What it needs; all of it has to outlive it.
    struct parts {
        const room_settings& settings;
        audience& clients;
        presence& present;
        row_lines& lines;
        formatting_guess& formatting;
        redactions& deletions;
        reaction_requests& reactions;
        corrections& corrected;
        row_receipts& receipts;
    };
    row_delivery(parts of, past_writer& writer, outside& world);

    // `sees` tells which users a row is for; an edit or a deletion is for those of them who were shown it.
    void show(change what, const member_filter& sees, base::time_point now, base::wall_time wall);
    // The end of a REDACT. `row` is as it was before, where it could be read.
    void redacted(const ask::redact& asked, const directus::item& row, const ask::outcome& how,
                  base::wall_time wall);
    // Directus's clock was set back by so much: rows of now are dated before some that were shown.
    void clock_set_back(base::duration by, const member_filter& of);
    // Whether a row of this key was shown, and can be answered.
    bool knows(const base::item_id& row) const { return known_.contains(row); }
    pushed_history& pushed() { return pushed_; }

    void deliver_held(client& to, const shared_change& what, base::wall_time wall) override;
    void rows_found(const std::vector<past_row>& rows, base::wall_time wall) override;
    void row_shown(const directus::item& row) override;
    void history_shown(client& to) override { with_.reactions.release(to); }

private:
    void deliver(client& to, const shared_change& what, wire_views& views, base::wall_time wall);
    void remember(const change& what);

    parts with_;
    known_rows known_;
    pushed_history pushed_;
};

} // namespace bridge
