// How the gateway stands, for those who run it.
#include "server/gateway.hpp"

#include <boost/asio.hpp>

namespace server {

namespace asio = boost::asio;

asio::awaitable<metrics::standing> gateway::standing()
{
    metrics::standing now;
    now.connections = sessions_.size();
    for (const auto& [id, session] : sessions_)
        now.clients += room_.find(id) != nullptr;
    now.users = upstreams_.size();
    now.queue_bytes = queues_.bytes();
    for (const auto& [user, one] : upstreams_) {
        ++(one->is_live() ? now.links_live : now.links_down);
        now.lines_queued += one->queued();
    }
    for (const auto& [scope, one] : feeds_)
        ++(one->is_live() ? now.feeds_live : now.feeds_down);
    now.directus_answers = now.links_live > 0;
    if (!now.directus_answers) {
        const auto answer = co_await rest_.ping();
        now.directus_answers = answer.has_value();
    }
    co_return now;
}

} // namespace server
