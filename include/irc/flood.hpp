// Flood control by delay: some lines at once, then a steady rate; nobody is disconnected for it.
#pragma once

#include "base/clock.hpp"

namespace irc {

class flood {
public:
    // `burst` lines at once, then one every `interval`.
    flood(int burst, base::duration interval)
        : burst_(burst)
        , interval_(interval)
    {
    }

    // Charges one line and tells how long to wait before it is carried out (zero within the burst).
    base::duration charge(base::time_point now);
    // Charges one that need not wait. False: it would have to, and is not charged.
    bool take(base::time_point now);
    // Whether it is as if there had never been any.
    bool is_forgotten(base::time_point now) const { return next_ <= now; }

private:
    int burst_;
    base::duration interval_;
    base::time_point next_{}; // when the bucket will be full again
};

} // namespace irc
