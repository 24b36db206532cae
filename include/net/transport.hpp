// The bytes of one accepted connection: a TCP or Unix socket, with TLS or without. It is asked whether it is
// ready, and then read and written at once, so that a silent client needs no buffer: Asio's SSL stream keeps
// two of 17 KiB.
#pragma once

#include "base/errc.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/ssl/context.hpp>

#include <cstddef>
#include <memory>
#include <span>

struct ssl_st;

namespace net {

class transport {
public:
    using socket = boost::asio::generic::stream_protocol::socket;
    static constexpr std::size_t gathered = 64; // buffers of one write

    // The process must ignore SIGPIPE: OpenSSL writes to the socket itself.
    explicit transport(socket accepted);
    ~transport();
    transport(const transport&) = delete;
    transport& operator=(const transport&) = delete;

    // The server's side of a TLS handshake; what follows is read and written through TLS, which keeps no copy
    // of what was read: it may hold passwords.
    boost::asio::awaitable<base::error_code> accept_tls(boost::asio::ssl::context& with);
    bool has_tls() const { return tls_ != nullptr; }

    // What is there, at most as much as there is room for. asio::error::would_block where that is nothing
    // yet, asio::error::eof at the end.
    base::result<std::size_t> read(std::span<char> room);
    // As much as the socket takes, of at most `gathered` buffers. After asio::error::would_block the next
    // call has to begin with the same bytes.
    base::result<std::size_t> write(std::span<const boost::asio::const_buffer> buffers);

    // Until the call that would have blocked is worth another try. One of each kind at a time.
    boost::asio::awaitable<base::error_code> readable();
    boost::asio::awaitable<base::error_code> writable();

    // No more is written: TLS's close_notify, TCP's FIN.
    boost::asio::awaitable<void> end();
    // At once: what waits fails.
    void close();
    bool is_open() const { return socket_.is_open(); }

    // Below TLS: for what comes before it.
    socket& below() { return socket_; }

private:
    struct free_tls {
        void operator()(ssl_st* session) const;
    };

    base::error_code failure(int result, socket::wait_type& waits_for);
    base::result<std::size_t> write_tls(std::span<const boost::asio::const_buffer> buffers);

    socket socket_;
    std::unique_ptr<ssl_st, free_tls> tls_;
    // TLS may have to write in order to read, and the other way round.
    socket::wait_type reader_waits_for_ = socket::wait_read;
    socket::wait_type writer_waits_for_ = socket::wait_write;
};

} // namespace net
