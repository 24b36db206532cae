// How long a connection may be silent: until it is registered, until its next line, and once it is being
// closed. A machine.
#pragma once

#include "base/clock.hpp"

#include <optional>

namespace server {

class keepalive {
public:
    struct limits {
        base::duration registration{}; // from the connection on
        base::duration ping_after{};   // from what was heard last
        base::duration ping_timeout{}; // the same
    };
    enum class step { nothing, ping, close_unregistered, close_silent, cut };

    explicit keepalive(base::time_point now)
        : connected_at_(now)
        , heard_at_(now)
    {
    }

    // Something came from the client.
    void heard(base::time_point now)
    {
        heard_at_ = now;
        pinged_ = false;
    }
    // A line that came earlier is handled.
    void handled(base::time_point now) { heard_at_ = now; }
    // The connection is being closed: it is cut then.
    void closing(base::time_point until) { cut_at_ = until; }

    // When fired() is due. `registering`: the client is to register, and does not wait for a login.
    base::time_point deadline(bool registering, const limits& settings) const;
    // The step to take now; a PING is answered by anything that is heard.
    step fired(base::time_point now, bool registering, const limits& settings);

private:
    base::time_point connected_at_;
    base::time_point heard_at_;
    bool pinged_ = false;
    std::optional<base::time_point> cut_at_;
};

} // namespace server
