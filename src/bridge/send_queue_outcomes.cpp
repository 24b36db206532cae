// How a create ended, and how an outcome that is not known is settled.
#include "bridge/send_queue.hpp"

#include <utility>

namespace bridge {

void send_queue::stored(directus::item row, base::time_point now, base::wall_time wall, actions& out)
{
    if (!current_)
        return;
    auto done = std::move(*current_);
    current_.reset();
    out.push_back(confirmed{std::move(done.what.what), std::move(row)});
    proceed(now, wall, out);
}

void send_queue::refused(const base::error_code& why, base::time_point now, base::wall_time wall,
                         actions& out)
{
    if (!current_)
        return;
    give_up(why == base::errc::forbidden ? fate::forbidden : fate::rejected, why, out);
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
    if (current_->seen)
        return stored(std::move(*current_->seen), now, wall, out);
    // Without a key there is nothing to look for. The answer to a create that only failed to be read back is
    // FORBIDDEN too, but that row would have come as an event; saying "no permission" for it would make its
    // author send it again.
    if (current_->id.empty() && why == base::errc::forbidden)
        return refused(why, now, wall, out);
    if (!current_->retried)
        current_->lost_since = now;
    current_->error = why;
    current_->phase = under_way::phase::lost;
    look(now, out);
}

void send_queue::looked_up(base::result<std::optional<directus::item>> found, base::time_point now,
                           base::wall_time wall, actions& out)
{
    if (!current_ || !current_->looking)
        return;
    current_->looking = false;
    if (current_->seen)
        return stored(std::move(*current_->seen), now, wall, out);
    if (found && *found) {
        if ((*found)->author == author_)
            return stored(std::move(**found), now, wall, out);
        return refused(base::errc::not_unique, now, wall, out);
    }
    if (found)
        return not_there(now, wall, out);
    if (settled_by(now)) {
        give_up(fate::unknown, current_->error, out);
        return proceed(now, wall, out);
    }
    current_->again_at = now + settings_.look_again;
}

// The same key again cannot store the line twice, so that it is sent again, but not for ever: an answer that
// says no ends it once `settle` is over, silence once the line is too old.
void send_queue::not_there(base::time_point now, base::wall_time wall, actions& out)
{
    const auto why = current_->error;
    if (why == base::errc::forbidden)
        return refused(why, now, wall, out);
    if (why == base::errc::not_unique) {
        // Another unique field of the collection, or our own earlier attempt where we may not read it (yet).
        if (!current_->retried)
            return refused(why, now, wall, out);
        if (!settled_by(now)) {
            current_->again_at = now + settings_.look_again;
            return;
        }
        give_up(fate::unknown, why, out);
        return proceed(now, wall, out);
    }
    const bool says_no = !base::is_temporary(why) || why == base::errc::server_failed;
    if (says_no && settled_by(now))
        return refused(why, now, wall, out);
    current_->phase = under_way::phase::pausing;
    current_->again_at = current_->retried ? now + settings_.look_again : now;
    current_->retried = true;
    proceed(now, wall, out);
}

void send_queue::appeared(const directus::item& row, base::time_point now, base::wall_time wall, actions& out)
{
    if (!claims(row))
        return;
    // Its answer, or that of the look-up, is awaited before the next create is sent.
    if (current_->phase == under_way::phase::sent || current_->looking)
        current_->seen = row;
    else
        stored(row, now, wall, out);
}

} // namespace bridge
