// Where the gateway listens, and what becomes of a connection there.
#include "server/gateway.hpp"

#include "base/log.hpp"

#include <boost/asio.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>

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

} // namespace

net::stream::settings gateway::stream_settings(listener_kind kind)
{
    if (has_tls(kind) && !certificates_)
        throw std::runtime_error("a socket for TLS needs tls.certificate and tls.key");
    return {.tls = has_tls(kind) ? &*certificates_ : nullptr,
            .websocket = kind == listener_kind::websocket || kind == listener_kind::websocket_tls,
            .origins = settings_.websocket_origins,
            .proxies = settings_.proxies,
            .unix_is_proxy = settings_.unix_is_proxy};
}

void gateway::listen(const std::vector<inherited_socket>& inherited)
{
    if (!settings_.certificates.empty())
        certificates_.emplace(settings_.certificates);
    const auto executor = io_.get_executor();
    const auto accepted = [this](net::stream::socket socket, const net::stream::settings& of) {
        accept(std::move(socket), of);
    };
    for (const auto kind : kinds) {
        bool handed_over = false;
        for (const auto& one : inherited) {
            if (one.kind != kind)
                continue;
            handed_over = true;
            try {
                listeners_.push_back(std::make_unique<listener>(executor, one.descriptor, kind,
                                                                stream_settings(kind), accepted));
            } catch (const boost::system::system_error& error) {
                throw std::runtime_error(fmt::format("cannot listen on the inherited socket {}: {}",
                                                     one.descriptor, error.code().message()));
            }
        }
        if (handed_over)
            continue;
        for (const auto& where : configured(settings_, kind)) {
            try {
                listeners_.push_back(
                    std::make_unique<listener>(executor, where, kind, stream_settings(kind), accepted));
            } catch (const boost::system::system_error& error) {
                throw std::runtime_error(fmt::format(
                    "cannot listen on {}: {}",
                    where.path.empty() ? fmt::format("{}:{}", where.host, where.port) : where.path,
                    error.code().message()));
            }
        }
    }
    if (listeners_.empty())
        throw std::runtime_error("there is nowhere to listen: see irc.listen");
    services_.tls_port = port(listener_kind::tls);
}

std::uint16_t gateway::port(listener_kind kind) const
{
    for (const auto& one : listeners_)
        if (one->kind() == kind && one->port() != 0)
            return one->port();
    return 0;
}

void gateway::accept(net::stream::socket socket, const net::stream::settings& of)
{
    if (limits_.is_flooded())
        return base::log::debug("connection_dropped", {{"reason", "too many connections"}});
    const bridge::client_id id{next_client_++};
    auto session = std::make_shared<irc_session>(shared_, services_, id, std::move(socket), of);
    sessions_.emplace(id, session);
    tasks_.spawn(serve(std::move(session)));
}

asio::awaitable<void> gateway::serve(std::shared_ptr<irc_session> session)
{
    co_await session->run();
    room_.detach(session->id(), base::wall_now());
    sessions_.erase(session->id());
    touch();
}

} // namespace server
