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

// By date and key; rows without a date last, as they came.
bool before(const directus::item& a, const directus::item& b)
{
    if (!a.date || !b.date)
        return a.date.has_value() && !b.date;
    return *a.date != *b.date ? *a.date < *b.date : a.id < b.id;
}

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
        newest_.reset();
    }
    return by;
}

void timeline::hold()
{
    holding_ = true;
    overflowed_ = false;
}

timeline::waiting* timeline::find_waiting(const directus::item_id& id)
{
    const auto found =
        std::ranges::find_if(waiting_, [&](const waiting& one) { return one.what.row.id == id; });
    return found == waiting_.end() ? nullptr : &*found;
}

bool timeline::is_known(const directus::item& row, base::wall_time wall) const
{
    return seen_.contains(row.id) && !seen_.is_another(row, wall);
}

bool timeline::meet(said& what, base::time_point asked, base::wall_time wall)
{
    const auto& id = what.row.id;
    what.entered = hidden_.has(id, asked);
    if (seen_.contains(id)) {
        if (!what.entered && !seen_.is_another(what.row, wall))
            return false;
        std::erase_if(waiting_, [&](const waiting& one) { return one.what.row.id == id; });
    }
    if (what.entered)
        hidden_.remove(id);
    seen_.renew(id, what.row.date, wall);
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
        if (auto* same = what.from ? find_waiting(what.row.id) : nullptr)
            same->what = std::move(what);
        return;
    }
    if (holding_) {
        if (waiting_.size() >= settings_.hold || held_bytes_ >= settings_.hold_bytes) {
            overflowed_ = true;
            return;
        }
        held_bytes_ += what.row.content.size();
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
    // A date that is far from now, as an import's, gives no order among live rows.
    const bool timely = date && *date <= wall + clock_skew && *date >= wall - clock_skew;
    if (!holding_ && !timely)
        return show(std::move(what), now, out);
    if (!holding_)
        window_.arrived(*date, now);
    // One that comes too late for its place need not wait.
    const bool late = newest_ && before(what.row, *newest_);
    waiting_.push_back({std::move(what), late ? now - reorder_window::longest : now});
    if (!holding_)
        release_due(now, out);
}

// As with a deletion.
void timeline::hide(const directus::item& row, base::time_point asked, actions& out)
{
    if (shown_.is_known_since(row.id, asked))
        return;
    hidden_.add(row.id, asked);
    if (auto* waits = find_waiting(row.id)) {
        const bool is_ours = waits->what.from.has_value();
        if (is_ours && holding_)
            return;
        auto what = std::move(waits->what);
        waiting_.erase(waiting_.begin() + (waits - waiting_.data()));
        if (is_ours)
            show(std::move(what), asked, out);
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
        waiting_.push_back({std::move(what), now});
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
    if (auto* one = find_waiting(row.id)) {
        one->what.row.content = row.content;
        one->what.row.attachment = row.attachment;
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
    const auto waits =
        std::ranges::find_if(waiting_, [&](const waiting& one) { return one.what.row.id == id; });
    if (waits != waiting_.end()) {
        const bool is_ours = waits->what.from.has_value();
        if (is_ours && holding_)
            return;
        auto what = std::move(waits->what);
        waiting_.erase(waits);
        if (is_ours)
            show(std::move(what), now, out);
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
            waiting_.push_back({std::move(one), now});
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
            waiting_.push_back({std::move(one), now});
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

// No two rows are shown with the same time, as in history: pages by time lose nothing then. One that comes
// late keeps its own.
void timeline::show(said what, base::time_point now, actions& out)
{
    if (shown_.is_another(what.row))
        if (auto happened = shown_.gone(what.row.id, now))
            out.push_back(std::move(*happened));
    shown_.add(what.row, now);
    if (what.row.date) {
        const auto date = *what.row.date;
        auto time = date;
        if (date == previous_.date)
            time = previous_.time + base::duration(1);
        else if (date >= newest_shown_.date && date <= newest_shown_.time)
            time = newest_shown_.time + base::duration(1);
        what.shift = time - date;
        previous_ = {date, time};
        // One that is much newer was of the future.
        if (date >= newest_shown_.date || newest_shown_.date - date > clock_skew)
            newest_shown_ = previous_;
    }
    out.emplace_back(std::move(what));
}

// Everything that waits, in order.
void timeline::release(base::time_point now, actions& out)
{
    std::ranges::stable_sort(
        waiting_, before, [](const waiting& one) -> const auto& { return one.what.row; });
    held_bytes_ = 0;
    for (auto& one : std::exchange(waiting_, {}))
        show(std::move(one.what), now, out);
}

// Rows whose window is over, and those that are dated before them.
void timeline::release_due(base::time_point now, actions& out)
{
    const auto window = window_.length(now);
    const auto row_of = [](const waiting& one) -> const auto&
    {
        return one.what.row;
    };
    std::ranges::stable_sort(waiting_, before, row_of);
    const auto last = std::find_if(waiting_.rbegin(), waiting_.rend(),
                                   [&](const waiting& one) { return one.since + window <= now; });
    const auto end = last.base();
    for (auto one = waiting_.begin(); one != end; ++one) {
        if (!newest_ || before(*newest_, one->what.row))
            newest_ = directus::item{one->what.row.id, {}, {}, one->what.row.date};
        show(std::move(one->what), now, out);
    }
    waiting_.erase(waiting_.begin(), end);
}

void timeline::fired(base::time_point now, actions& out)
{
    if (!holding_)
        release_due(now, out);
}

std::optional<base::time_point> timeline::deadline() const
{
    if (holding_ || waiting_.empty())
        return std::nullopt;
    const auto first = std::ranges::min_element(waiting_, {}, &waiting::since)->since;
    return first + window_.length(first);
}

void timeline::proved(base::wall_time at)
{
    if (holding_)
        return;
    horizon_.proved(at);
    seen_.proved(horizon_.last_proof());
}

} // namespace bridge
