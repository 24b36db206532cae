// How many connections there are, in all and from each address: an IPv4 address, or an IPv6 network of 64
// bits, which is what one customer gets.
#pragma once

#include "net/ip.hpp"

#include <cstddef>
#include <map>
#include <optional>

namespace server {

class connection_limits {
public:
    connection_limits(std::size_t in_all, std::size_t per_address)
        : in_all_(in_all)
        , per_address_(per_address)
    {
    }

    // For the connections to come.
    void set(std::size_t in_all, std::size_t per_address)
    {
        in_all_ = in_all;
        per_address_ = per_address;
    }

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
    // So far over the limit that there is no time to say why.
    bool is_flooded() const { return count_ >= in_all_ + excess; }

private:
    static constexpr std::size_t excess = 100;

    std::size_t in_all_;
    std::size_t per_address_;
    std::size_t count_ = 0;
    std::map<net::ip, std::size_t> counts_;
};

} // namespace server
