// How the gateway stands, for those who run it: for /readyz and /metrics, and for STATS.
#pragma once

#include "net/task_group.hpp"
#include "server/clients/connections.hpp"
#include "server/context.hpp"
#include "server/links/links.hpp"

#include <boost/asio/awaitable.hpp>

namespace server {

class standing {
public:
    // All have to outlive it.
    standing(context& shared, links& users, const connections& clients);

    // Asks Directus whether it answers, where no link tells.
    boost::asio::awaitable<metrics::standing> now() const;
    // For administrators of Directus; answered with statistics::answered().
    void ask(bridge::ask::read_figures what);
    // Call once, before destruction.
    boost::asio::awaitable<void> stop();

private:
    boost::asio::awaitable<void> tell(bridge::ask::read_figures what);

    context& shared_;
    links& links_;
    const connections& connections_;
    net::task_group tasks_;
};

} // namespace server
