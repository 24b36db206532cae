#include "net/http_client.hpp"

#include "net/as_result.hpp"
#include "net/dialer.hpp"
#include "net/tls.hpp"

#include <boost/asio.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>

#include <fmt/format.h>

#include <openssl/ssl.h>

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
    return errc::unreachable;
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
    struct waiter {
        asio::steady_timer timer;
        bool granted = false;
    };
    std::list<waiter*> waiting{};
    std::size_t taken = 0; // connections that requests hold or are about to open
    bool closed = false;
    std::string failure{};

    asio::awaitable<error_code> take_turn(base::time_point until);
    void end_turn();
    void keep(std::unique_ptr<connection> one);
    void drop_stale();
    std::unique_ptr<connection> take_idle();
    asio::awaitable<error_code> connect(connection& to, base::time_point until);
    error_code failed(const std::string& peer, const error_code& error);
    asio::awaitable<base::result<http_response>> exchange(connection& on, const http_request& request,
                                                          base::time_point until);
    asio::awaitable<base::result<http_response>> send(const http_request& request, base::time_point until);
};

asio::awaitable<error_code> http_client::state::take_turn(base::time_point until)
{
    if (taken < with.connections) {
        ++taken;
        co_return error_code();
    }
    waiter self{asio::steady_timer(executor, until)};
    waiting.push_back(&self);
    co_await self.timer.async_wait(as_result);
    if (self.granted)
        co_return error_code();
    waiting.remove(&self);
    co_return closed ? errc::stopping : errc::timeout;
}

void http_client::state::end_turn()
{
    if (waiting.empty()) {
        --taken;
        return;
    }
    auto* next = waiting.front(); // the turn goes over to the next
    waiting.pop_front();
    next->granted = true;
    next->timer.cancel();
}

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
    const auto known = translated(error);
    if (!closed)
        failure = fmt::format("{}: {}", peer, known == errc::timeout ? known.message() : error.message());
    return known;
}

asio::awaitable<base::result<http_response>>
http_client::state::exchange(connection& on, const http_request& request, base::time_point until)
{
    http::request<http::string_body> message(http::string_to_verb(request.method),
                                             where.path + request.target, 11);
    message.set(http::field::host, where.authority());
    message.set(http::field::user_agent, "directus-ircd");
    message.set(http::field::accept, "application/json");
    if (!request.bearer.empty())
        message.set(http::field::authorization, fmt::format("Bearer {}", request.bearer.reveal()));
    if (!request.forwarded_for.empty())
        message.set("X-Forwarded-For", request.forwarded_for);
    if (!request.body.empty()) {
        message.set(http::field::content_type, request.type);
        message.body() = request.body;
    }
    message.prepare_payload();

    const base::wiped_at_end wiped(message.body());
    http::response_parser<http::string_body> parser;
    parser.body_limit(with.body_limit);
    error_code error;
    std::size_t size = 0;
    on.lowest().expires_at(until);
    if (auto* secure = std::get_if<tls_stream>(&on.stream)) {
        std::tie(error, size) = co_await http::async_write(*secure, message, as_result);
        if (!error)
            std::tie(error, size) = co_await http::async_read(*secure, on.buffer, parser, as_result);
    } else {
        auto& plain = std::get<plain_stream>(on.stream);
        std::tie(error, size) = co_await http::async_write(plain, message, as_result);
        if (!error)
            std::tie(error, size) = co_await http::async_read(plain, on.buffer, parser, as_result);
    }
    if (error)
        co_return translated(error);
    on.lowest().expires_never();
    on.served = parser.get().keep_alive();
    auto& answer = parser.get();
    co_return http_response{answer.result_int(), std::move(answer.body()),
                            std::string(answer[http::field::date])};
}

asio::awaitable<base::result<http_response>> http_client::state::send(const http_request& request,
                                                                      base::time_point until)
{
    const bool repeatable = request.method == "GET";
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
        if (!answer && reused && answer.error() == errc::unreachable)
            continue;
        if (answer && on->served)
            keep(std::move(on));
        co_return answer;
    }
}

// A place among the connections, given on however its coroutine ends.
class http_client::turn {
public:
    explicit turn(state& of)
        : of_(of)
    {
    }
    ~turn() { of_.end_turn(); }
    turn(const turn&) = delete;
    turn& operator=(const turn&) = delete;

private:
    state& of_;
};

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
    const auto error = co_await self->take_turn(until);
    if (error)
        co_return error;
    const turn mine(*self);
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
    for (auto* one : state_->waiting)
        one->timer.cancel();
}

} // namespace net
