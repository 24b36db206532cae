// Detects a dead link: probes Directus after a silence, and awaits the answer. A machine.
#pragma once

#include "base/clock.hpp"

#include <optional>

namespace directus {

class heartbeat {
public:
    // Probes after a silence of `interval`; the answer is due within `limit`.
    heartbeat(base::duration interval, base::duration limit)
        : interval_(interval)
        , limit_(limit)
    {
    }

    // A frame arrived, or the link became live.
    void heard(base::time_point now)
    {
        answer_by_.reset();
        probe_at_ = now + interval_;
    }
    void stop()
    {
        answer_by_.reset();
        probe_at_.reset();
    }
    bool is_lost(base::time_point now) const { return answer_by_ && *answer_by_ <= now; }
    // Returns true if a probe is due, and counts it as sent.
    bool try_probe(base::time_point now)
    {
        if (!probe_at_ || now < *probe_at_)
            return false;
        probe_at_.reset();
        answer_by_ = now + limit_;
        return true;
    }
    std::optional<base::time_point> deadline() const { return probe_at_ ? probe_at_ : answer_by_; }

private:
    base::duration interval_;
    base::duration limit_;
    std::optional<base::time_point> probe_at_;
    std::optional<base::time_point> answer_by_;
};

} // namespace directus
