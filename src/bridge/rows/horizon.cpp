#include "bridge/rows/horizon.hpp"

#include "bridge/rows/clock_bounds.hpp"

#include <algorithm>

namespace bridge {

namespace {

// A clock set by less than that, or by less than the overlap, takes nothing out of a read-back's reach.
constexpr base::duration clock_step = std::chrono::minutes(1);
constexpr base::duration least_clock_step = std::chrono::seconds(5); // Directus's time is not known better
constexpr base::duration late_visible = std::chrono::minutes(1);     // as rows of a long transaction are

} // namespace

// After a step back new rows are dated before those that were shown. The proof stays the moment that it was;
// what is dated before it was there already, by either clock. After a step forward the last rows of the old
// clock are looked for once more: the proof stays as it is.
base::duration horizon::clock_moved(base::time_point now, base::wall_time wall)
{
    const base::duration clock = wall.time_since_epoch() - now.time_since_epoch();
    const auto by = clock - clock_.value_or(clock);
    clock_ = clock;
    const auto step = std::max(least_clock_step, std::min(clock_step, overlap_));
    if (by > -step && by < step)
        return {};
    if (by > base::duration::zero())
        return by;
    fast_from_ = proved_ - late_visible;
    proved_ += by;
    start_ = std::max(start_ + by, proved_ - late_visible);
    first_ = true;
    return by;
}

base::wall_time horizon::wall_at(base::time_point now) const
{
    return clock_ ? base::wall_time(now.time_since_epoch() + *clock_) : start_;
}

void horizon::proved(base::wall_time at)
{
    proved_ = std::max(proved_, at);
}

// What was there before the scope began is history; so are, at the beginning, rows of the future, but for
// those that a clock which was fast has dated since it was heard last.
bool horizon::is_news(const directus::item& row, base::wall_time wall) const
{
    if (!row.date)
        return true;
    const bool is_ahead = *row.date > wall + clock_skew;
    return *row.date >= start_ && !(first_ && is_ahead && !(fast_from_ && *row.date >= *fast_from_));
}

} // namespace bridge
