#include "server/config/config_reload.hpp"

#include "server/config/config_keys.hpp"

#include <algorithm>
#include <array>

namespace server {

namespace {

struct live_key {
    std::string_view name;
    void (*take)(config& into, const config& from);
};

template <auto... Members>
void take(config& into, const config& from)
{
    ((into.*Members = from.*Members), ...);
}

// What is looked at whenever it is needed, or can be handed on. Limits and times of a connection are for
// those that come, a greeting and rights for the next login.
constexpr std::array live{
    live_key{"login_domain", take<&config::login_domain>},
    live_key{"allow_plaintext_login", take<&config::allow_plaintext_login>},
    live_key{"irc.websocket_origins", take<&config::websocket_origins>},
    live_key{"irc.proxies", take<&config::proxies, &config::unix_is_proxy>},
    live_key{"irc.topic", take<&config::topic>},
    live_key{"irc.motd", take<&config::motd>},
    live_key{"irc.admin", take<&config::admin>},
    live_key{"irc.history", take<&config::history>},
    live_key{"irc.bots", take<&config::bots>},
    live_key{"irc.formatting", take<&config::formatting>},
    live_key{"irc.members_limit", take<&config::members_limit>},
    live_key{"irc.join_limit", take<&config::join_limit>},
    live_key{"irc.ping_after", take<&config::ping_after>},
    live_key{"irc.ping_timeout", take<&config::ping_timeout>},
    live_key{"irc.registration_timeout", take<&config::registration_timeout>},
    live_key{"irc.flood_burst", take<&config::flood_burst>},
    live_key{"irc.flood_interval", take<&config::flood_interval>},
    live_key{"irc.sendq", take<&config::sendq>},
    live_key{"irc.connections", take<&config::connections>},
    live_key{"irc.connections_per_address", take<&config::connections_per_address>},
    live_key{"irc.connect_burst", take<&config::connect_burst>},
    live_key{"irc.connect_interval", take<&config::connect_interval>},
    live_key{"irc.drain", take<&config::drain>},
    live_key{"directus.public_url", take<&config::public_url>},
    live_key{"directus.poll", take<&config::poll>},
    live_key{"directus.service_token", take<&config::service_token>},
    live_key{"directus.service_token_file", take<&config::service_token_file>},
    live_key{"tls.certificate", take<&config::certificates>},
    live_key{"tls.key", take<&config::certificates>},
    live_key{"tls.sts", take<&config::sts>},
    live_key{"log.level", take<&config::log_level>},
    live_key{"log.format", take<&config::log_format>},
};

bool differs(std::string_view name, const config& a, const config& b)
{
    const auto mine = a.texts.find(name);
    const auto other = b.texts.find(name);
    if (mine == a.texts.end() || other == b.texts.end()) // the secret
        return a.service_token != b.service_token;
    return mine->second != other->second;
}

// The first certificate and the last come and go with a listener.
bool waits(std::string_view name, const config& in_force, const config& from)
{
    return name.starts_with("tls.") && in_force.certificates.empty() != from.certificates.empty();
}

} // namespace

reload_report take_over(config& in_force, const config& from)
{
    reload_report report;
    for (const auto& key : config_keys()) {
        if (!differs(key.name, in_force, from))
            continue;
        const auto found = std::ranges::find(live, key.name, &live_key::name);
        (found == live.end() || waits(key.name, in_force, from) ? report.need_restart : report.in_force)
            .push_back(key.name);
    }
    for (const auto name : report.in_force) {
        std::ranges::find(live, name, &live_key::name)->take(in_force, from);
        if (const auto text = from.texts.find(name); text != from.texts.end())
            in_force.texts[std::string(name)] = text->second;
    }
    return report;
}

} // namespace server
