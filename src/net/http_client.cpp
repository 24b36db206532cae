#include "net/http_client.hpp"

#include "base/ascii.hpp"

#include "net/as_result.hpp"
#include "net/dialer.hpp"
#include "net/tls.hpp"
#include "net/waiting_turns.hpp"

#include <boost/asio.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>

#include <fmt/format.h>

#include <openssl/ssl.h>

#include <algorithm>
#include <list>
#include <optional>
#include <set>
#include <variant>

namespace net {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using base::errc;
using base::error_code;

namespace {

using plain_stream = beast::tcp_stream;
using tls_stream = beast::ssl_stream<beast::tcp_stream>;

error_code translated(const error_code& error)
{
    if (error == beast::error::timeout || error == errc::timeout)
        return errc::timeout;
    if (error == http::error::body_limit || error == http::error::header_limit)
        return errc::too_large;
    if (error.category() == http::make_error_code(http::error::bad_version).category() &&
        error != http::error::end_of_stream && error != http::error::partial_message)
        return errc::malformed;
    return errc::interrupted;
}

turns::user user_of(const http_request& request)
{
    return std::hash<std::string_view>()(request.bearer.reveal());
}

template <class Body>
http::request<Body> head_of(const http_request& request, const base_url& where)
{
    http::request<Body> message(http::string_to_verb(request.method), where.path + request.target, 11);
    message.set(http::field::host, where.authority());
    message.set(http::field::user_agent, "directus-ircd");
    message.set(http::field::accept, "application/json");
    if (!request.bearer.empty())
        message.set(http::field::authorization, fmt::format("Bearer {}", request.bearer.reveal()));
    if (!request.forwarded_for.empty())
        message.set("X-Forwarded-For", request.forwarded_for);
    if (!request.body.empty() || request.pieces)
        message.set(http::field::content_type, request.type);
    for (const auto& [name, value] : request.fields)
        message.set(name, value);
    return message;
}

template <class Stream>
asio::awaitable<error_code> send_whole(Stream& to, const http_request& request, const base_url& where)
{
    auto message = head_of<http::string_body>(request, where);
    const base::wiped_at_end wiped(message.body());
    message.body() = request.body;
    message.prepare_payload();
    const auto [error, size] = co_await http::async_write(to, message, as_result);
    co_return error;
}

template <class Stream>
asio::awaitable<error_code> send_head(Stream& to, const http_request& request, const base_url& where)
{
    auto message = head_of<http::empty_body>(request, where);
    if (const auto length = request.pieces->length())
        message.content_length(*length);
    else
        message.chunked(true);
    http::request_serializer<http::empty_body> serializer(message);
    const auto [error, size] = co_await http::async_write_header(to, serializer, as_result);
    co_return error;
}

using answer_parser = http::response_parser<http::string_body>;

template <class Stream>
asio::awaitable<error_code> receive(Stream& from, beast::flat_buffer& buffer, answer_parser& into)
{
    const auto [error, size] = co_await http::async_read(from, buffer, into, as_result);
    co_return error;
}

// Never ends by itself: the answer ends the exchange. It may come before the body's end, too, or tell why no
// more of it was taken.
template <class Stream>
asio::awaitable<void> send_pieces(Stream& to, http_body& body, bool& is_whole)
{
    const bool in_chunks = !body.length();
    error_code error;
    std::size_t size = 0;
    for (bool at_end = false; !error && !at_end;) {
        const auto piece = co_await body.next();
        if (!piece) {
            beast::get_lowest_layer(to).close();
            break;
        }
        at_end = piece->empty();
        if (at_end && in_chunks) {
            const auto last = http::make_chunk_last();
            std::tie(error, size) = co_await asio::async_write(to, last, as_result);
        } else if (in_chunks) {
            const auto chunk = http::make_chunk(asio::buffer(*piece));
            std::tie(error, size) = co_await asio::async_write(to, chunk, as_result);
        } else if (!at_end) {
            std::tie(error, size) = co_await asio::async_write(to, asio::buffer(*piece), as_result);
        }
        is_whole = at_end && !error;
    }
    asio::steady_timer never(to.get_executor(), asio::steady_timer::time_point::max());
    co_await never.async_wait(as_result);
}

// `is_whole`: the request went out to its end.
template <class Stream>
asio::awaitable<error_code> exchange_on(Stream& stream, const http_request& request, const base_url& where,
                                        beast::flat_buffer& buffer, answer_parser& into, bool& is_whole)
{
    using namespace asio::experimental::awaitable_operators;
    error_code error;
    if (request.pieces)
        error = co_await send_head(stream, request, where);
    else
        error = co_await send_whole(stream, request, where);
    is_whole = !error && !request.pieces;
    if (error)
        co_return error;
    if (is_whole)
        co_return co_await receive(stream, buffer, into);
    const auto first =
        co_await (receive(stream, buffer, into) || send_pieces(stream, *request.pieces, is_whole));
    co_return std::get<0>(first);
}

struct connection {
    std::variant<plain_stream, tls_stream> stream;
    beast::flat_buffer buffer{};
    base::time_point idle_since{};
    bool served = false; // has carried an answer: it may have been closed by the other side since

    beast::tcp_stream& lowest()
    {
        return std::visit([](auto& one) -> beast::tcp_stream& { return beast::get_lowest_layer(one); },
                          stream);
    }
};

// Marks a connection as in use, however its coroutine ends.
class occupied {
public:
    occupied(std::set<connection*>& all, connection* one)
        : all_(all)
        , one_(one)
    {
        all_.insert(one_);
    }
    ~occupied() { all_.erase(one_); }
    occupied(const occupied&) = delete;
    occupied& operator=(const occupied&) = delete;

private:
    std::set<connection*>& all_;
    connection* one_;
};

} // namespace

struct http_client::state {
    asio::any_io_executor executor;
    base_url where;
    asio::ssl::context& tls;
    settings with;
    std::list<std::unique_ptr<connection>> idle{}; // the one used last comes first
    std::set<connection*> busy{};
    waiting_turns places{executor, with.connections, with.urgent}; // to hold or open a connection
    bool closed = false;
    std::string failure{};

    void keep(std::unique_ptr<connection> one);
    void drop_stale();
    std::unique_ptr<connection> take_idle();
    asio::awaitable<error_code> connect(connection& to, base::time_point until);
    error_code failed(const std::string& peer, const error_code& error);
    asio::awaitable<base::result<http_response>> exchange(connection& on, const http_request& request,
                                                          base::time_point until);
    asio::awaitable<base::result<http_response>> send(const http_request& request, base::time_point until);
};

void http_client::state::drop_stale()
{
    const auto now = base::steady_now();
    while (!idle.empty() && (idle.size() > with.connections || idle.back()->idle_since + with.idle < now))
        idle.pop_back();
}

void http_client::state::keep(std::unique_ptr<connection> one)
{
    one->idle_since = base::steady_now();
    idle.push_front(std::move(one));
    drop_stale();
}

std::unique_ptr<connection> http_client::state::take_idle()
{
    drop_stale();
    if (idle.empty())
        return nullptr;
    auto one = std::move(idle.front());
    idle.pop_front();
    return one;
}

asio::awaitable<error_code> http_client::state::connect(connection& to, base::time_point until)
{
    auto addresses = co_await look_up(executor, where, until);
    if (closed) // what is not open yet could not be closed
        co_return errc::stopping;
    if (!addresses)
        co_return failed(where.host, addresses.error());
    if (const auto error = co_await dial(to.lowest().socket(), std::move(*addresses), until))
        co_return failed(where.authority(), error);
    to.lowest().expires_at(until);
    if (auto* secure = std::get_if<tls_stream>(&to.stream)) {
        SSL_set_tlsext_host_name(secure->native_handle(), where.host.c_str());
        secure->set_verify_callback(made_out_for(where.host));
        auto [handshake_error] = co_await secure->async_handshake(asio::ssl::stream_base::client, as_result);
        if (handshake_error)
            co_return failed(where.authority(), handshake_failure(handshake_error, secure->native_handle()));
    }
    failure.clear();
    co_return error_code();
}

// A connection could not be made. Those that close() has ended tell nothing.
error_code http_client::state::failed(const std::string& peer, const error_code& error)
{
    const bool is_late = translated(error) == errc::timeout;
    if (!closed)
        failure =
            fmt::format("{}: {}", peer, is_late ? error_code(errc::timeout).message() : error.message());
    return errc::unreachable;
}

asio::awaitable<base::result<http_response>>
http_client::state::exchange(connection& on, const http_request& request, base::time_point until)
{
    answer_parser parser;
    parser.body_limit(with.body_limit);
    error_code error;
    bool is_whole = false;
    on.lowest().expires_at(until);
    if (auto* secure = std::get_if<tls_stream>(&on.stream))
        error = co_await exchange_on(*secure, request, where, on.buffer, parser, is_whole);
    else
        error = co_await exchange_on(std::get<plain_stream>(on.stream), request, where, on.buffer, parser,
                                     is_whole);
    if (error && request.pieces && request.pieces->failure())
        co_return request.pieces->failure();
    if (error)
        co_return translated(error);
    on.lowest().expires_never();
    auto& answer = parser.get();
    // Behind 101 it speaks another protocol.
    on.served = is_whole && answer.keep_alive() && answer.result() != http::status::switching_protocols;
    http_response out{answer.result_int(),
                      std::move(answer.body()),
                      std::string(answer[http::field::date]),
                      std::string(answer[http::field::content_type]),
                      std::string(answer[http::field::location]),
                      std::string(answer[http::field::content_disposition])};
    if (request.wants_fields)
        for (const auto& one : answer)
            out.fields.emplace_back(base::lowered(one.name_string()), std::string(one.value()));
    co_return out;
}

asio::awaitable<base::result<http_response>> http_client::state::send(const http_request& request,
                                                                      base::time_point until)
{
    const bool repeatable = request.method == "GET" || request.method == "SEARCH";
    for (bool first = true;; first = false) {
        if (closed)
            co_return errc::stopping;
        auto on = first && repeatable ? take_idle() : nullptr;
        const bool reused = on != nullptr;
        if (!on) {
            on = where.tls ? std::make_unique<connection>(connection{tls_stream(executor, tls)})
                           : std::make_unique<connection>(connection{plain_stream(executor)});
        }
        const occupied mark(busy, on.get());
        error_code error;
        if (!reused)
            error = co_await connect(*on, until);
        base::result<http_response> answer = error;
        if (!error) {
            on->served = false;
            answer = co_await exchange(*on, request, until);
        }
        if (closed)
            co_return errc::stopping;
        if (!answer && reused && answer.error() == errc::interrupted)
            continue;
        if (answer && on->served)
            keep(std::move(on));
        co_return answer;
    }
}

// A place among the connections, given on however its coroutine ends.
class http_client::turn {
public:
    turn(state& of, bool urgent)
        : of_(of)
        , urgent_(urgent)
    {
    }
    ~turn() { of_.places.give_back(urgent_); }
    turn(const turn&) = delete;
    turn& operator=(const turn&) = delete;

private:
    state& of_;
    bool urgent_;
};

std::string_view http_response::field(std::string_view name) const
{
    for (const auto& [field, value] : fields)
        if (field == name)
            return value;
    return {};
}

http_client::http_client(asio::any_io_executor executor, base_url where, asio::ssl::context& tls,
                         settings with)
    : state_(std::make_shared<state>(state{std::move(executor), std::move(where), tls, with}))
{
}

http_client::~http_client()
{
    close();
}

asio::awaitable<base::result<http_response>> http_client::send(http_request request, base::duration limit)
{
    const base::wiped_at_end wiped(request.body);
    const auto self = state_; // outlives the client while a request is under way
    if (self->closed)
        co_return errc::stopping;
    const auto until = base::steady_now() + limit;
    const auto error = co_await self->places.take(request.urgent, user_of(request), until);
    if (error)
        co_return error;
    const turn mine(*self, request.urgent);
    co_return co_await self->send(request, until);
}

const std::string& http_client::failure() const
{
    return state_->failure;
}

void http_client::close()
{
    state_->closed = true;
    state_->idle.clear();
    for (auto* one : state_->busy)
        one->lowest().close();
    state_->places.close();
}

} // namespace net
