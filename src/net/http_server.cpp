#include "net/http_server.hpp"

#include <boost/asio.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>

namespace net {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;

namespace {

constexpr auto as_result = asio::as_tuple(asio::use_awaitable);
constexpr auto limit = std::chrono::seconds(10); // for a request, and for taking its answer
constexpr auto accept_pause = std::chrono::milliseconds(200);
constexpr std::uint32_t header_limit = 8 * 1024;

using request_parser = http::request_parser<http::empty_body>;
using response = http::response<http::string_body>;

std::string path_of(beast::string_view target)
{
    return target.substr(0, target.find('?'));
}

} // namespace

http_server::http_server(asio::any_io_executor executor, const asio::ip::tcp::endpoint& where, handler answer)
    : acceptor_(executor)
    , answer_(std::move(answer))
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
            ++connections_;
            tasks_.spawn(serve(std::move(socket)));
        } else if (error && error != asio::error::connection_aborted) { // out of file descriptors, say
            asio::steady_timer pause(acceptor_.get_executor(), accept_pause);
            co_await pause.async_wait(as_result);
        }
    }
}

asio::awaitable<void> http_server::serve(asio::ip::tcp::socket socket)
{
    beast::tcp_stream stream(std::move(socket));
    beast::flat_buffer buffer;
    for (bool again = true; again;) {
        request_parser parser;
        parser.header_limit(header_limit);
        stream.expires_after(limit);
        const auto [bad, read] = co_await http::async_read(stream, buffer, parser, as_result);
        if (bad)
            break;
        const auto& asked = parser.get();
        http_answer says{405, "text/plain; charset=utf-8", "only GET is answered here\n"};
        const bool is_head = asked.method() == http::verb::head;
        if (is_head || asked.method() == http::verb::get)
            says = co_await answer_(path_of(asked.target()));

        response out;
        out.version(asked.version());
        out.result(says.status);
        out.keep_alive(asked.keep_alive());
        out.set(http::field::content_type, says.type);
        out.set(http::field::cache_control, "no-store");
        if (says.status == 405)
            out.set(http::field::allow, "GET, HEAD");
        out.body() = std::move(says.body);
        out.prepare_payload();
        http::response_serializer<http::string_body> serializer(out);
        stream.expires_after(limit);
        beast::error_code failed;
        if (is_head)
            failed = std::get<0>(co_await http::async_write_header(stream, serializer, as_result));
        else
            failed = std::get<0>(co_await http::async_write(stream, serializer, as_result));
        again = !failed && out.keep_alive();
    }
    beast::error_code ignored;
    stream.socket().shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
    --connections_;
}

asio::awaitable<void> http_server::stop()
{
    beast::error_code ignored;
    acceptor_.close(ignored);
    tasks_.cancel();
    co_await tasks_.join();
}

} // namespace net
