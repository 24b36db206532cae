// How the gateway stands, for those who run it.
#include "server/gateway.hpp"

#include "base/log.hpp"

#include <boost/asio.hpp>

#include <fmt/format.h>

namespace server {

namespace asio = boost::asio;

namespace {

std::vector<std::string> links_of(const metrics::standing& now)
{
    return {fmt::format("{} clients; {} connections that are not registered", now.clients,
                        now.connections - now.clients),
            fmt::format("{} users with a session of Directus", now.users),
            fmt::format("links to Directus: {} live, {} down", now.links_live, now.links_down),
            fmt::format("subscriptions: {} live, {} down", now.feeds_live, now.feeds_down)};
}

std::vector<std::string> figures_of(const metrics::standing& now, const metrics::totals& since_start)
{
    auto all = links_of(now);
    all.insert(
        all.end(),
        {fmt::format("Directus {}", now.directus_answers ? "answers" : "does not answer"),
         fmt::format("{} lines on their way into Directus", now.lines_queued),
         fmt::format("since the start: {} connections, {} links lost", since_start.connections,
                     since_start.links_lost),
         fmt::format("since the start: {} lines came, {} messages ({} bytes) went out",
                     since_start.lines_received, since_start.messages_sent, since_start.bytes_sent),
         fmt::format("since the start: {} creates stored, {} not confirmed, {} lines returned",
                     since_start.creates_stored, since_start.creates_unconfirmed, since_start.lines_returned),
         fmt::format("since the start: {} rows read back", since_start.rows_read_back)});
    return all;
}

} // namespace

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

// Whether somebody is an administrator is asked when it matters: it may have changed since he logged in.
asio::awaitable<void> gateway::tell_figures(bridge::room::read_figures what)
{
    base::result<directus::rest::globals> mine = base::make_error_code(base::errc::unreachable);
    if (auto token = token_of(what.by); !token.empty())
        mine = co_await rest_.my_globals(std::move(token));
    base::result<std::vector<std::string>> told = base::make_error_code(base::errc::forbidden);
    if (!mine)
        told = mine.error();
    else if (mine->admin_access && what.query == "m")
        told = std::vector<std::string>();
    else if (mine->admin_access) {
        const auto now = co_await standing();
        told = what.query == "l" ? links_of(now) : figures_of(now, measured_.counted());
    }
    base::log::info("stats", {{"user", what.by.str()},
                              {"query", what.query},
                              {"outcome", told ? "told" : told.error().message()}});
    room_.figures(what, told);
    touch();
}

} // namespace server
