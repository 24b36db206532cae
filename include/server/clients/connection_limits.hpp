// How many connections there are, in all and from each address, and how fast they come: an address is one of
// IPv4, or an IPv6 network of 64 bits, which is what one customer gets. Pure, without clock.
#pragma once

#include "base/clock.hpp"
#include "irc/flood.hpp"
#include "net/ip.hpp"

#include <cstddef>
#include <deque>
#include <map>
#include <optional>

namespace server {

class connection_limits {
public:
    // New connections from one address: so many at once, then one each interval. 0: as many as like.
    struct pace {
        int burst;
        base::duration interval;
    };

    connection_limits(std::size_t in_all, std::size_t per_address, pace of = {})
        : in_all_(in_all)
        , per_address_(per_address)
        , pace_(of)
    {
    }

    // For the connections to come.
    void set(std::size_t in_all, std::size_t per_address, pace of = {});

    // A connection's place in the count, as long as it lives. The limits must outlive it.
    class place {
    public:
        // Without an address (a Unix socket) and for loopback, only the whole is counted.
        place(connection_limits& in, std::optional<net::ip> from);
        ~place();
        place(const place&) = delete;
        place& operator=(const place&) = delete;

        // It is somebody else's connection: a proxy has named the client.
        void belongs_to(std::optional<net::ip> from);
        // It has come now, and faster than they may from this address. Call once, when it is known whose it
        // is.
        bool comes_too_fast(base::time_point now);
        // There are more from this address than may be.
        bool is_over_address() const;
        // There are more in all than may be; those that came last are over.
        bool is_over_all() const;

    private:
        void leave();

        connection_limits& limits_;
        std::optional<net::ip> key_;
    };

    std::size_t count() const { return count_; }
    std::size_t addresses() const { return addresses_.size(); } // that are remembered
    // So far over the limit that there is no time to say why.
    bool is_flooded() const { return count_ >= in_all_ + excess; }

private:
    static constexpr std::size_t excess = 100;

    struct address {
        std::size_t count = 0;
        irc::flood pace;
        bool is_left = false; // among left_
    };

    void forget(base::time_point now);

    std::size_t in_all_;
    std::size_t per_address_;
    pace pace_;
    std::size_t count_ = 0;
    std::map<net::ip, address> addresses_;
    std::deque<net::ip> left_; // with no connection any more, and not yet forgotten
};

} // namespace server
