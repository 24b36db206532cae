#include "bridge/rows/shown_times.hpp"

#include "bridge/rows/clock_bounds.hpp"

namespace bridge {

base::duration shown_times::shift_of(base::wall_time date)
{
    auto time = date;
    if (date == previous_.date)
        time = previous_.time + base::duration(1);
    else if (date >= newest_.date && date <= newest_.time)
        time = newest_.time + base::duration(1);
    previous_ = {date, time};
    // One that is much newer was of the future.
    if (date >= newest_.date || newest_.date - date > clock_skew)
        newest_ = previous_;
    return time - date;
}

} // namespace bridge
