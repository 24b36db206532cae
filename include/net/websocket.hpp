// A client's WebSocket of text messages (RFC 6455). No pings of the protocol's own: Directus never answers
// them.
#pragma once

#include "base/clock.hpp"
#include "base/errc.hpp"
#include "base/secret.hpp"
#include "net/base_url.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ssl/context.hpp>

#include <cstddef>
#include <memory>
#include <optional>
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

    // An HTTP answer in place of the upgrade.
    struct refusal {
        unsigned status = 0;
        std::string content_type{};
        std::string location{};
        friend bool operator==(const refusal&, const refusal&) = default;
    };
    struct outcome {
        base::error_code error{}; // none: it is open
        std::optional<refusal> refused{};
    };

    // Connects and upgrades within `limit`. `target`, a path with an optional query, follows that of `where`;
    // a token in it is wiped where the memory is ours, and no error tells of it. `forwarded_for` is the
    // client's address; empty: no client is named.
    boost::asio::awaitable<outcome> open(const base_url& where, base::secret target, base::duration limit,
                                         std::string forwarded_for = {});
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
