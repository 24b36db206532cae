#include "server/links/sweep_schedule.hpp"

#include "server/rest/feed_times.hpp"

#include <algorithm>
#include <utility>

namespace server {

sweep_schedule::sweep_schedule()
    : interval_(slow_sweep)
{
}

bool sweep_schedule::try_begin(base::time_point now, std::optional<base::time_point> event_by)
{
    return deadline(event_by) <= now && !std::exchange(is_under_way_, true);
}

void sweep_schedule::found(std::size_t missing, base::time_point now)
{
    interval_ =
        missing > 0 ? base::duration(quick_sweep) : std::min<base::duration>(interval_ * 2, slow_sweep);
    restart(now);
}

base::time_point sweep_schedule::deadline(std::optional<base::time_point> event_by) const
{
    return std::min(due_, event_by.value_or(due_));
}

} // namespace server
