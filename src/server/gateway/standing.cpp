#include "server/gateway/standing.hpp"

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
            now.feeds_polled == 0
                ? fmt::format("subscriptions: {} live, {} down", now.feeds_live, now.feeds_down)
                : fmt::format("subscriptions: {} live, {} down; {} polled over REST, without a WebSocket",
                              now.feeds_live, now.feeds_down, now.feeds_polled)};
}

std::vector<std::string> figures_of(const metrics::standing& now, const metrics::totals& since_start,
                                    const findings& checks)
{
    auto all = links_of(now);
    all.insert(
        all.end(),
        {fmt::format("Directus {}", now.directus_answers ? "answers" : "does not answer"),
         fmt::format("{} lines queued for Directus or in flight", now.lines_queued),
         fmt::format("since the start: {} connections, {} links lost", since_start.connections,
                     since_start.links_lost),
         fmt::format("since the start: {} lines came, {} messages ({} bytes) went out",
                     since_start.lines_received, since_start.messages_sent, since_start.bytes_sent),
         fmt::format("since the start: {} creates stored, {} not confirmed, {} lines returned",
                     since_start.creates_stored, since_start.creates_unconfirmed, since_start.lines_returned),
         fmt::format("since the start: {} rows read back", since_start.rows_read_back)});
    for (const auto& one : checks.all())
        all.push_back(one.line());
    return all;
}

} // namespace

standing::standing(context& shared, links& users, const connections& clients)
    : shared_(shared)
    , links_(users)
    , connections_(clients)
    , tasks_(shared.executor)
{
}

void standing::ask(bridge::ask::read_figures what)
{
    tasks_.spawn(tell(std::move(what)));
}

asio::awaitable<void> standing::stop()
{
    co_await tasks_.join();
}

asio::awaitable<metrics::standing> standing::now() const
{
    metrics::standing out;
    links_.count(out);
    connections_.count(out);
    out.directus_answers = out.links_live > 0;
    if (!out.directus_answers || shared_.checks.has_failure()) {
        const auto answer = co_await shared_.rest.ping();
        out.directus_answers = answer.has_value();
    }
    co_return out;
}

// Whether somebody is an administrator is asked when it matters: it may have changed since he logged in.
asio::awaitable<void> standing::tell(bridge::ask::read_figures what)
{
    base::result<directus::rest::globals> mine = base::make_error_code(base::errc::unreachable);
    if (auto token = links_.token_of(what.by); !token.empty())
        mine = co_await shared_.rest.accounts().my_globals(std::move(token));
    base::result<std::vector<std::string>> told = base::make_error_code(base::errc::forbidden);
    if (!mine)
        told = mine.error();
    else if (mine->admin_access && what.query == "m")
        told = std::vector<std::string>();
    else if (mine->admin_access) {
        const auto figures = co_await now();
        told = what.query == "l" ? links_of(figures)
                                 : figures_of(figures, shared_.measured.counted(), shared_.checks);
    }
    base::log::info("stats", {{"user", what.by.str()},
                              {"query", what.query},
                              {"outcome", told ? "told" : told.error().message()}});
    shared_.room.figures().answered(what, told);
    shared_.touched();
}

} // namespace server
