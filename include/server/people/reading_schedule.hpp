// When all users are read again: at intervals, and a minute after the last time where that was not answered
// or events about users were missed since.
#pragma once

#include "base/clock.hpp"

#include <optional>

namespace server {

class reading_schedule {
public:
    void started(base::time_point now);
    void answered() { is_answered_ = true; }
    // Events may have been missed until now: those of a reading that is under way, too.
    void missed(base::time_point now) { missed_at_ = now; }

    // Empty: at once, as nothing was read yet. Never sooner than `interval` or a minute after the last time.
    std::optional<base::time_point> deadline(base::duration interval) const;

private:
    std::optional<base::time_point> started_; // the last time
    bool is_answered_ = false;                // then
    base::time_point missed_at_{};
};

} // namespace server
