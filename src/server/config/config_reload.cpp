#include "server/config/config_reload.hpp"

#include "server/config/config_keys.hpp"

#include <algorithm>

namespace server {

namespace {

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
        (!key.take || waits(key.name, in_force, from) ? report.need_restart : report.in_force)
            .push_back(key.name);
    }
    for (const auto& key : config_keys()) {
        if (std::ranges::find(report.in_force, key.name) == report.in_force.end())
            continue;
        key.take(in_force, from);
        if (const auto text = from.texts.find(key.name); text != from.texts.end())
            in_force.texts[std::string(key.name)] = text->second;
    }
    return report;
}

} // namespace server
