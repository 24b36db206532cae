#include "server/clients/socket_activation.hpp"

#include "server/config/environment.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace server {

namespace {

constexpr int first_descriptor = 3;
constexpr long most = 64;

listener_kind kind_of(std::string_view name)
{
    if (name == "tls")
        return listener_kind::tls;
    if (name == "websocket")
        return listener_kind::websocket;
    if (name == "websocket-tls")
        return listener_kind::websocket_tls;
    if (name.empty() || name == "irc" || name == "unknown" || name.ends_with(".socket"))
        return listener_kind::irc;
    throw config_error(fmt::format(
        "LISTEN_FDNAMES: \"{}\" is none of irc, tls, websocket, websocket-tls (FileDescriptorName=)", name));
}

} // namespace

std::vector<inherited_socket> inherited_sockets(const std::vector<std::string>& environment, long pid)
{
    const auto count_text = variable(environment, "LISTEN_FDS");
    if (count_text.empty() || whole_number(variable(environment, "LISTEN_PID")) != pid)
        return {};
    const auto count = whole_number(count_text);
    if (!count || *count < 0 || *count > most)
        throw config_error(fmt::format("LISTEN_FDS: \"{}\" is not a number from 0 to {}", count_text, most));
    std::vector<inherited_socket> found;
    auto names = variable(environment, "LISTEN_FDNAMES");
    for (int n = 0; n < *count; ++n) {
        const auto name = names.substr(0, names.find(':'));
        names.remove_prefix(std::min(name.size() + 1, names.size()));
        found.push_back({first_descriptor + n, kind_of(name)});
    }
    return found;
}

} // namespace server
