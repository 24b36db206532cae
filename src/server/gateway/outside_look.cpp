#include "server/gateway/outside_look.hpp"

#include "base/log.hpp"
#include "base/timestamp.hpp"
#include "server/doctor/doctor_checks.hpp"
#include "server/doctor/doctor_probe.hpp"

#include <boost/asio.hpp>

#include <algorithm>

namespace server {

namespace asio = boost::asio;

asio::awaitable<void> outside_look::look()
{
    auto request = upgrade_request(shared_.settings.websocket_path);
    const auto answer = co_await http_.send(std::move(request), std::chrono::seconds(4));
    if (!answer) {
        const bool is_silent = http_.failure().empty() && answer.error() != base::errc::stopping;
        const auto rest = co_await shared_.rest.ping();
        if (is_silent && rest) // Directus leaves an upgrade of another path unanswered
            shared_.sockets.tried({});
        co_return;
    }
    net::websocket::refusal told{answer->status, answer->type, answer->location};
    shared_.sockets.tried(told);
    compare_clocks(*answer);
}

void outside_look::compare_clocks(const net::http_response& answer)
{
    doctor_evidence seen;
    seen.ping.answer.date = answer.date;
    seen.pinged = base::wall_now();
    std::vector<finding> found;
    const auto checks = doctor_checks();
    std::ranges::find(checks, "clock", &doctor_check::name)->judge(seen, found);
    for (const auto& one : found)
        if (shared_.checks.raise(one) && one.how != finding::grade::ok)
            base::log::warning("clock", {{"reason", one.text}, {"change", one.change}});
}

} // namespace server
