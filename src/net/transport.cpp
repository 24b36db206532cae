#include "net/transport.hpp"

#include "net/as_result.hpp"

#include <boost/asio.hpp>
#include <boost/asio/ssl/error.hpp>

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

namespace net {

namespace asio = boost::asio;
using base::error_code;

namespace {

constexpr std::size_t record = 16 * 1024; // the most that one record of TLS holds

} // namespace

transport::transport(socket accepted)
    : socket_(std::move(accepted))
{
    error_code ignored;
    socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
    socket_.non_blocking(true, ignored);
}

transport::~transport() = default;

void transport::free_tls::operator()(ssl_st* session) const
{
    SSL_free(session);
}

asio::awaitable<error_code> transport::accept_tls(asio::ssl::context& with)
{
    tls_.reset(SSL_new(with.native_handle()));
    if (!tls_ || SSL_set_fd(tls_.get(), socket_.native_handle()) != 1)
        co_return asio::error::no_memory;
    SSL_set_mode(tls_.get(), SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    SSL_set_options(tls_.get(), SSL_OP_CLEANSE_PLAINTEXT); // what is read may hold passwords
    for (;;) {
        ERR_clear_error();
        errno = 0;
        const int result = SSL_accept(tls_.get());
        if (result == 1)
            co_return error_code();
        if (const auto error = failure(result, reader_waits_for_); error != asio::error::would_block)
            co_return error;
        if (const auto error = co_await readable())
            co_return error;
        if (!socket_.is_open())
            co_return asio::error::operation_aborted;
    }
}

// What a call of OpenSSL that failed means; where it would block, what it waits for.
error_code transport::failure(int result, socket::wait_type& waits_for)
{
    switch (SSL_get_error(tls_.get(), result)) {
    case SSL_ERROR_WANT_READ:
        waits_for = socket::wait_read;
        return asio::error::would_block;
    case SSL_ERROR_WANT_WRITE:
        waits_for = socket::wait_write;
        return asio::error::would_block;
    case SSL_ERROR_ZERO_RETURN:
        return asio::error::eof;
    case SSL_ERROR_SYSCALL:
        return errno != 0 ? error_code(errno, boost::system::system_category())
                          : asio::ssl::error::stream_truncated;
    default: {
        const auto code = ERR_get_error();
        if (ERR_GET_LIB(code) == ERR_LIB_SSL && ERR_GET_REASON(code) == SSL_R_UNEXPECTED_EOF_WHILE_READING)
            return asio::ssl::error::stream_truncated;
        return {static_cast<int>(code), asio::error::get_ssl_category()};
    }
    }
}

base::result<std::size_t> transport::read(std::span<char> room)
{
    error_code error;
    if (!tls_) {
        const auto size = socket_.receive(asio::buffer(room.data(), room.size()), 0, error);
        if (error)
            return error;
        return size;
    }
    if (!socket_.is_open())
        return error_code(asio::error::bad_descriptor);
    ERR_clear_error();
    errno = 0;
    const int result = SSL_read(tls_.get(), room.data(), static_cast<int>(room.size()));
    if (result <= 0)
        return failure(result, reader_waits_for_);
    reader_waits_for_ = socket::wait_read;
    return static_cast<std::size_t>(result);
}

base::result<std::size_t> transport::write(std::span<const asio::const_buffer> buffers)
{
    if (tls_)
        return write_tls(buffers);
    error_code error;
    const auto size = buffers.size() == 1 ? socket_.send(asio::const_buffer(buffers[0]), 0, error)
                                          : socket_.send(buffers, 0, error);
    if (error)
        return error;
    return size;
}

// Record by record: lines are short, and each record costs a header and a system call.
base::result<std::size_t> transport::write_tls(std::span<const asio::const_buffer> buffers)
{
    if (!socket_.is_open())
        return error_code(asio::error::bad_descriptor);
    thread_local std::array<char, record> gathered_bytes;
    std::size_t size = 0;
    for (const auto& one : buffers) {
        const auto part = std::min(one.size(), record - size);
        std::memcpy(gathered_bytes.data() + size, one.data(), part);
        size += part;
    }
    ERR_clear_error();
    errno = 0;
    const int result = SSL_write(tls_.get(), gathered_bytes.data(), static_cast<int>(size));
    if (result <= 0)
        return failure(result, writer_waits_for_);
    writer_waits_for_ = socket::wait_write;
    return static_cast<std::size_t>(result);
}

asio::awaitable<error_code> transport::readable()
{
    if (tls_ && SSL_pending(tls_.get()) > 0)
        co_return error_code();
    const auto [error] = co_await socket_.async_wait(reader_waits_for_, as_result);
    co_return error;
}

asio::awaitable<error_code> transport::writable()
{
    const auto [error] = co_await socket_.async_wait(writer_waits_for_, as_result);
    co_return error;
}

asio::awaitable<void> transport::end()
{
    while (tls_ && socket_.is_open() && SSL_is_init_finished(tls_.get())) {
        ERR_clear_error();
        errno = 0;
        const int result = SSL_shutdown(tls_.get()); // the client's answer, if any, is for the reader
        if (result >= 0 || failure(result, writer_waits_for_) != asio::error::would_block)
            break;
        if (co_await writable())
            break;
    }
    error_code ignored;
    socket_.shutdown(socket::shutdown_send, ignored);
}

void transport::close()
{
    error_code ignored;
    socket_.close(ignored);
}

} // namespace net
