// The time until which the reactions of a feed are known, by Directus's clock. That clock may be set: of the
// time that it showed and the one it shows for that moment now, the earlier counts.
#pragma once

#include "base/clock.hpp"
#include "server/rest/rest_client.hpp"

#include <optional>

namespace server {

class reaction_cursor {
public:
    struct moment {
        base::time_point at;
        base::wall_time wall;
    };

    // `clock` has to outlive it.
    explicit reaction_cursor(const rest_client& clock)
        : clock_(clock)
    {
    }

    // Returns true the first time: reactions before it are no news.
    bool try_start();
    moment moment_at(base::time_point at) const { return {at, clock_.directus_at(at)}; }
    // All reactions until then are known.
    void move(const moment& until) { known_until_ = until; }
    // The time from which they have to be read, with an overlap. Pre: started
    base::wall_time missed_since(base::duration overlap) const;

private:
    base::wall_time date_of(const moment& of) const;

    const rest_client& clock_;
    std::optional<moment> started_;
    moment known_until_{};
};

} // namespace server
