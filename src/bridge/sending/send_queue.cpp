#include "bridge/sending/send_queue.hpp"

#include <algorithm>

namespace bridge {

send_queue::send_queue(settings with, base::user_id author, std::uint64_t seed)
    : settings_(with)
    , author_(std::move(author))
    , keys_(seed)
{
}

void send_queue::queued(line what, base::time_point now, base::wall_time wall, actions& out)
{
    if (over_) {
        out.push_back(returned{std::move(what), over_->why, over_->error});
        return;
    }
    if (!has_room_for(what)) {
        out.push_back(returned{std::move(what), fate::full, {}});
        return;
    }
    waiting_.push_back({std::move(what), now});
    proceed(now, wall, out);
}

// Whatever its size, one goes.
bool send_queue::has_room_for(const line& what) const
{
    const auto before = batch::weight_of(waiting_) + (current_ ? current_->lines.weight() : 0);
    return before == 0 || before + what.weight() <= settings_.lines;
}

void send_queue::ready(way over, base::time_point now, base::wall_time wall, actions& out)
{
    // Nothing can be looked for while no create can be sent, so the time to settle an outcome stands still.
    // It does not begin anew: each renewal of a token is such a moment. (A link that is busy with the create
    // under way is not ready for another either; that is no absence.)
    const bool is_back = over != way::none && !is_ready();
    if (is_back && current_ && current_->lost_since && current_->phase != under_way::phase::sent)
        *current_->lost_since += now - std::max(not_ready_since_, *current_->lost_since);
    if (over == way::none && is_ready())
        not_ready_since_ = now;
    ready_ = over;
    proceed(now, wall, out);
}

void send_queue::fired(base::time_point now, base::wall_time wall, actions& out)
{
    expire(now, out);
    proceed(now, wall, out);
}

std::optional<base::time_point> send_queue::deadline() const
{
    std::optional<base::time_point> next;
    const auto consider = [&](base::time_point when) { next = next ? std::min(*next, when) : when; };
    if (!waiting_.empty())
        consider(waiting_.front().since + settings_.age);
    // An answer is awaited: whoever owes it has a deadline.
    if (!current_ || current_->phase == under_way::phase::sent || current_->looking)
        return next;
    const bool pausing = current_->phase == under_way::phase::pausing;
    if (pausing || !is_ready() || current_->lines.has_keys())
        consider(current_->lines.front().since + settings_.age);
    if (is_ready())
        consider(pausing || can_look() ? current_->again_at : *current_->lost_since + settings_.settle);
    return next;
}

void send_queue::abandoned(fate why, const base::error_code& error, actions& out)
{
    if (current_) {
        const bool is_certain =
            current_->phase == under_way::phase::pausing && !current_->lines.is_doubtful();
        finish_current({is_certain ? why : fate::unknown, error}, out);
    }
    for (auto& one : waiting_) {
        const auto known = one.doubtful ? fate::unknown : why;
        finish(std::move(one), {known, error}, out);
    }
    waiting_.clear();
    over_ = ending{why, error};
}

const send_queue::line* send_queue::claims(const directus::item& row) const
{
    if (!current_ || row.author != author_)
        return nullptr;
    // Those whose create was not executed have become no rows yet, whatever others with such a text there
    // are.
    if (!current_->lines.has_keys() && current_->phase == under_way::phase::pausing)
        return nullptr;
    return current_->lines.find(row);
}

// Until the kind of the keys is known each line goes by itself: rows in the order of random keys could not be
// told apart.
batch send_queue::next_batch(base::wall_time wall)
{
    auto limits = settings_.batches;
    limits.lines = std::min(limits.lines, most_rows_);
    if (kind_ == key_kind::unknown)
        limits.lines = 1;
    batch next(waiting_, limits);
    if (kind_ == key_kind::uuid)
        next.give_keys(keys_, wall);
    return next;
}

void send_queue::proceed(base::time_point now, base::wall_time wall, actions& out)
{
    using phase = decltype(under_way::phase);
    if (!is_ready() || over_)
        return;
    if (current_ && current_->phase == phase::lost && !current_->lines.has_keys() && !current_->looking &&
        settled_by(now))
        finish_current({fate::unknown, current_->error}, out);
    if (current_) {
        if (current_->phase == phase::pausing && current_->again_at <= now)
            send(now, out);
        else if (current_->phase == phase::lost && !current_->looking && current_->again_at <= now)
            look(now, out);
        return;
    }
    if (waiting_.empty())
        return;
    current_.emplace(next_batch(wall));
    send(now, out);
}

void send_queue::send(base::time_point now, actions& out)
{
    current_->phase = under_way::phase::sent;
    current_->over_rest = ready_ == way::rest || (over_rest_until_ && now < *over_rest_until_);
    out.push_back(create{current_->lines.drafts(), current_->over_rest});
}

void send_queue::finish(batch::entry one, const ending& how, actions& out)
{
    if (one.row)
        out.push_back(confirmed{std::move(one.what), std::move(*one.row), one.shown});
    else
        out.push_back(returned{std::move(one.what), how.why, how.error, how.message});
}

void send_queue::finish_current(const ending& how, actions& out)
{
    auto done = std::move(*current_);
    current_.reset();
    while (!done.lines.empty())
        finish(done.lines.take_front(), how, out);
}

void send_queue::end_current(const ending& how, base::time_point now, base::wall_time wall, actions& out)
{
    finish_current(how, out);
    proceed(now, wall, out);
}

// A line that is too old leaves its batch, too. Where that was sent before, its key keeps it from being
// stored twice, and all from being stored out of order: of two creates that share a key one fails, whole.
void send_queue::expire(base::time_point now, actions& out)
{
    const auto too_old = [&](const batch::entry& one) { return one.since + settings_.age <= now; };
    const bool pausing = current_ && current_->phase == under_way::phase::pausing;
    const bool lost =
        current_ && current_->phase == under_way::phase::lost && (!is_ready() || current_->lines.has_keys());
    if ((pausing || lost) && !current_->looking) {
        const auto why = pausing && !current_->lines.is_doubtful() ? fate::expired : fate::unknown;
        while (!current_->lines.empty() && too_old(current_->lines.front()))
            finish(current_->lines.take_front(), {why, base::errc::unreachable}, out);
        if (current_->lines.all_stored()) // those that are left, if any
            finish_current({}, out);
    }
    while (!waiting_.empty() && too_old(waiting_.front())) {
        const auto why = waiting_.front().doubtful ? fate::unknown : fate::expired;
        finish(std::move(waiting_.front()), {why, base::errc::unreachable}, out);
        waiting_.pop_front();
    }
}

} // namespace bridge
