#include "server/people/reading_schedule.hpp"

#include <algorithm>

namespace server {

namespace {

constexpr base::duration early_interval = std::chrono::minutes(1);

} // namespace

void reading_schedule::started(base::time_point now)
{
    started_ = now;
    is_answered_ = false;
}

std::optional<base::time_point> reading_schedule::deadline(base::duration interval) const
{
    if (!started_)
        return std::nullopt;
    const bool is_current = is_answered_ && missed_at_ < *started_;
    return *started_ + (is_current ? interval : std::min(interval, early_interval));
}

} // namespace server
