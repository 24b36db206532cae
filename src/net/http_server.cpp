#include "net/http_server.hpp"

#include "net/as_result.hpp"

#include <boost/asio.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>

#include <fmt/format.h>

namespace net {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;

namespace {

constexpr auto limit = std::chrono::seconds(10); // for a request, and for taking its answer
constexpr auto accept_pause = std::chrono::milliseconds(200);
constexpr std::uint32_t header_limit = 8 * 1024;
constexpr std::size_t linger_chunk = 16 * 1024;
constexpr std::size_t piece_size = 32 * 1024; // of a body

using head_parser = http::request_parser<http::empty_body>;
using body_parser = http::request_parser<http::buffer_body>;
using response = http::response<http::string_body>;

std::optional<ip> address_of(const asio::ip::tcp::socket& other)
{
    beast::error_code gone;
    const auto end = other.remote_endpoint(gone);
    return gone ? std::nullopt : ip::parse(end.address().to_string());
}

base::errc what_failed(const beast::error_code& error)
{
    if (error == http::error::body_limit)
        return base::errc::too_large;
    if (error == beast::error::timeout)
        return base::errc::timeout;
    if (error == http::error::bad_chunk || error == http::error::bad_chunk_extension)
        return base::errc::malformed;
    return base::errc::unreachable;
}

class question final : public http_question {
public:
    question(beast::tcp_stream& stream, beast::flat_buffer& buffer, head_parser& head)
        : stream_(stream)
        , buffer_(buffer)
        , head_(head)
        , length_(said_length(head))
        , has_body_(head.chunked() || length_.value_or(0) > 0)
        , keep_alive_(head.keep_alive())
    {
    }

    std::string method() const override { return fields().method_string(); }
    std::string target() const override
    {
        const auto whole = fields().target();
        return whole.substr(0, whole.find('?'));
    }
    std::string field(std::string_view name) const override
    {
        std::string out; // https://www.rfc-editor.org/rfc/rfc9110#section-5.3
        const auto [first, last] = fields().equal_range(name);
        for (auto one = first; one != last; ++one)
            out.append(out.empty() ? "" : ", ").append(one->value());
        return out;
    }
    std::optional<std::uint64_t> length() const override { return length_; }
    std::optional<ip> from() const override { return address_of(stream_.socket()); }
    asio::awaitable<base::result<std::string_view>> next_piece(std::size_t most,
                                                               base::duration within) override;

    const http::request_header<>& fields() const { return body_ ? body_->get().base() : head_.get().base(); }
    bool keep_alive() const { return keep_alive_ && is_complete(); }
    // Nothing of it is on its way any more.
    bool is_complete() const { return !has_body_ || (body_ && body_->is_done()); }

private:
    asio::awaitable<base::error_code> begin_body(std::size_t most, base::duration within);
    static std::optional<std::uint64_t> said_length(const head_parser& head)
    {
        const auto said = head.content_length();
        return said ? std::optional<std::uint64_t>(*said) : std::nullopt;
    }

    beast::tcp_stream& stream_;
    beast::flat_buffer& buffer_;
    head_parser& head_;
    std::optional<body_parser> body_; // from when the body is read
    std::string piece_;
    std::optional<std::uint64_t> length_;
    bool has_body_;
    bool keep_alive_;
};

asio::awaitable<base::error_code> question::begin_body(std::size_t most, base::duration within)
{
    if (length_.value_or(0) > most)
        co_return base::errc::too_large;
    stream_.expires_after(within);
    if (beast::iequals(field("expect"), "100-continue")) {
        constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
        const auto [failed, size] = co_await asio::async_write(stream_, asio::buffer(go_on), as_result);
        if (failed)
            co_return base::errc::unreachable;
    }
    body_.emplace(std::move(head_));
    body_->body_limit(most);
    piece_.resize(piece_size);
    co_return base::error_code();
}

asio::awaitable<base::result<std::string_view>> question::next_piece(std::size_t most, base::duration within)
{
    if (!body_)
        if (const auto failed = co_await begin_body(most, within))
            co_return failed;
    while (!body_->is_done()) {
        auto& into = body_->get().body();
        into.data = piece_.data();
        into.size = piece_.size();
        const auto [failed, size] = co_await http::async_read_some(stream_, buffer_, *body_, as_result);
        if (failed && failed != http::error::need_buffer)
            co_return what_failed(failed);
        if (const auto came = piece_.size() - into.size; came > 0)
            co_return std::string_view(piece_).substr(0, came);
    }
    co_return std::string_view();
}

response composed(http_answer says, const question& to)
{
    response out;
    out.version(to.fields().version());
    out.result(says.status);
    out.keep_alive(to.keep_alive());
    out.set(http::field::content_type, says.type);
    out.set(http::field::cache_control, "no-store");
    for (const auto& [name, value] : says.fields)
        out.set(name, value);
    out.body() = std::move(says.body);
    out.prepare_payload();
    return out;
}

// What is still coming is thrown away for a while: closed with bytes unread, a connection is reset, and the
// answer may be lost with it.
asio::awaitable<void> linger(beast::tcp_stream& stream, beast::flat_buffer& buffer)
{
    beast::error_code failed;
    stream.socket().shutdown(asio::ip::tcp::socket::shutdown_send, failed);
    stream.expires_after(limit);
    while (!failed) {
        buffer.clear();
        failed = std::get<0>(co_await stream.async_read_some(buffer.prepare(linger_chunk), as_result));
    }
}

} // namespace

http_answer method_not_allowed(std::string_view methods)
{
    return {.status = 405,
            .body = fmt::format("only {} is answered here\n", methods),
            .fields = {{"Allow", std::string(methods)}}};
}

http_server::http_server(asio::any_io_executor executor, const asio::ip::tcp::endpoint& where, handler answer,
                         admission admits)
    : acceptor_(executor)
    , answer_(std::move(answer))
    , admits_(std::move(admits))
    , tasks_(executor)
{
    acceptor_.open(where.protocol());
    acceptor_.set_option(asio::socket_base::reuse_address(true));
    if (where.protocol() == asio::ip::tcp::v6())
        acceptor_.set_option(asio::ip::v6_only(true));
    acceptor_.bind(where);
    acceptor_.listen();
}

void http_server::start()
{
    tasks_.spawn(accept());
}

asio::awaitable<void> http_server::accept()
{
    while (acceptor_.is_open()) {
        auto [error, socket] = co_await acceptor_.async_accept(as_result);
        if (error == asio::error::operation_aborted || !acceptor_.is_open())
            co_return;
        if (!error && connections_ < most_connections) {
            auto held = admits_ ? admits_(address_of(socket)) : nullptr;
            if (!admits_ || held)
                tasks_.spawn(
                    serve(std::move(socket), std::make_unique<counted>(connections_), std::move(held)));
        } else if (error && error != asio::error::connection_aborted) { // out of file descriptors, say
            asio::steady_timer pause(acceptor_.get_executor(), accept_pause);
            co_await pause.async_wait(as_result);
        }
    }
}

// However it ends, `one` and `held` go with it.
asio::awaitable<void> http_server::serve(asio::ip::tcp::socket socket,
                                         [[maybe_unused]] std::unique_ptr<counted> one,
                                         [[maybe_unused]] std::shared_ptr<void> held)
{
    beast::tcp_stream stream(std::move(socket));
    beast::flat_buffer buffer;
    for (bool again = true; again;) {
        head_parser head;
        head.header_limit(header_limit);
        head.body_limit(boost::none); // the handler's to say
        stream.expires_after(limit);
        const auto [bad, read] = co_await http::async_read_header(stream, buffer, head, as_result);
        if (bad)
            break;
        question asked(stream, buffer, head);
        const auto method = asked.fields().method();
        auto says = co_await answer_(asked);
        auto out = composed(std::move(says), asked);
        http::response_serializer<http::string_body> serializer(out);
        stream.expires_after(limit);
        beast::error_code failed;
        if (method == http::verb::head)
            failed = std::get<0>(co_await http::async_write_header(stream, serializer, as_result));
        else
            failed = std::get<0>(co_await http::async_write(stream, serializer, as_result));
        again = !failed && out.keep_alive();
        if (!failed && !asked.is_complete())
            co_await linger(stream, buffer);
    }
    beast::error_code ignored;
    stream.socket().shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
}

void http_server::close()
{
    beast::error_code ignored;
    acceptor_.close(ignored);
}

asio::awaitable<void> http_server::stop()
{
    close();
    tasks_.cancel();
    co_await tasks_.join();
}

} // namespace net
