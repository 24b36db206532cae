#include "bridge/rows/reorder_window.hpp"

#include <algorithm>

namespace bridge {

namespace {

constexpr base::duration least_lateness(1); // what comes within one tick of the clock

}

void reorder_window::arrived(base::wall_time date, base::time_point now)
{
    while (!recent_.empty() && recent_.front().at + longest < now)
        recent_.pop_front();
    const auto later = std::ranges::find_if(recent_, [&](const arrival& one) { return one.date > date; });
    if (later == recent_.end()) {
        if (!recent_.empty() && recent_.back().date == date)
            return;
        recent_.push_back({date, now});
        return;
    }
    const auto wanted = std::min(longest, 2 * std::max(now - later->at, least_lateness));
    if (wanted >= length(now)) {
        peak_ = wanted;
        peak_at_ = now;
    }
}

base::duration reorder_window::length(base::time_point now) const
{
    const auto age = now - peak_at_;
    if (age >= fades_in)
        return base::duration::zero();
    return peak_ - peak_ * age.count() / fades_in.count();
}

} // namespace bridge
