#include "server/clients/listeners.hpp"

#include "base/log.hpp"

#include <boost/asio.hpp>

#include <fmt/format.h>

#include <array>
#include <stdexcept>
#include <utility>

namespace server {

namespace asio = boost::asio;

namespace {

constexpr std::array kinds{listener_kind::irc, listener_kind::tls, listener_kind::websocket,
                           listener_kind::websocket_tls};

const std::vector<listen_address>& configured(const config& in, listener_kind kind)
{
    switch (kind) {
    case listener_kind::tls:
        return in.listen_tls;
    case listener_kind::websocket:
        return in.listen_websocket;
    case listener_kind::websocket_tls:
        return in.listen_websocket_tls;
    default:
        return in.listen;
    }
}

bool has_tls(listener_kind kind)
{
    return kind == listener_kind::tls || kind == listener_kind::websocket_tls;
}

std::string name_of(const listen_address& where)
{
    return where.path.empty() ? fmt::format("{}:{}", where.host, where.port) : where.path;
}

} // namespace

listeners::listeners(const asio::any_io_executor& executor, const config& settings,
                     const std::vector<inherited_socket>& inherited, const listener::on_accept& accepted)
    : settings_(settings)
    , tasks_(executor)
{
    if (!settings_.certificates.empty())
        certificates_.emplace(settings_.certificates);
    // Where: a descriptor, or an address.
    const auto listen = [&](const auto& where, listener_kind kind, const std::string& name) {
        try {
            all_.push_back(
                std::make_unique<listener>(executor, where, kind, stream_settings(kind), accepted));
        } catch (const boost::system::system_error& error) {
            throw std::runtime_error(fmt::format("cannot listen on {}: {}", name, error.code().message()));
        }
    };
    for (const auto kind : kinds) {
        bool is_handed_over = false;
        for (const auto& one : inherited) {
            if (one.kind != kind)
                continue;
            is_handed_over = true;
            listen(one.descriptor, kind, fmt::format("the inherited socket {}", one.descriptor));
        }
        if (is_handed_over)
            continue;
        for (const auto& where : configured(settings_, kind))
            listen(where, kind, name_of(where));
    }
    if (all_.empty())
        throw std::runtime_error("there is nowhere to listen: see irc.listen");
}

net::stream::settings listeners::stream_settings(listener_kind kind)
{
    if (has_tls(kind) && !certificates_)
        throw std::runtime_error("a socket for TLS needs tls.certificate and tls.key");
    return {.tls = has_tls(kind) ? &*certificates_ : nullptr,
            .websocket = kind == listener_kind::websocket || kind == listener_kind::websocket_tls,
            .origins = settings_.websocket_origins,
            .proxies = settings_.proxies,
            .unix_is_proxy = settings_.unix_is_proxy};
}

void listeners::start()
{
    for (const auto& one : all_) {
        base::log::info("listening", {{"addr", one->address()},
                                      {"kind", server::name_of(one->kind())},
                                      {"channel", settings_.room.channel},
                                      {"directus", settings_.url.str()}});
        tasks_.spawn(one->run());
    }
}

std::uint16_t listeners::port(listener_kind kind) const
{
    for (const auto& one : all_)
        if (one->kind() == kind && one->port() != 0)
            return one->port();
    return 0;
}

std::optional<std::string> listeners::reload_certificates(const config& from)
{
    if (!certificates_)
        return std::nullopt;
    return certificates_->reload(from.certificates.empty() ? settings_.certificates : from.certificates);
}

void listeners::reconfigure()
{
    for (const auto& one : all_)
        one->configure(stream_settings(one->kind()));
}

void listeners::close()
{
    for (const auto& one : all_)
        one->close();
}

asio::awaitable<void> listeners::stop()
{
    co_await tasks_.join();
}

} // namespace server
