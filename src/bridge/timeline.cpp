#include "bridge/timeline.hpp"

#include <algorithm>
#include <unordered_set>
#include <utility>

namespace bridge {

namespace {

// Dates further ahead say nothing of when their rows were created.
constexpr base::duration clock_skew = std::chrono::seconds(10);
constexpr base::duration on_its_way = std::chrono::seconds(3); // an event may take that long

// By date and key; rows without a date last, as they came.
bool before(const directus::item& a, const directus::item& b)
{
    if (!a.date || !b.date)
        return a.date.has_value() && !b.date;
    return *a.date != *b.date ? *a.date < *b.date : a.id < b.id;
}

} // namespace

timeline::timeline(settings with, base::wall_time start)
    : settings_(with)
    , start_(start)
    , proved_(start)
    , seen_(with.overlap)
    , shown_(with.remembered)
{
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

void timeline::received(said what, base::time_point now, base::wall_time wall, actions& out)
{
    if (seen_.contains(what.row.id)) {
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
    seen_.add(what.row.id, date);
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

void timeline::updated(const directus::item& row, base::time_point now, actions& out)
{
    if (auto* one = find_waiting(row.id)) {
        one->what.row.content = row.content;
        one->what.row.attachment = row.attachment;
    } else if (auto happened = shown_.found(row, now, now)) {
        out.push_back(std::move(*happened));
    }
}

void timeline::deleted(const directus::item_id& id, base::time_point now, actions& out)
{
    seen_.add(id, std::nullopt); // should its event come later
    if (std::erase_if(waiting_, [&](const waiting& one) { return one.what.row.id == id; }) > 0)
        return;
    if (auto happened = shown_.gone(id, now))
        out.push_back(std::move(*happened));
}

// What was there before the scope began is history; so are, at the beginning, rows of the future.
bool timeline::is_news(const directus::item& row, base::wall_time wall) const
{
    return !row.date || (*row.date >= start_ && !(first_ && *row.date > wall + clock_skew));
}

timeline::caught_up timeline::replayed(std::vector<said> rows, base::time_point asked, base::time_point now,
                                       base::wall_time wall, actions& out)
{
    caught_up counts;
    std::vector<said> news;
    for (auto& one : rows) {
        if (seen_.add(one.row.id, one.row.date)) {
            if (is_news(one.row, wall))
                news.push_back(std::move(one));
        } else {
            updated(one.row, asked, out);
        }
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
    first_ = false;
    release(now, out);
    return counts;
}

std::size_t timeline::swept(std::vector<said> rows, base::time_point asked, base::time_point now,
                            base::wall_time wall, actions& out)
{
    std::size_t missed = 0;
    for (auto& one : rows) {
        if (seen_.contains(one.row.id)) {
            updated(one.row, asked, out);
        } else if (!is_news(one.row, wall)) {
            seen_.add(one.row.id, one.row.date);
        } else if (!one.row.date || *one.row.date + on_its_way <= wall) {
            ++missed;
            seen_.add(one.row.id, one.row.date);
            waiting_.push_back({std::move(one), now});
        }
    }
    if (missed > 0 && !holding_)
        release(now, out);
    return missed;
}

std::size_t timeline::lacking(std::span<const directus::item> rows) const
{
    return static_cast<std::size_t>(
        std::ranges::count_if(rows, [&](const auto& row) { return !seen_.contains(row.id); }));
}

void timeline::looked_up(std::span<const directus::item_id> wanted, std::span<const directus::item> found,
                         base::time_point asked, base::time_point now, actions& out)
{
    std::unordered_set<directus::item_id> there;
    for (const auto& row : found) {
        there.insert(row.id);
        if (auto happened = shown_.found(row, asked, now))
            out.push_back(std::move(*happened));
    }
    for (const auto& id : wanted)
        if (!there.contains(id))
            if (auto happened = shown_.gone(id, asked))
                out.push_back(std::move(*happened));
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
    if (auto& time = what.row.date) {
        const auto date = *time;
        if (date == previous_.date)
            *time = previous_.time + base::duration(1);
        else if (date >= newest_shown_.date && date <= newest_shown_.time)
            *time = newest_shown_.time + base::duration(1);
        previous_ = {date, *time};
        // One that is much newer was of the future.
        if (date >= newest_shown_.date || newest_shown_.date - date > clock_skew)
            newest_shown_ = previous_;
    }
    shown_.add(what.row, now);
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
    proved_ = std::max(proved_, at);
    seen_.proved(proved_);
}

} // namespace bridge
