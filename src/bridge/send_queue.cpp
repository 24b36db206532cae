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
    if (size() >= settings_.lines) {
        out.push_back(returned{std::move(what), fate::full, {}});
        return;
    }
    waiting_.push_back({std::move(what), now});
    proceed(now, wall, out);
}

void send_queue::ready(bool is_ready, base::time_point now, base::wall_time wall, actions& out)
{
    ready_ = is_ready;
    proceed(now, wall, out);
}

void send_queue::stored(directus::item row, base::time_point now, base::wall_time wall, actions& out)
{
    if (!current_)
        return;
    auto done = std::move(*current_);
    current_.reset();
    out.push_back(confirmed{std::move(done.what.what), std::move(row)});
    proceed(now, wall, out);
}

void send_queue::refused(const base::error_code& why, base::time_point now, base::wall_time wall, actions& out)
{
    if (!current_)
        return;
    auto done = std::move(*current_);
    current_.reset();
    const auto end = why == base::errc::forbidden ? fate::forbidden : fate::rejected;
    out.push_back(returned{std::move(done.what.what), end, why});
    proceed(now, wall, out);
}

void send_queue::throttled(base::duration wait, base::time_point now, base::wall_time, actions&)
{
    if (!current_)
        return;
    current_->phase = under_way::phase::pausing;
    current_->again_at = now + wait;
}

void send_queue::unclear(const base::error_code& why, base::time_point now, base::wall_time wall, actions& out)
{
    if (!current_)
        return;
    current_->error = why;
    if (current_->id.empty()) {
        // Nothing to look for: whether it was stored stays unknown, unless the error itself is an answer. The answer
        // to a create that only failed to be read back is FORBIDDEN too, but a row of ours would have come as an
        // event; saying "no permission" for it would make its author send it again.
        auto done = std::move(*current_);
        current_.reset();
        const auto end = why == base::errc::forbidden ? fate::forbidden : fate::unknown;
        out.push_back(returned{std::move(done.what.what), end, why});
        proceed(now, wall, out);
        return;
    }
    current_->phase = under_way::phase::lost;
    current_->lost_since = now;
    look(now, out);
}

void send_queue::looked_up(base::result<std::optional<directus::item>> found, base::time_point now,
                           base::wall_time wall, actions& out)
{
    if (!current_ || current_->phase != under_way::phase::lost)
        return;
    current_->looking = false;
    if (found && *found) {
        if ((*found)->author == author_)
            return stored(std::move(**found), now, wall, out);
        return refused(base::errc::not_unique, now, wall, out);
    }
    if (current_->error == base::errc::forbidden && found)
        return refused(current_->error, now, wall, out);
    if (found && ready_) {
        // Not there (yet): the same key again cannot store it twice.
        current_->phase = under_way::phase::sent;
        out.push_back(create{current_->id, current_->what.what.text});
        return;
    }
    if (now - current_->lost_since >= settings_.settle && ready_) {
        auto done = std::move(*current_);
        current_.reset();
        out.push_back(returned{std::move(done.what.what), fate::unknown, done.error});
        proceed(now, wall, out);
        return;
    }
    current_->again_at = now + settings_.look_again;
}

void send_queue::fired(base::time_point now, base::wall_time wall, actions& out)
{
    expire(now, out);
    proceed(now, wall, out);
}

std::optional<base::time_point> send_queue::deadline() const
{
    std::optional<base::time_point> next;
    if (!waiting_.empty())
        next = waiting_.front().since + settings_.age;
    const bool paused = current_ && ((current_->phase == under_way::phase::pausing && ready_) ||
                                     (current_->phase == under_way::phase::lost && !current_->looking && ready_));
    if (paused)
        next = next ? std::min(*next, current_->again_at) : current_->again_at;
    return next;
}

void send_queue::abandoned(fate why, const base::error_code& error, actions& out)
{
    if (current_) {
        const bool certain = current_->phase == under_way::phase::pausing;
        out.push_back(returned{std::move(current_->what.what), certain ? why : fate::unknown, error});
        current_.reset();
    }
    for (auto& one : waiting_)
        out.push_back(returned{std::move(one.what), why, error});
    waiting_.clear();
}

const send_queue::line* send_queue::claims(const directus::item& row) const
{
    if (!current_ || row.author != author_)
        return nullptr;
    const bool ours = current_->id.empty() ? row.content == current_->what.what.text : row.id == current_->id;
    return ours ? &current_->what.what : nullptr;
}

void send_queue::proceed(base::time_point now, base::wall_time wall, actions& out)
{
    if (!ready_)
        return;
    if (current_) {
        if (current_->again_at > now)
            return;
        if (current_->phase == under_way::phase::pausing) {
            current_->phase = under_way::phase::sent;
            out.push_back(create{current_->id, current_->what.what.text});
        } else if (current_->phase == under_way::phase::lost && !current_->looking) {
            look(now, out);
        }
        return;
    }
    if (waiting_.empty())
        return;
    current_.emplace();
    current_->what = std::move(waiting_.front());
    waiting_.pop_front();
    if (kind_ == key_kind::uuid)
        current_->id = next_key(wall);
    out.push_back(create{current_->id, current_->what.what.text});
}

void send_queue::look(base::time_point now, actions& out)
{
    if (!ready_) {
        current_->again_at = now;
        return;
    }
    current_->looking = true;
    out.push_back(look_up{current_->id});
}

void send_queue::expire(base::time_point now, actions& out)
{
    while (!waiting_.empty() && waiting_.front().since + settings_.age <= now) {
        out.push_back(returned{std::move(waiting_.front().what), fate::expired, base::errc::unreachable});
        waiting_.pop_front();
    }
}

base::item_id send_queue::next_key(base::wall_time wall)
{
    const auto milliseconds = static_cast<std::uint64_t>(wall.time_since_epoch().count());
    if (milliseconds > last_key_time_) {
        last_key_time_ = milliseconds;
        key_counter_ = static_cast<std::uint16_t>(random_() & 0x7ff); // room to count up within the millisecond
    } else if (++key_counter_ > 0xfff) {
        ++last_key_time_;
        key_counter_ = 0;
    }
    const auto tail = (random_() & 0x3fff'ffff'ffff'ffff) | 0x8000'0000'0000'0000;
    return base::item_id(fmt::format("{:08x}-{:04x}-7{:03x}-{:04x}-{:012x}", last_key_time_ >> 16,
                                     last_key_time_ & 0xffff, key_counter_, tail >> 48, tail & 0xffff'ffff'ffff));
}

} // namespace bridge
