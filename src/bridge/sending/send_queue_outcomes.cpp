// How a create ended, and how an outcome that is not known is settled.
#include "bridge/sending/send_queue.hpp"

#include <algorithm>
#include <utility>

namespace bridge {

namespace {

constexpr base::duration first_pause = std::chrono::seconds(1);
constexpr base::duration longest_pause = std::chrono::seconds(30);

} // namespace

// Of a batch some rows may not be told: an operator may limit the rows of one answer, a hook may have deleted
// some, and a policy may hide some from their author. They are looked for by their keys, and not sent again:
// they were stored. Without keys of ours nothing more will come of them; a row of another text may be that of
// any open line.
void send_queue::stored(std::vector<directus::item> rows, base::time_point now, base::wall_time wall,
                        actions& out)
{
    if (!current_)
        return;
    auto& lines = current_->lines;
    const bool is_short = !lines.has_keys() && rows.size() != lines.size();
    const auto answer = is_short ? rows : std::vector<directus::item>();
    if (lines.stored_as(std::move(rows)))
        return end_current({}, now, wall, out);
    if (is_short) {
        const bool is_clear = std::ranges::all_of(answer, [&](const auto& row) { return lines.find(row); });
        return end_current({is_clear ? hidden_fate() : fate::unknown, base::errc::malformed}, now, wall, out);
    }
    current_->answered = true;
    current_->error = base::errc::malformed;
    lose(now, out);
}

// What does not say that nothing was stored is looked into once: by the keys, and by what the author may do.
void send_queue::refused(directus::rejection why, base::time_point now, base::wall_time wall, actions& out)
{
    if (!current_)
        return;
    if (why.is_temporary()) {
        const base::duration pause = first_pause * (1 << std::min(current_->pauses++, 5));
        return throttled(std::min(pause, longest_pause), now, wall, out);
    }
    auto& lines = current_->lines;
    // Only the answer may have failed, behind the insert.
    const bool may_be_stored = why.why == base::errc::forbidden || why.why == base::errc::server_failed;
    // A key of ours shows a line stored whatever the answer; a text only shows that somebody wrote the same.
    if (!lines.has_keys() && !may_be_stored)
        lines.forget_rows();
    if (lines.all_stored())
        return end_current({}, now, wall, out);
    // The row that it answers may have been deleted meanwhile; the line itself is not lost for that.
    if (why.code == "INVALID_FOREIGN_KEY" && lines.forget_reply())
        return send(now, out);
    // Without keys its lines cannot go one by one: some might be stored twice.
    if (!lines.has_keys() && why.why == base::errc::server_failed && lines.size() > 1)
        return end_current({fate::unknown, why.why}, now, wall, out);
    if (why.why == base::errc::invalid_payload || (!lines.has_keys() && why.why != base::errc::forbidden))
        return reject(why, now, wall, out);
    current_->error = why.why;
    current_->rejection = std::move(why);
    lose(now, out);
}

// One bad line does not take its neighbours along: of a batch each goes by itself. So a flow runs once more
// on the bad one; by halves it would run for each of them. Only where a batch was too large for the operator
// its lines stay together, as many as are permitted.
void send_queue::reject(const directus::rejection& why, base::time_point now, base::wall_time wall,
                        actions& out)
{
    auto& lines = current_->lines;
    if (lines.size() == 1)
        return end_current({fate::rejected, why.why, why.message}, now, wall, out);
    const auto limit = why.batch_limit();
    if (limit > 0 && limit < lines.size()) {
        settings_.batches.lines = limit;
        lines.give_back(waiting_);
    } else {
        lines.split_into(waiting_);
    }
    current_.reset();
    proceed(now, wall, out);
}

// Nothing was executed.
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
    if (current_->lines.all_stored())
        return end_current({}, now, wall, out);
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

// Rows without keys of ours are not looked for: saw() brings them.
void send_queue::look(base::time_point now, actions& out)
{
    current_->again_at = now;
    if (!is_ready() || !can_look())
        return;
    const auto& lines = current_->lines;
    current_->looking = true;
    out.push_back(look_up{lines.has_keys() ? lines.open_keys() : std::vector<base::item_id>(),
                          current_->rejection && current_->rejection->why == base::errc::forbidden});
}

// As the lines are stored together, one row proves them all. Those that are not there yet are looked for
// until the time to settle is over. Then they were deleted, or their author may not read them, and he is told
// that it is not known: sending them again would bring back what somebody deleted.
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
                lines.saw(row, false);
            else
                is_taken = true;
        }
    if (lines.all_stored())
        return end_current({}, now, wall, out);
    if (is_taken && !lines.any_stored())
        return reject(directus::rejection{base::errc::not_unique}, now, wall, out);
    if (current_->rejection && !lines.any_stored())
        return settle_rejection(found, now, wall, out);
    current_->answered |= current_->rejection.has_value();
    if (found && current_->answered) {
        const auto still_open = lines.open_keys().size();
        if (std::exchange(current_->still_open, still_open) ==
            still_open) // the last look told no further one
            return end_current({lines.has_keys() ? hidden_fate() : fate::unknown}, now, wall, out);
    } else if (found && !lines.any_stored()) {
        return none_there(now, wall, out);
    }
    if (settled_by(now) && !will_be_known(found))
        return end_current({fate::unknown, current_->error}, now, wall, out);
    current_->again_at = now + settings_.look_again;
}

// By its key a line is found whenever Directus can be asked again: only its age ends that.
bool send_queue::will_be_known(const base::result<std::vector<directus::item>>& found) const
{
    return current_->lines.has_keys() && !found && base::is_temporary(found.error());
}

// None of the rows is there to be seen, or they could not be read.
void send_queue::settle_rejection(const base::result<std::vector<directus::item>>& found,
                                  base::time_point now, base::wall_time wall, actions& out)
{
    const auto& why = *current_->rejection;
    auto& lines = current_->lines;
    const bool is_late = !found && base::is_temporary(found.error());
    // Our own earlier attempt may be what has the key, and not be seen yet.
    const bool is_own = why.why == base::errc::not_unique && lines.is_doubtful();
    if (will_be_known(found) || ((is_late || is_own) && !settled_by(now))) {
        current_->again_at = now + settings_.look_again;
        return;
    }
    if (is_late || is_own)
        return end_current({fate::unknown, why.why}, now, wall, out);
    if (why.why != base::errc::forbidden)
        return reject(why, now, wall, out);
    const auto how = ending_of_forbidden(why, found && lines.has_keys());
    if (how.why == fate::rejected)
        return reject(why, now, wall, out);
    end_current(how, now, wall, out);
}

// `is_seen`: the keys were looked for, and are not there.
send_queue::ending send_queue::ending_of_forbidden(const directus::rejection& why, bool is_seen) const
{
    if (!why.is_lack_of_permission())
        return {fate::rejected, why.why, why.message};
    if (may_create_ == directus::access::none)
        return {fate::forbidden, why.why};
    if (why.is_row_out_of_sight() && current_->lines.size() == 1)
        return {hidden_fate(), why.why};
    // A field that the author may not write, if the row is not there; else one that they may not read.
    return {is_seen ? fate::rejected : fate::unknown, why.why, why.message};
}

// The same keys again cannot store a line twice, so that they are sent again, but not for ever: once `settle`
// is over each line goes by itself; an answer ends it then, silence once it is too old.
void send_queue::none_there(base::time_point now, base::wall_time wall, actions& out)
{
    const auto why = current_->error;
    auto& lines = current_->lines;
    const bool says_no = !base::is_temporary(why) || why == base::errc::server_failed;
    const bool is_first = !lines.is_doubtful();
    lines.set_doubtful();
    if (settled_by(now) && (says_no || lines.size() > 1))
        return reject(directus::rejection{why}, now, wall, out);
    current_->phase = under_way::phase::pausing;
    current_->again_at = is_first ? now : now + settings_.look_again;
    proceed(now, wall, out);
}

void send_queue::saw(const directus::item& row)
{
    if (claims(row))
        current_->lines.saw(row, true);
}

// The answer, or that of the look-up, is awaited before the next create is sent.
void send_queue::settle(base::time_point now, base::wall_time wall, actions& out)
{
    if (!current_ || !current_->lines.any_stored() || current_->phase == under_way::phase::sent ||
        current_->looking)
        return;
    if (current_->lines.all_stored())
        end_current({}, now, wall, out);
    else if (current_->phase == under_way::phase::pausing)
        lose(now, out); // the others are there, too
}

} // namespace bridge
