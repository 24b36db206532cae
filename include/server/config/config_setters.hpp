// The configuration's keys that take more than reading one value: how they are put into it. As with
// server/config_values, std::invalid_argument says what is wrong.
#pragma once

#include "net/server_certificates.hpp"
#include "server/config/config.hpp"
#include "server/config/config_values.hpp"

#include <cstddef>
#include <vector>

namespace server::config_setters {

using config_values::values;

// Without values, or with a single empty one, there are none.
template <auto Member, auto Read>
void set_list(config& into, const values& given)
{
    (into.*Member).clear();
    for (const auto& one : given)
        if (!one.empty())
            (into.*Member).push_back(Read(one));
}

// The keys of a pair are given apart.
template <auto Member>
void set_certificates(config& into, const values& given)
{
    std::size_t count = 0;
    for (const auto& one : given) {
        if (one.empty())
            continue;
        if (into.certificates.size() <= count)
            into.certificates.emplace_back();
        into.certificates[count++].*Member = one;
    }
    for (; count < into.certificates.size(); ++count)
        (into.certificates[count].*Member).clear();
    std::erase(into.certificates, net::server_certificates::files{});
}

void set_proxies(config& into, const values& given);
void set_channel(config& into, const values& given);
void set_server_name(config& into, const values& given);
void set_network(config& into, const values& given);
void set_motd(config& into, const values& given);
void set_bots(config& into, const values& given);
void set_filter(config& into, const values& given);
void set_defaults(config& into, const values& given);
void set_formatting(config& into, const values& given);
void set_url(config& into, const values& given);
void set_websocket_path(config& into, const values& given);
void set_public_url(config& into, const values& given);
void set_uploads_url(config& into, const values& given);
void set_login_domain(config& into, const values& given);
void set_schema(config& into, const values& given);
void set_feed(config& into, const values& given);
void set_account(config& into, const values& given);
void set_names(config& into, const values& given);
void set_log_level(config& into, const values& given);
void set_log_format(config& into, const values& given);

} // namespace server::config_setters
