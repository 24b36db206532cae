// One client's connection that was accepted: TCP or a Unix socket, below TLS, below a WebSocket, with a proxy
// in front or without. What goes through it is IRC as on plain TCP.
#pragma once

#include "base/clock.hpp"
#include "base/errc.hpp"
#include "net/ip.hpp"
#include "net/transport.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace net {

class server_certificates;

class stream {
public:
    using socket = transport::socket;
    using line = std::shared_ptr<const std::string>;
    static constexpr std::size_t gathered = transport::gathered; // lines of one write

    // What its listener expects of a connection.
    struct settings {
        server_certificates* tls = nullptr; // none: plain
        bool websocket = false;
        std::vector<std::string> origins{}; // as answer_upgrade() takes them
        // Who is a proxy: a PROXY header is required of it, on WebSockets it or X-Forwarded-For. From others
        // neither is accepted.
        std::vector<network> proxies{};
        bool unix_is_proxy = false; // whoever connects to a Unix socket
    };

    // The client behind the proxy, where there is one.
    struct peer {
        std::optional<ip> address{}; // none: a Unix socket, or gone already
        bool is_unix = false;
        bool secure = false; // TLS on the way to us or to the proxy

        bool is_local() const { return is_unix || (address && address->is_loopback()); }
        std::string str() const; // "unix", "unknown" or the address
    };

    // `with` must outlive the stream.
    stream(socket accepted, const settings& with);
    ~stream();
    stream(const stream&) = delete;
    stream& operator=(const stream&) = delete;

    // Nothing has to be done for a client before its first line.
    bool is_plain() const { return !settings_.tls && !settings_.websocket; }
    // Who it is; after the handshake it is the client, before it may be a proxy.
    const peer& client() const { return peer_; }
    bool is_proxy() const;

    // What comes before the first line, once: errc::timeout past `limit`, errc::malformed for what is not a
    // PROXY header, errc::forbidden where the WebSocket was refused (and told why), or the network's error.
    // `admits` is asked when it is clear who the client is, before TLS and a WebSocket's upgrade cost
    // anything; where it says no, the end is errc::forbidden.
    boost::asio::awaitable<base::error_code> handshake(
        base::duration limit, std::function<bool()> admits = [] { return true; });
    // Until there is something to read. asio::error::eof at the end. One at a time.
    boost::asio::awaitable<base::error_code> readable();
    // What is there, in `room` or in the stream, valid until the next call. asio::error::would_block where
    // that is nothing yet, asio::error::eof at the end. Pre: `room` is not empty.
    base::result<std::string_view> read(std::span<char> room);
    // Has to follow each read(), with the same room, as soon as its caller has taken what it gave: that may
    // hold a password, and nothing of it stays behind.
    void wipe(std::span<char> room);
    // Of these complete lines whatever goes out at once; gives how many of them need not be given again. What
    // it left has to come first in the next call.
    base::result<std::size_t> write(std::span<const line> lines);
    // Whether something waits for the socket: lines that were not taken, or what a WebSocket has to answer.
    // Then await writable() and write again, with no lines where there are none.
    bool blocked() const { return blocked_; }
    boost::asio::awaitable<base::error_code> writable();
    // Says that no more is sent: the WebSocket's closing frame, TLS's close_notify, TCP's FIN. After the last
    // write.
    boost::asio::awaitable<void> end();
    // At once: what waits fails.
    void close();
    bool is_open() const { return transport_.is_open(); }

private:
    struct websocket;

    boost::asio::awaitable<base::error_code> set_up(const std::function<bool()>& admits);
    boost::asio::awaitable<base::error_code> read_proxy_header();
    boost::asio::awaitable<base::error_code> upgrade(const std::function<bool()>& admits);
    base::result<std::size_t> write_lines(std::span<const line> lines);
    base::error_code write_pending();
    boost::asio::awaitable<base::error_code> flush();
    boost::asio::awaitable<void> drain();

    transport transport_;
    const settings& settings_;
    peer peer_;
    bool spoken_for_ = false; // the proxy itself is the client
    bool blocked_ = false;
    std::size_t read_ = 0; // bytes in the reader's room, until wipe()
    std::size_t gone_ = 0; // bytes of the first line that are written, without a WebSocket
    std::unique_ptr<websocket> websocket_;
};

} // namespace net
