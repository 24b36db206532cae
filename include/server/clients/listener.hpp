// Accepts connections on one address, or on a socket that was opened for us.
#pragma once

#include "net/stream.hpp"
#include "server/config/config.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/basic_socket_acceptor.hpp>

#include <cstdint>
#include <functional>
#include <string>
#include <utility>

namespace server {

class listener {
public:
    using on_accept = std::function<void(net::stream::socket, const net::stream::settings&)>;

    // Throws boost::system::system_error where the address cannot be listened on. A Unix socket is for its
    // owner and group; one that is left over, where nobody answers, is replaced.
    listener(boost::asio::any_io_executor executor, const listen_address& where, listener_kind kind,
             net::stream::settings with, on_accept accepted);
    // Takes over a descriptor that listens.
    listener(boost::asio::any_io_executor executor, int descriptor, listener_kind kind,
             net::stream::settings with, on_accept accepted);
    ~listener();
    listener(const listener&) = delete;
    listener& operator=(const listener&) = delete;

    // How connections are treated from now on; those in their handshake included.
    void configure(net::stream::settings with) { settings_ = std::move(with); }
    listener_kind kind() const { return kind_; }
    std::uint16_t port() const;  // 0 for a Unix socket
    std::string address() const; // "127.0.0.1:6667", "[::1]:6667", "unix:/run/irc"
    // Until close().
    boost::asio::awaitable<void> run();
    // Removes the Unix socket that it made.
    void close();

private:
    using acceptor = boost::asio::basic_socket_acceptor<boost::asio::generic::stream_protocol>;

    void listen_on_unix(const std::string& path);

    acceptor acceptor_;
    listener_kind kind_;
    net::stream::settings settings_; // of its connections: outlives them
    on_accept accepted_;
    std::string path_; // of the Unix socket that it made
};

} // namespace server
