// Schedule of the sweeps, which compare a live subscription's rows with those in Directus: every 50 s, sooner
// after a sweep that found missing rows, and when an expected event stays out. A machine.
#pragma once

#include "base/clock.hpp"

#include <cstddef>
#include <optional>

namespace server {

class sweep_schedule {
public:
    sweep_schedule();

    // The subscription is live: the next sweep is due after the interval reached so far.
    void restart(base::time_point now) { due_ = now + interval_; }
    // One sweep at a time: returns true where one is due and the caller may begin it, until ended(). It is
    // not where the event that was expected has come since the deadline was told.
    bool try_begin(base::time_point now, std::optional<base::time_point> event_by);
    void ended() { is_under_way_ = false; }
    bool is_under_way() const { return is_under_way_; }
    // The sweep has found so many rows whose events stayed out: shortens the interval, or doubles it.
    void found(std::size_t missing, base::time_point now);

    // When the next sweep is due; earlier where an event that is expected by then stays out.
    base::time_point deadline(std::optional<base::time_point> event_by) const;

private:
    base::duration interval_;
    base::time_point due_{};
    bool is_under_way_ = false;
};

} // namespace server
