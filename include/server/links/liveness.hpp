// A feed's state: live, or since when and why not, and the notices that its readers were sent. A machine.
#pragma once

#include "base/clock.hpp"
#include "base/errc.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace server {

class liveness {
public:
    // How the rows come to a live feed.
    struct way {
        bool is_polled = false;
        bool is_given_up = false; // Directus refuses the subscription, or did until now
    };

    // Not live, since then by Directus's clock.
    explicit liveness(base::wall_time since);

    bool is_live() const { return is_live_; }

    // The first reader waits for it. Returns when it is to be looked at, as lost() does.
    base::time_point awaited(base::time_point now);
    // Directus was heard last at `heard_at`, which is `heard_wall` by its own clock. Pre: live
    base::time_point lost(base::time_point now, base::time_point heard_at, base::wall_time heard_wall);
    // Its rows are read back. Returns the notices for its readers.
    std::vector<std::string> went_live(way how, std::size_t missed, std::size_t left_out);

    // Notes what keeps it from being live. Returns true where that is another failure than before.
    bool note_failure(const base::error_code& why);
    // A poll was answered.
    void answered() { failure_.clear(); }

    // When to look again. `answered_at`: when REST answered last. Empty where the time is over: a live feed
    // has to begin anew, and of another one the readers are told.
    std::optional<base::time_point> look_again_at(base::time_point now, base::time_point answered_at) const;
    // Returns the notice that nothing arrives. `is_queued`: what the readers write is not sent, either.
    const std::string& announce_away(bool is_queued);
    // The notice for a client that joins now; empty: none.
    std::string notice(way how) const;
    // In a few words, for people: "live", "Directus is unreachable since …".
    std::string describe(way how, base::duration poll_interval) const;

private:
    bool is_live_ = false;
    base::wall_time away_since_;
    base::time_point lost_at_{};
    base::error_code failure_;
    std::string announced_away_; // as it was announced; empty: not away
    bool announced_polled_ = false;
};

} // namespace server
