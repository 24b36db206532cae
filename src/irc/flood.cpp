#include "irc/flood.hpp"

#include <algorithm>

namespace irc {

base::duration flood::charge(base::time_point now)
{
    next_ = std::max(next_, now) + interval_;
    return std::max(next_ - burst_ * interval_ - now, base::duration::zero());
}

} // namespace irc
