// Directus's clock, as the Date headers of its answers tell it: in whole seconds, so that each bounds how far
// it is from our steady clock, and several together do so closely.
// https://www.rfc-editor.org/rfc/rfc9110#field.date
#pragma once

#include "base/clock.hpp"

#include <optional>

namespace directus {

class server_clock {
public:
    // This date stood in the answer to a request that was sent and answered at these times.
    void told(base::wall_time date, base::time_point sent, base::time_point received);

    // What it shows then. Empty before the first answer.
    std::optional<base::wall_time> at(base::time_point when) const;

private:
    struct bounds { // of its distance from our clock
        base::duration least;
        base::duration most;
    };
    std::optional<bounds> bounds_;
};

} // namespace directus
