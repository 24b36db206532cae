// Retries of a subscription that Directus refused or ended: back-off after a refusal, a longer one after
// repeated breaks, during which rows are polled. A machine.
#pragma once

#include "base/clock.hpp"
#include "base/errc.hpp"

namespace server {

class subscription_attempts {
public:
    // The rows are read back: `is_polled` where that is no proof of the subscription.
    void went_live(bool is_polled);
    // Counts a break of the subscription. Returns true where the one before it was a moment ago.
    bool count_break(base::time_point now);
    // Returns the back-off after this failure: `longest` at most, unless the first one is longer. What
    // Directus refuses once may be a token's end; a permanent refusal doubles it each time.
    base::duration back_off(const base::error_code& why, base::duration longest);
    // It was live and was asked for anew.
    void resubscribed(base::time_point now) { resubscribed_at_ = now; }

    // Directus has refused it more than once since it was live.
    bool is_refused() const { return refusals_ > 1; }
    // Directus ends the subscription of every member: the next attempt is made at retry_at().
    bool is_given_up() const;
    bool may_subscribe(base::time_point now) const { return !is_given_up() || now >= retry_at_; }
    base::time_point retry_at() const { return retry_at_; } // where it is given up
    // After a break any member may carry it for a while, not the preferred one before the others.
    bool may_prefer(base::time_point now) const { return now >= prefer_again_at_; }
    // Whether events that stay out are reason enough to ask for it anew: once a minute.
    bool may_resubscribe(base::time_point now) const;

private:
    int refusals_ = 0; // permanent ones, in a row
    int breaks_ = 0;   // since the subscription was live last
    base::time_point broken_at_{};
    base::time_point retry_at_{};
    base::time_point prefer_again_at_{};
    base::time_point resubscribed_at_{};
};

} // namespace server
