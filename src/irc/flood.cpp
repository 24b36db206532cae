#include "irc/flood.hpp"

#include <algorithm>

namespace irc {

base::duration flood::charge(base::time_point now)
{
    next_ = std::max(next_, now) + interval_;
    return std::max(next_ - burst_ * interval_ - now, base::duration::zero());
}

bool flood::take(base::time_point now)
{
    const auto before = next_;
    if (charge(now) == base::duration::zero())
        return true;
    next_ = before;
    return false;
}

} // namespace irc
