#include "net/websocket.hpp"

#include "net/as_result.hpp"
#include "net/dialer.hpp"
#include "net/tls.hpp"

#include <boost/asio.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/ssl.hpp>
#include <boost/beast/websocket.hpp>
#include <boost/beast/websocket/ssl.hpp>

#include <openssl/ssl.h>

#include <variant>

namespace net {

namespace asio = boost::asio;
namespace beast = boost::beast;
using base::errc;
using base::error_code;

namespace {

constexpr std::size_t usual = 64 * 1024; // bytes of messages: more room than that is given back

using plain_stream = beast::websocket::stream<beast::tcp_stream>;
using tls_stream = beast::websocket::stream<beast::ssl_stream<beast::tcp_stream>>;

error_code translated(const error_code& error)
{
    if (error == beast::error::timeout)
        return errc::timeout;
    if (error == beast::websocket::error::message_too_big ||
        error == beast::websocket::error::buffer_overflow)
        return errc::too_large;
    return error;
}

// Says in the upgrade's request for whom it is.
struct forwarded {
    std::string address;
    void operator()(beast::websocket::request_type& request) const
    {
        request.set("X-Forwarded-For", address);
    }
};

} // namespace

struct websocket::state {
    asio::any_io_executor executor;
    asio::ssl::context& tls;
    std::size_t limit;
    std::variant<std::monostate, plain_stream, tls_stream> stream{};
    beast::flat_buffer buffer{};

    beast::tcp_stream* lowest()
    {
        if (auto* one = std::get_if<plain_stream>(&stream))
            return &beast::get_lowest_layer(*one);
        if (auto* one = std::get_if<tls_stream>(&stream))
            return &beast::get_lowest_layer(*one);
        return nullptr;
    }

    template <class Stream>
    asio::awaitable<outcome> upgrade(Stream& ws, const base_url& where, const base::secret& target,
                                     std::string forwarded_for)
    {
        std::string whole = where.path;
        const base::wiped_at_end wiped(whole);
        base::append_secret(whole, target.reveal());
        // The idle deadline is the caller's: Directus answers pings of its own JSON alone.
        ws.set_option(beast::websocket::stream_base::timeout{beast::websocket::stream_base::none(),
                                                             beast::websocket::stream_base::none(), false});
        if (!forwarded_for.empty())
            ws.set_option(beast::websocket::stream_base::decorator(forwarded{std::move(forwarded_for)}));
        ws.read_message_max(limit);
        ws.text(true);
        beast::websocket::response_type answer;
        auto [error] = co_await ws.async_handshake(answer, where.authority(), whole, as_result);
        outcome how{translated(error), std::nullopt};
        if (error == beast::websocket::error::upgrade_declined) // a whole answer came
            how.refused = refusal{answer.result_int(), std::string(answer[beast::http::field::content_type]),
                                  std::string(answer[beast::http::field::location])};
        co_return how;
    }
};

websocket::websocket(asio::any_io_executor executor, asio::ssl::context& tls, std::size_t message_limit)
    : state_(std::make_unique<state>(state{std::move(executor), tls, message_limit}))
{
}

websocket::websocket(websocket&&) noexcept = default;

websocket::~websocket()
{
    if (state_)
        close();
}

asio::awaitable<websocket::outcome> websocket::open(const base_url& where, base::secret target,
                                                    base::duration limit, std::string forwarded_for)
{
    auto& self = *state_;
    if (where.tls)
        self.stream.emplace<tls_stream>(self.executor, self.tls);
    else
        self.stream.emplace<plain_stream>(self.executor);
    self.buffer.clear();

    const auto until = base::steady_now() + limit;
    auto addresses = co_await look_up(self.executor, where, until);
    outcome how;
    if (!addresses) {
        how.error = addresses.error();
        co_return how;
    }
    how.error = co_await dial(self.lowest()->socket(), std::move(*addresses), until);
    if (how.error)
        co_return how;
    self.lowest()->expires_at(until);

    if (auto* ws = std::get_if<tls_stream>(&self.stream)) {
        auto& secure = ws->next_layer();
        SSL_set_tlsext_host_name(secure.native_handle(), where.host.c_str());
        secure.set_verify_callback(made_out_for(where.host));
        auto [handshake_error] = co_await secure.async_handshake(asio::ssl::stream_base::client, as_result);
        if (handshake_error) {
            how.error = translated(handshake_failure(handshake_error, secure.native_handle()));
            co_return how;
        }
        how = co_await self.upgrade(*ws, where, target, std::move(forwarded_for));
    } else {
        how = co_await self.upgrade(std::get<plain_stream>(self.stream), where, target,
                                    std::move(forwarded_for));
    }
    self.lowest()->expires_never();
    co_return how;
}

asio::awaitable<base::result<std::string_view>> websocket::receive()
{
    auto& self = *state_;
    self.buffer.consume(self.buffer.size());
    if (self.buffer.capacity() > usual)
        self.buffer.shrink_to_fit();
    error_code error;
    std::size_t size = 0;
    if (auto* secure = std::get_if<tls_stream>(&self.stream))
        std::tie(error, size) = co_await secure->async_read(self.buffer, as_result);
    else
        std::tie(error, size) =
            co_await std::get<plain_stream>(self.stream).async_read(self.buffer, as_result);
    if (error)
        co_return translated(error);
    const auto data = self.buffer.cdata();
    co_return std::string_view(static_cast<const char*>(data.data()), data.size());
}

asio::awaitable<error_code> websocket::send(std::string_view text)
{
    auto& self = *state_;
    error_code error;
    std::size_t size = 0;
    const auto data = asio::buffer(text.data(), text.size());
    if (auto* secure = std::get_if<tls_stream>(&self.stream))
        std::tie(error, size) = co_await secure->async_write(data, as_result);
    else
        std::tie(error, size) = co_await std::get<plain_stream>(self.stream).async_write(data, as_result);
    co_return error;
}

void websocket::close()
{
    if (auto* lowest = state_->lowest())
        lowest->close();
}

} // namespace net
