#include "server/listener.hpp"

#include "base/log.hpp"

#include <boost/asio.hpp>

namespace server {

namespace asio = boost::asio;

namespace {

constexpr int backlog = 4096; // a burst of connects must not wait for retransmissions
constexpr auto pause = std::chrono::milliseconds(200);

} // namespace

listener::listener(asio::any_io_executor executor, const listen_address& where, on_accept accepted)
    : acceptor_(executor)
    , accepted_(std::move(accepted))
{
    const asio::ip::tcp::endpoint endpoint(asio::ip::make_address(where.host), where.port);
    acceptor_.open(endpoint.protocol());
    acceptor_.set_option(asio::socket_base::reuse_address(true));
    if (endpoint.protocol() == asio::ip::tcp::v6())
        acceptor_.set_option(asio::ip::v6_only(true));
    acceptor_.bind(endpoint);
    acceptor_.listen(backlog);
}

asio::awaitable<void> listener::run()
{
    while (acceptor_.is_open()) {
        auto [error, socket] = co_await acceptor_.async_accept(asio::as_tuple(asio::use_awaitable));
        if (!error) {
            accepted_(std::move(socket));
            continue;
        }
        if (!acceptor_.is_open() || error == asio::error::operation_aborted)
            co_return;
        if (error == asio::error::connection_aborted)
            continue;
        // Out of file descriptors or memory: the connection stays in the backlog, so wait instead of
        // spinning.
        base::log::warning("accept_failed", {{"reason", error.message()}});
        asio::steady_timer timer(acceptor_.get_executor(), pause);
        co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
    }
}

void listener::close()
{
    boost::system::error_code ignored;
    acceptor_.close(ignored);
}

} // namespace server
