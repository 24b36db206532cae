// From when on a scope's rows are news, by Directus's clock, which may be set: since the scope began, and,
// for what is read back, since the feed was last proved to be alive.
#pragma once

#include "base/clock.hpp"
#include "directus/types.hpp"

#include <optional>

namespace bridge {

class horizon {
public:
    // Rows dated before `start` are history. A read-back reaches `overlap` behind the last proof.
    horizon(base::duration overlap, base::wall_time start)
        : overlap_(overlap)
        , start_(start)
        , proved_(start)
    {
    }

    // By how much the clock was set since the last call. 0 for small steps, and for a clock that goes wrong
    // slowly: these are within the overlap.
    base::duration clock_moved(base::time_point now, base::wall_time wall);
    // What the clock shows then, as the last call of clock_moved() had it.
    base::wall_time wall_at(base::time_point now) const;
    bool knows_clock() const { return clock_.has_value(); }

    // The feed was alive at this time. Only clock_moved() takes that back.
    void proved(base::wall_time at);
    base::wall_time last_proof() const { return proved_; }
    // Where a read-back has to begin.
    base::wall_time cursor() const { return proved_ - overlap_; }
    // All since cursor() was read.
    void read() { first_ = false; }

    bool is_news(const directus::item& row, base::wall_time wall) const;

private:
    base::duration overlap_;
    base::wall_time start_;
    base::wall_time proved_;
    bool first_ = true;                        // nothing was read yet since the clock was set last
    std::optional<base::duration> clock_;      // from ours
    std::optional<base::wall_time> fast_from_; // by the clock that was set back: what it dated then is news
};

} // namespace bridge
