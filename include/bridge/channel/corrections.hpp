// Corrections (s/old/new/) of a user's last message, from the client's line to the edit in Directus; tells an
// author's own edits from those of others.
#pragma once

#include "base/clock.hpp"
#include "bridge/changes/correction.hpp"
#include "bridge/changes/made_edits.hpp"
#include "bridge/channel/audience.hpp"
#include "bridge/channel/outside.hpp"
#include "bridge/channel/reply.hpp"
#include "bridge/channel/room_settings.hpp"
#include "bridge/channel/sent_lines.hpp"
#include "bridge/rows/change.hpp"
#include "bridge/rows/formatting_guess.hpp"
#include "bridge/rows/typed_rows.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace bridge {

class corrections {
public:
    // All have to outlive it.
    corrections(const room_settings& settings, const formatting_guess& formatting, typed_rows& typed,
                audience& clients, sent_lines& sent, outside& world);

    // What the text, as the client's user typed it, corrects in what they said last; nothing where it is an
    // ordinary text.
    std::optional<correction> find(const client& from, const std::string& typed, base::wall_time wall) const;
    void ask(reply& to, correction what);
    // Directus is about to be asked to write the text `after` into the row for its author.
    void writes(const ask::correct& correction, std::string_view before, std::string_view after);
    void answered(const user_id& author, const ask::outcome& how, base::time_point now);

    // An author's line on its way to Directus, and what became of it.
    void sent(const user_id& author, const send_queue::line& what);
    void stored(const user_id& author, const send_queue::line& what, const directus::item& row);
    void returned(const user_id& author, const send_queue::line& what);
    // A client was shown this row, or this change.
    void shown(const directus::item& row);
    void shown(const change& what);

    // Whether the author is known to have made this edit.
    bool is_by_author(const edited& what);
    // The correction that this edit of the client's row is the answer to, where it is one.
    correction* answered_by(const client& to, const edited& what);
    // All clients have been shown an edit of the author's.
    void end_answered(const user_id& author);

    void fired(base::time_point now);
    std::optional<base::time_point> deadline() const;

private:
    void proceed(const user_id& author);
    void end(const user_id& author);

    const room_settings& settings_;
    const formatting_guess& formatting_;
    typed_rows& typed_;
    audience& clients_;
    sent_lines& sent_;
    outside& world_;
    std::unordered_map<user_id, correction_queue> queues_; // by author
    std::vector<user_id> under_way_;                       // authors of whom one is under way
    made_edits made_;
};

} // namespace bridge
