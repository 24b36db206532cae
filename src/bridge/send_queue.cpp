#include "bridge/send_queue.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace bridge {

send_queue::send_queue(settings with, base::user_id author, std::uint64_t seed)
    : settings_(with)
    , author_(std::move(author))
    , random_(seed)
{
}

void send_queue::queued(line what, base::time_point now, base::wall_time wall, actions& out)
{
    if (over_) {
        out.push_back(returned{std::move(what), over_->why, over_->error});
        return;
    }
    if (size() >= settings_.lines) {
        out.push_back(returned{std::move(what), fate::full, {}});
        return;
    }
    waiting_.push_back({std::move(what), now});
    proceed(now, wall, out);
}

void send_queue::ready(bool is_ready, base::time_point now, base::wall_time wall, actions& out)
{
    // While Directus was away nothing could be looked for: the time to settle an outcome starts with its
    // return.
    // (A link that is busy with the create under way is not ready for another either; that is no absence.)
    const bool is_back = is_ready && !ready_;
    if (is_back && current_ && current_->phase != under_way::phase::sent)
        current_->lost_since = now;
    ready_ = is_ready;
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
    if (pausing || !ready_)
        consider(current_->what.since + settings_.age);
    if (ready_)
        consider(pausing || !current_->id.empty() ? current_->again_at
                                                  : current_->lost_since + settings_.settle);
    return next;
}

void send_queue::abandoned(fate why, const base::error_code& error, actions& out)
{
    if (current_ && current_->seen) {
        out.push_back(confirmed{std::move(current_->what.what), std::move(*current_->seen)});
        current_.reset();
    } else if (current_) {
        const bool certain = current_->phase == under_way::phase::pausing && !current_->retried;
        give_up(certain ? why : fate::unknown, error, out);
    }
    for (auto& one : waiting_)
        out.push_back(returned{std::move(one.what), why, error});
    waiting_.clear();
    over_ = end{why, error};
}

const send_queue::line* send_queue::claims(const directus::item& row) const
{
    if (!current_ || row.author != author_)
        return nullptr;
    const auto* text = &current_->what.what;
    if (!current_->id.empty())
        return row.id == current_->id ? text : nullptr;
    // One whose create was not executed has become no row yet.
    if (current_->phase == under_way::phase::pausing || row.content != text->text)
        return nullptr;
    return !current_->seen || current_->seen->id == row.id ? text : nullptr;
}

void send_queue::proceed(base::time_point now, base::wall_time wall, actions& out)
{
    using phase = decltype(under_way::phase);
    if (!ready_ || over_)
        return;
    if (current_ && current_->phase == phase::lost && current_->id.empty() && settled_by(now))
        give_up(fate::unknown, current_->error, out);
    if (current_) {
        if (current_->phase == phase::pausing && current_->again_at <= now)
            send(out);
        else if (current_->phase == phase::lost && !current_->looking && current_->again_at <= now)
            look(now, out);
        return;
    }
    if (waiting_.empty())
        return;
    current_.emplace(std::move(waiting_.front()));
    waiting_.pop_front();
    if (kind_ == key_kind::uuid)
        current_->id = next_key(wall);
    send(out);
}

void send_queue::send(actions& out)
{
    current_->phase = under_way::phase::sent;
    out.push_back(create{current_->id, current_->what.what.text});
}

// A row without a key is not looked for: appeared() brings it.
void send_queue::look(base::time_point now, actions& out)
{
    current_->again_at = now;
    if (!ready_ || current_->id.empty())
        return;
    current_->looking = true;
    out.push_back(look_up{current_->id});
}

void send_queue::give_up(fate why, const base::error_code& error, actions& out)
{
    out.push_back(returned{std::move(current_->what.what), why, error});
    current_.reset();
}

void send_queue::expire(base::time_point now, actions& out)
{
    const auto too_old = [&](const entry& one) { return one.since + settings_.age <= now; };
    if (current_ && !current_->looking && too_old(current_->what)) {
        const bool pausing = current_->phase == under_way::phase::pausing;
        const bool lost = current_->phase == under_way::phase::lost;
        if (pausing || (lost && !ready_))
            give_up(pausing && !current_->retried ? fate::expired : fate::unknown, base::errc::unreachable,
                    out);
    }
    while (!waiting_.empty() && too_old(waiting_.front())) {
        out.push_back(returned{std::move(waiting_.front().what), fate::expired, base::errc::unreachable});
        waiting_.pop_front();
    }
}

base::item_id send_queue::next_key(base::wall_time wall)
{
    const auto milliseconds = static_cast<std::uint64_t>(wall.time_since_epoch().count());
    if (milliseconds > last_key_time_) {
        last_key_time_ = milliseconds;
        key_counter_ =
            static_cast<std::uint16_t>(random_() & 0x7ff); // room to count up within the millisecond
    } else if (++key_counter_ > 0xfff) {
        ++last_key_time_;
        key_counter_ = 0;
    }
    const auto tail = (random_() & 0x3fff'ffff'ffff'ffff) | 0x8000'0000'0000'0000;
    return base::item_id(fmt::format("{:08x}-{:04x}-7{:03x}-{:04x}-{:012x}", last_key_time_ >> 16,
                                     last_key_time_ & 0xffff, key_counter_, tail >> 48,
                                     tail & 0xffff'ffff'ffff));
}

} // namespace bridge
