// How long a live row waits for rows that are dated before it and come after it: not at all until such a one
// was seen, then twice as long as that one was late, and less again as time passes without another.
#pragma once

#include "base/clock.hpp"

#include <deque>

namespace bridge {

class reorder_window {
public:
    static constexpr base::duration longest = std::chrono::milliseconds(250);
    static constexpr base::duration fades_in = std::chrono::minutes(10);

    // A row with this date came now.
    void arrived(base::wall_time date, base::time_point now);
    base::duration length(base::time_point now) const;

private:
    struct arrival {
        base::wall_time date;
        base::time_point at;
    };

    std::deque<arrival>
        recent_; // of the last `longest`, dates rising: earlier ones than the newest do not count
    base::duration peak_{};
    base::time_point peak_at_{};
};

} // namespace bridge
