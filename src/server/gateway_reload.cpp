// What changes while the gateway runs.
#include "server/gateway.hpp"

#include "base/log.hpp"
#include "server/config_reload.hpp"

#include <boost/asio.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace server {

bool gateway::reload(const config& from)
{
    if (certificates_) {
        const auto& files = from.certificates.empty() ? settings_.certificates : from.certificates;
        if (const auto wrong = certificates_->reload(files)) {
            base::log::error("reload_failed", {{"reason", *wrong}});
            return false;
        }
    }
    const auto token = settings_.service_token;
    const auto report = take_over(settings_, from);
    room_.reconfigure(room_settings(settings_), base::wall_now());
    limits_.set(settings_.connections, settings_.connections_per_address,
                {settings_.connect_burst, settings_.connect_interval});
    for (const auto& one : listeners_)
        one->configure(stream_settings(one->kind()));
    if (settings_.service_token != token) {
        // The one of before carries the feed until there is another, or until it is swept away.
        if (settings_.service_token.empty())
            service_ = {};
        service_alarm_.set(settings_.service_token.empty() ? std::nullopt
                                                           : std::optional(base::steady_now()));
    }
    for (const auto& one : from.warnings)
        base::log::warning("configuration", {{"reason", one}});
    base::log::info("reloaded", {{"certificates", std::to_string(settings_.certificates.size())},
                                 {"in_force", fmt::format("{}", fmt::join(report.in_force, " "))},
                                 {"need_restart", fmt::format("{}", fmt::join(report.need_restart, " "))}});
    touch();
    return true;
}

} // namespace server
