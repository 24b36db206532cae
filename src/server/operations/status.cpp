#include "server/operations/status.hpp"

#include <boost/asio.hpp>

#include <fmt/format.h>

namespace server {

namespace asio = boost::asio;

namespace {

constexpr auto metrics_type = "text/plain; version=0.0.4; charset=utf-8";

// The reasons stand one a line: those for a 503, or behind "ready" what could be better.
net::http_answer readiness(const metrics::standing& now, const findings& checks)
{
    net::http_answer out;
    if (now.stopping) {
        out.status = 503;
        out.body = "the gateway is stopping\n";
        return out;
    }
    if (!now.directus_answers)
        out.body += "Directus does not answer\n";
    if (now.feeds_down > 0)
        out.body += fmt::format("{} of {} subscriptions are not live\n", now.feeds_down,
                                now.feeds_down + now.feeds_live);
    if (!out.body.empty() || checks.has_failure())
        out.status = 503;
    else
        out.body = "ready\n";
    for (const auto& one : checks.all())
        out.body += one.line() + '\n';
    return out;
}

} // namespace

status::status(asio::any_io_executor executor, const std::vector<listen_address>& where, sources from)
    : from_(std::move(from))
{
    for (const auto& one : where) {
        const asio::ip::tcp::endpoint address(asio::ip::make_address(one.host), one.port);
        try {
            servers_.push_back(std::make_unique<net::http_server>(
                executor, address, [this](net::http_question& asked) { return answer(asked); }));
        } catch (const boost::system::system_error& error) {
            throw std::runtime_error(
                fmt::format("cannot listen on {}:{}: {}", one.host, one.port, error.code().message()));
        }
    }
}

void status::start()
{
    for (const auto& one : servers_)
        one->start();
}

asio::awaitable<void> status::stop()
{
    for (const auto& one : servers_)
        co_await one->stop();
}

std::vector<asio::ip::tcp::endpoint> status::endpoints() const
{
    std::vector<asio::ip::tcp::endpoint> found;
    found.reserve(servers_.size());
    for (const auto& one : servers_)
        found.push_back(one->endpoint());
    return found;
}

asio::awaitable<net::http_answer> status::answer(net::http_question& asked)
{
    if (asked.method() != "GET" && asked.method() != "HEAD")
        co_return net::method_not_allowed("GET, HEAD");
    const auto target = asked.target();
    net::http_answer out;
    if (target == "/healthz") {
        out.body = "alive\n";
        co_return out;
    }
    if (target != "/readyz" && target != "/metrics") {
        out.status = 404;
        out.body = "directus-ircd: /healthz, /readyz, /metrics\n";
        co_return out;
    }
    const auto now = co_await from_.standing();
    if (target == "/readyz")
        co_return readiness(now, from_.checks);
    out.type = metrics_type;
    out.body = from_.measured.text(now);
    co_return out;
}

} // namespace server
