// How a create ended, and how an outcome that is not known is settled.
#include "bridge/send_queue.hpp"

#include <utility>

namespace bridge {

void send_queue::stored(std::vector<directus::item> rows, base::time_point now, base::wall_time wall,
                        actions& out)
{
    if (!current_)
        return;
    if (!current_->lines.stored_as(std::move(rows)))
        return unclear(base::errc::malformed, now, wall, out);
    finish_current(fate::unknown, {}, out);
    proceed(now, wall, out);
}

// One bad line does not take its neighbours along: of a batch each goes by itself. Its own key shows a line
// stored whatever the answer; a text only shows that somebody wrote the same.
void send_queue::refused(const base::error_code& why, base::time_point now, base::wall_time wall,
                         actions& out)
{
    if (!current_)
        return;
    if (!current_->lines.has_keys())
        current_->lines.forget_rows();
    // The row that it answers may have been deleted meanwhile; the line itself is not lost for that.
    if (why == base::errc::invalid_payload && current_->lines.forget_reply())
        return send(now, out);
    if (current_->lines.size() > 1) {
        current_->lines.split_into(waiting_);
        current_.reset();
    } else {
        finish_current(why == base::errc::forbidden ? fate::forbidden : fate::rejected, why, out);
    }
    proceed(now, wall, out);
}

void send_queue::throttled(base::duration wait, base::time_point now, base::wall_time, actions&)
{
    if (!current_)
        return;
    current_->phase = under_way::phase::pausing;
    current_->again_at = now + wait;
}

void send_queue::unclear(const base::error_code& why, base::time_point now, base::wall_time wall,
                         actions& out)
{
    if (!current_)
        return;
    if (why == base::errc::timeout && !current_->over_rest)
        over_rest_until_ = now + settings_.over_rest;
    auto& lines = current_->lines;
    if (lines.all_stored()) {
        finish_current(fate::unknown, {}, out);
        return proceed(now, wall, out);
    }
    if (!lines.has_keys() && !lines.any_stored()) {
        // It was sent but once, so that it did not meet itself: another field is unique. Nothing is stored.
        if (why == base::errc::not_unique)
            return refused(why, now, wall, out);
        // Without keys there is nothing to look for. The answer to a create that only failed to be read back
        // is FORBIDDEN too, but those rows would have come as events; saying "not known" for a permission
        // that is missing would make its author try again. As it is not certain, nothing is sent again.
        if (why == base::errc::forbidden) {
            finish_current(fate::forbidden, why, out);
            return proceed(now, wall, out);
        }
    }
    current_->error = why;
    lose(now, out);
}

void send_queue::lose(base::time_point now, actions& out)
{
    if (!current_->lost_since)
        current_->lost_since = now;
    current_->phase = under_way::phase::lost;
    look(now, out);
}

// Rows without keys of ours are not looked for: appeared() brings them.
void send_queue::look(base::time_point now, actions& out)
{
    current_->again_at = now;
    if (!ready_ || !current_->lines.has_keys())
        return;
    current_->looking = true;
    out.push_back(look_up{current_->lines.open_keys()});
}

// As the lines are stored together, one row proves them all. Those that are not there yet are looked for
// until the time to settle is over: an operator may limit the rows of one answer. Then they were deleted, or
// their author may not read them, and he is told that it is not known: sending them again would bring back
// what somebody deleted.
void send_queue::looked_up(const base::result<std::vector<directus::item>>& found, base::time_point now,
                           base::wall_time wall, actions& out)
{
    if (!current_ || !current_->looking)
        return;
    current_->looking = false;
    auto& lines = current_->lines;
    bool is_taken = false; // a key, by a row of another's
    if (found)
        for (const auto& row : *found) {
            if (row.author == author_)
                lines.saw(row);
            else
                is_taken = true;
        }
    if (lines.all_stored()) {
        finish_current(fate::unknown, {}, out);
        return proceed(now, wall, out);
    }
    if (is_taken && !lines.any_stored())
        return refused(base::errc::not_unique, now, wall, out);
    if (found && !lines.any_stored())
        return none_there(now, wall, out);
    if (settled_by(now)) {
        finish_current(fate::unknown, current_->error, out);
        return proceed(now, wall, out);
    }
    current_->again_at = now + settings_.look_again;
}

// The same keys again cannot store a line twice, so that they are sent again, but not for ever: once `settle`
// is over each line goes by itself; an answer that says no ends it then, silence once it is too old.
void send_queue::none_there(base::time_point now, base::wall_time wall, actions& out)
{
    const auto why = current_->error;
    auto& lines = current_->lines;
    if (why == base::errc::forbidden)
        return refused(why, now, wall, out);
    if (why == base::errc::not_unique) {
        // Another unique field of the collection, or our own earlier attempt where we may not read it (yet).
        if (!lines.is_doubtful())
            return refused(why, now, wall, out);
        if (!settled_by(now)) {
            current_->again_at = now + settings_.look_again;
            return;
        }
        finish_current(fate::unknown, why, out);
        return proceed(now, wall, out);
    }
    const bool says_no = !base::is_temporary(why) || why == base::errc::server_failed;
    const bool is_first = !lines.is_doubtful();
    lines.set_doubtful();
    if (settled_by(now) && (says_no || lines.size() > 1))
        return refused(why, now, wall, out);
    current_->phase = under_way::phase::pausing;
    current_->again_at = is_first ? now : now + settings_.look_again;
    proceed(now, wall, out);
}

void send_queue::appeared(const directus::item& row, base::time_point now, base::wall_time wall, actions& out)
{
    if (!claims(row))
        return;
    current_->lines.saw(row);
    // The answer, or that of the look-up, is awaited before the next create is sent.
    if (current_->phase == under_way::phase::sent || current_->looking)
        return;
    if (current_->lines.all_stored()) {
        finish_current(fate::unknown, {}, out);
        proceed(now, wall, out);
    } else if (current_->phase == under_way::phase::pausing) {
        lose(now, out); // the others are there, too
    }
}

} // namespace bridge
