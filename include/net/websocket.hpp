// A client's WebSocket of text messages (RFC 6455). No pings of the protocol's own: Directus never answers
// them.
#pragma once

#include "base/clock.hpp"
#include "base/errc.hpp"
#include "net/base_url.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ssl/context.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace net {

class websocket {
public:
    // `tls` must outlive the socket.
    websocket(boost::asio::any_io_executor executor, boost::asio::ssl::context& tls,
              std::size_t message_limit);
    websocket(websocket&&) noexcept;
    ~websocket();

    // Connects and upgrades within `limit`. `forwarded_for` is the address of whom this is done for; empty:
    // nobody is named.
    boost::asio::awaitable<base::error_code> open(const base_url& where, std::string_view path,
                                                  base::duration limit, std::string forwarded_for = {});
    // The next message, valid until the next call; errc::too_large for one over the limit.
    boost::asio::awaitable<base::result<std::string_view>> receive();
    // One at a time.
    boost::asio::awaitable<base::error_code> send(std::string_view text);
    // At once, without a closing handshake: what waits fails.
    void close();

private:
    struct state;
    std::unique_ptr<state> state_;
};

} // namespace net
