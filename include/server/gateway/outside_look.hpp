// What can be seen of Directus without a login, at the gateway's start and when Directus answers again:
// whether its WebSocket can be had, and whether its clock is ours. In the log and as findings.
#pragma once

#include "net/http_client.hpp"
#include "server/context.hpp"

#include <boost/asio/awaitable.hpp>

namespace server {

class outside_look {
public:
    outside_look(context& shared, net::http_client& http)
        : shared_(shared)
        , http_(http)
    {
    }

    // Where Directus cannot be reached it says nothing: the recovery_watch does.
    boost::asio::awaitable<void> look();

private:
    void compare_clocks(const net::http_response& answer);

    context& shared_;
    net::http_client& http_;
};

} // namespace server
