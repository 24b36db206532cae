// Slows down whoever guesses passwords: after some logins that Directus has refused to one address, each
// further one from there has to wait first, longer with each refusal. Pure, without clock or timer.
#pragma once

#include "base/clock.hpp"
#include "net/ip.hpp"

#include <cstddef>
#include <list>
#include <map>
#include <optional>

namespace server {

class login_throttle {
public:
    struct settings {
        int free = 5;                                        // refusals without consequences
        base::duration first = std::chrono::seconds(1);      // the wait behind them, doubled with each …
        base::duration longest = std::chrono::seconds(30);   // … up to this
        base::duration forgotten = std::chrono::minutes(30); // so long after the last refusal
        std::size_t remembered = 10'000;                     // addresses; those refused longest ago go
    };

    explicit login_throttle(settings with)
        : settings_(with)
    {
    }

    // How long a login from there has to wait. An address is one of IPv4, or a network of 64 bits of IPv6, as
    // in connection_limits; none and loopback never wait: bouncers and web clients live there.
    base::duration wait(const std::optional<net::ip>& from, base::time_point now);
    // Directus has refused a login from there.
    void refused(const std::optional<net::ip>& from, base::time_point now);

private:
    struct entry {
        net::ip key;
        int refusals = 0;
        base::time_point last{};
    };
    using entries = std::list<entry>;

    void forget(base::time_point now);

    settings settings_;
    entries entries_; // the one refused last comes first
    std::map<net::ip, entries::iterator> by_key_;
};

} // namespace server
