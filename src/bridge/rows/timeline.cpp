#include "bridge/rows/timeline.hpp"

#include "bridge/rows/clock_bounds.hpp"

#include <algorithm>
#include <iterator>
#include <unordered_set>
#include <utility>

namespace bridge {

namespace {

constexpr std::size_t most_gone_unseen = 64;
constexpr base::duration answer_behind_event = std::chrono::seconds(30); // at most
constexpr base::duration on_its_way = std::chrono::seconds(3);           // an event may take that long
// Clients without server-time are told the time of rows that are older.
constexpr base::duration late_after = std::chrono::minutes(1);

// When the row was like this: an event tells of its own time, and an answer to a create of ours of any since
// then, as other events may overtake it.
base::time_point time_of_state(const said& what, base::time_point now, base::wall_time wall)
{
    if (what.heard_at || !what.from)
        return what.heard_at.value_or(now);
    if (!what.row.date)
        return {};
    return std::min(now, now - (wall - *what.row.date)) - clock_error;
}

} // namespace

timeline::timeline(settings with, base::wall_time start)
    : settings_(with)
    , horizon_(with.overlap, start)
    , seen_(with.overlap)
    , shown_(with.remembered)
    , hidden_(with.hidden)
{
}

base::duration timeline::clock_moved(base::time_point now, base::wall_time wall)
{
    const auto by = horizon_.clock_moved(now, wall);
    if (by < base::duration::zero()) {
        seen_.clock_set_back(-by);
        waiting_.clock_was_set_back();
    }
    return by;
}

void timeline::hold()
{
    holding_ = true;
    overflowed_ = false;
}

bool timeline::is_known(const directus::item& row, base::wall_time wall) const
{
    return seen_.contains(row.id) && !seen_.is_another(row, wall);
}

bool timeline::meet(said& what, base::time_point asked, base::wall_time wall)
{
    const auto& id = what.row.id;
    what.entered = hidden_.has(id, asked);
    if (!seen_.add(id, what.row.date, wall)) {
        if (!what.entered && !seen_.is_another(what.row, wall))
            return false;
        waiting_.remove(id);
        seen_.renew(id, what.row.date, wall);
    }
    if (what.entered)
        hidden_.remove(id);
    return true;
}

// A row that left the filter later than it was like this is hidden still. One of ours is shown all the same,
// and then its deletion, where it was not: its client waits for it.
void timeline::received(said what, base::time_point now, base::wall_time wall, actions& out)
{
    if (what.row.hidden)
        return hide(what.row, now, out);
    const auto since = time_of_state(what, now, wall);
    const bool has_left = hidden_.has(what.row.id, now) && !hidden_.has(what.row.id, since);
    if (has_left && !what.from)
        return;
    if (is_known(what.row, wall) && !hidden_.has(what.row.id, since)) {
        // The event of a row that waits may not have told whose client sent it.
        if (auto* same = what.from ? waiting_.find(what.row.id) : nullptr)
            *same = std::move(what);
        return;
    }
    if (holding_ && (waiting_.size() >= settings_.hold || waiting_.held_bytes() >= settings_.hold_bytes)) {
        overflowed_ = true;
        return;
    }
    const auto date = what.row.date;
    meet(what, since, wall);
    if (has_left && !holding_) {
        const auto id = what.row.id;
        show(std::move(what), now, out);
        if (auto happened = shown_.gone(id, now))
            out.push_back(std::move(*happened));
        return;
    }
    if (holding_)
        return waiting_.hold(std::move(what), now);
    // A date that is far from now, as an import's, gives no order among live rows.
    const bool is_timely = date && *date <= wall + clock_skew && *date >= wall - clock_skew;
    if (!is_timely)
        return show(std::move(what), now, out);
    waiting_.arrived(std::move(what), now);
    release_due(now, out);
}

// As with a deletion.
void timeline::hide(const directus::item& row, base::time_point asked, actions& out)
{
    if (shown_.is_known_since(row.id, asked))
        return;
    hidden_.add(row.id, asked);
    if (const auto* waits = waiting_.find(row.id)) {
        const bool is_ours = waits->from.has_value();
        if (is_ours && holding_)
            return;
        auto message = waiting_.take(row.id);
        if (is_ours)
            show(std::move(*message), asked, out);
    }
    if (auto happened = shown_.gone(row.id, asked))
        out.push_back(std::move(*happened));
}

void timeline::enter(directus::item row, base::time_point now, actions& out)
{
    const auto wall = horizon_.wall_at(now);
    said what{.row = std::move(row)};
    what.past = what.row.date && wall - *what.row.date >= late_after;
    meet(what, now, wall);
    if (holding_)
        waiting_.add(std::move(what), now);
    else
        show(std::move(what), now, out);
}

void timeline::updated(const directus::item& row, base::time_point now, actions& out)
{
    if (row.hidden)
        return hide(row, now, out);
    if (hidden_.has(row.id, now))
        return enter(row, now, out);
    seen_.redate(row.id, row.date, horizon_.wall_at(now));
    if (auto* message = waiting_.find(row.id)) {
        message->row.content = row.content;
        message->row.attachment = row.attachment;
    } else if (auto happened = shown_.found(row, now, now)) {
        out.push_back(std::move(*happened));
    }
}

// A line of ours is shown, and then its deletion: its client waits for it. While rows are held that is left
// to the look-up that follows.
void timeline::deleted(const directus::item_id& id, base::time_point now, actions& out)
{
    seen_.remove(id, horizon_.wall_at(now)); // should its event come later
    hidden_.remove(id);
    if (const auto* waits = waiting_.find(id)) {
        const bool is_ours = waits->from.has_value();
        if (is_ours && holding_)
            return;
        auto message = waiting_.take(id);
        if (is_ours)
            show(std::move(*message), now, out);
    }
    if (auto happened = shown_.gone(id, now)) {
        out.push_back(std::move(*happened));
        return;
    }
    gone_unseen_.push_back({id, now});
    if (gone_unseen_.size() > most_gone_unseen)
        gone_unseen_.pop_front();
}

bool timeline::is_gone_unseen(const directus::item& row, base::time_point now) const
{
    return std::ranges::any_of(gone_unseen_, [&](const unseen& one) {
        const bool is_another =
            row.id.is_integer() && row.date && *row.date > horizon_.wall_at(one.gone_at) + clock_error;
        return one.id == row.id && now - one.gone_at <= answer_behind_event && !is_another;
    });
}

timeline::caught_up timeline::replayed(std::vector<said> rows, base::time_point asked, base::time_point now,
                                       base::wall_time wall, actions& out)
{
    if (!horizon_.knows_clock())
        clock_moved(now, wall);
    caught_up counts;
    std::vector<said> news;
    for (auto& one : rows) {
        if (one.row.hidden || !meet(one, asked, wall))
            updated(one.row, asked, out);
        else if (one.entered || horizon_.is_news(one.row, wall))
            news.push_back(std::move(one));
    }
    counts.missed = news.size();
    const auto strangers = std::ranges::count_if(news, [](const said& one) { return !one.from; });
    if (static_cast<std::size_t>(strangers) > settings_.catch_up)
        counts.left_out = static_cast<std::size_t>(strangers) - settings_.catch_up;
    auto left = counts.left_out;
    for (auto& one : news) {
        if (left > 0 && !one.from)
            --left;
        else
            waiting_.add(std::move(one), now);
    }
    holding_ = false;
    horizon_.read();
    release(now, out);
    return counts;
}

std::size_t timeline::swept(std::vector<said> rows, base::time_point asked, base::time_point now,
                            base::wall_time wall, actions& out)
{
    return compare(std::move(rows), events::come, asked, now, wall, out);
}

std::size_t timeline::polled(std::vector<said> rows, base::time_point asked, base::time_point now,
                             base::wall_time wall, actions& out)
{
    return compare(std::move(rows), events::none, asked, now, wall, out);
}

std::size_t timeline::compare(std::vector<said> rows, events with, base::time_point asked,
                              base::time_point now, base::wall_time wall, actions& out)
{
    std::size_t missed = 0;
    for (auto& one : rows) {
        const bool was_hidden = hidden_.has(one.row.id, asked);
        const bool is_due = with == events::none || !one.row.date || *one.row.date + on_its_way <= wall;
        if (one.row.hidden || (is_known(one.row, wall) && !was_hidden)) {
            updated(one.row, asked, out);
        } else if (!horizon_.is_news(one.row, wall) && !was_hidden) {
            seen_.add(one.row.id, one.row.date, wall);
        } else if (is_due) {
            ++missed;
            meet(one, asked, wall);
            waiting_.add(std::move(one), now);
        }
    }
    if (missed > 0 && !holding_)
        release(now, out);
    return missed;
}

std::size_t timeline::lacking(std::span<const directus::item> rows, base::wall_time wall) const
{
    return static_cast<std::size_t>(
        std::ranges::count_if(rows, [&](const auto& row) { return !is_known(row, wall); }));
}

void timeline::looked_up(std::span<const directus::item_id> wanted, std::span<const directus::item> found,
                         base::time_point asked, base::time_point now, actions& out)
{
    std::unordered_set<directus::item_id> there;
    for (const auto& row : found) {
        if (shown_.is_another(row))
            continue; // the one that was shown is gone
        there.insert(row.id);
        if (row.hidden)
            hide(row, asked, out);
        else if (hidden_.has(row.id, asked))
            enter(row, now, out);
        else if (auto happened = shown_.found(row, asked, now))
            out.push_back(std::move(*happened));
    }
    for (const auto& id : wanted) {
        if (there.contains(id))
            continue;
        hidden_.remove(id);
        if (auto happened = shown_.gone(id, asked))
            out.push_back(std::move(*happened));
    }
}

std::vector<directus::item_id> timeline::remembered() const
{
    auto keys = hidden_.keys();
    std::ranges::move(shown_.keys(), std::back_inserter(keys));
    return keys;
}

void timeline::found_hidden(std::span<const directus::item> rows, base::time_point asked)
{
    for (const auto& row : rows)
        if (row.hidden && !shown_.is_known_since(row.id, asked))
            hidden_.add(row.id, asked);
}

void timeline::shown_as_history(std::span<const directus::item> rows)
{
    for (const auto& row : rows)
        shown_.add(row, std::nullopt);
}

void timeline::show(said what, base::time_point now, actions& out)
{
    if (shown_.is_another(what.row))
        if (auto happened = shown_.gone(what.row.id, now))
            out.push_back(std::move(*happened));
    shown_.add(what.row, now);
    if (what.row.date)
        what.shift = times_.shift_of(*what.row.date);
    out.emplace_back(std::move(what));
}

void timeline::release(base::time_point now, actions& out)
{
    for (auto& message : waiting_.take_all())
        show(std::move(message), now, out);
}

void timeline::release_due(base::time_point now, actions& out)
{
    for (auto& message : waiting_.take_due(now))
        show(std::move(message), now, out);
}

void timeline::fired(base::time_point now, actions& out)
{
    if (!holding_)
        release_due(now, out);
}

std::optional<base::time_point> timeline::deadline() const
{
    return holding_ ? std::nullopt : waiting_.deadline();
}

void timeline::proved(base::wall_time at)
{
    if (holding_)
        return;
    horizon_.proved(at);
    seen_.proved(horizon_.last_proof());
}

} // namespace bridge
