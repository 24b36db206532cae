// What a listener accepts: plain, TLS, WebSockets, with a proxy in front; to be read and written as one.
#include "net/stream.hpp"

#include "net/server_certificates.hpp"
#include "support/loopback.hpp"

#include <boost/asio.hpp>
#include <boost/test/unit_test.hpp>

#include <fmt/format.h>

#include <future>
#include <thread>

using namespace support;
using namespace std::chrono_literals;
namespace asio = boost::asio;

namespace {

// Accepts one connection: says who it is, and sends back what it gets until that is QUIT.
class echo {
public:
    explicit echo(net::stream::settings with, base::duration limit = 5s)
        : settings_(std::move(with))
        , acceptor_(io_, asio::ip::tcp::endpoint(asio::ip::address_v4::loopback(), 0))
        , limit_(limit)
        , thread_([this] { run(); })
    {
    }

    ~echo() { thread_.join(); }

    std::uint16_t port() const { return acceptor_.local_endpoint().port(); }
    base::error_code handshake() { return handshake_.get_future().get(); }
    net::stream::peer client; // after the handshake

private:
    void run()
    {
        asio::co_spawn(io_, serve(), asio::detached);
        io_.run();
    }

    asio::awaitable<void> serve()
    {
        auto accepted = co_await acceptor_.async_accept(asio::use_awaitable);
        net::stream one(std::move(accepted), settings_);
        const auto error = co_await one.handshake(limit_);
        client = one.client();
        handshake_.set_value(error);
        if (error)
            co_return;
        std::array<char, 4096> room;
        for (;;) {
            const auto failed = co_await one.readable();
            if (failed)
                co_return;
            const auto got = one.read(room);
            while (one.blocked() && !co_await one.writable())
                (void)one.write({});
            if (!got && got.error() == asio::error::would_block)
                continue;
            if (!got)
                co_return;
            if (got->starts_with("QUIT"))
                co_await one.end();
            const auto back = std::make_shared<const std::string>(*got);
            const std::vector<net::stream::line> lines(3, back);
            if (!got->starts_with("QUIT"))
                if (!co_await written(one, lines))
                    co_return;
        }
    }

    static asio::awaitable<bool> written(net::stream& to, std::span<const net::stream::line> lines)
    {
        for (;;) {
            const auto taken = to.write(lines);
            if (!taken)
                co_return false;
            lines = lines.subspan(*taken);
            if (lines.empty() && !to.blocked())
                co_return true;
            if (to.blocked() && co_await to.writable())
                co_return false;
        }
    }

    asio::io_context io_{1};
    net::stream::settings settings_;
    asio::ip::tcp::acceptor acceptor_;
    base::duration limit_;
    std::promise<base::error_code> handshake_;
    std::thread thread_;
};

const std::string upgrade =
    "GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

// With a mask of zeros, as no good client would.
std::string message(std::string_view text, char first = '\x81')
{
    return std::string(1, first) + static_cast<char>(0x80 | text.size()) + std::string(4, '\0') +
           std::string(text);
}

net::stream::settings behind_loopback(bool websocket = false)
{
    return {.websocket = websocket, .proxies = {*net::network::parse("127.0.0.0/8")}};
}

} // namespace

BOOST_AUTO_TEST_SUITE(net_stream)

BOOST_AUTO_TEST_CASE(plain_bytes_go_both_ways)
{
    echo server({});
    const auto client = loopback_stream::connect(server.port());
    client->write("PING 1\r\n");
    BOOST_TEST(client->read(24).value_or("") == "PING 1\r\nPING 1\r\nPING 1\r\n");
    BOOST_TEST(!server.handshake());
    BOOST_TEST(server.client.is_local());
    BOOST_TEST(!server.client.secure);
    client->write("QUIT\r\n");
    BOOST_TEST(client->ended());
}

BOOST_AUTO_TEST_CASE(tls_bytes_go_both_ways)
{
    const certificate own("localhost");
    net::server_certificates certificates({{own.file(), own.key_file()}});
    echo server({.tls = &certificates});
    const auto client = loopback_stream::connect(server.port());
    BOOST_REQUIRE(client->connect_tls());
    client->write("PING 1\r\n");
    BOOST_TEST(client->read(24).value_or("") == "PING 1\r\nPING 1\r\nPING 1\r\n");
    BOOST_TEST(!server.handshake());
    BOOST_TEST(server.client.secure);
    client->write("QUIT\r\n");
    BOOST_TEST(client->ended());
    BOOST_TEST(client->ended_properly());
}

BOOST_AUTO_TEST_CASE(a_websocket_carries_lines)
{
    echo server({.websocket = true});
    const auto client = loopback_stream::connect(server.port());
    client->write(upgrade + "\r\n" + message("PING 1")); // at once
    BOOST_TEST(client->read_to("\r\n\r\n").value_or("").starts_with("HTTP/1.1 101 "));
    BOOST_TEST(client->read(24).value_or("") == "\x81\x06PING 1\x81\x06PING 1\x81\x06PING 1");
    client->write(message("are you there", '\x89'));
    BOOST_TEST(client->read(15).value_or("") == "\x8A\x0D"
                                                "are you there");
    client->write(message("QUIT"));
    BOOST_TEST(client->read(4).value_or("") == "\x88\x02\x03\xE9");
    BOOST_TEST(client->ended());
}

BOOST_AUTO_TEST_CASE(a_websocket_that_breaks_the_protocol_is_told_so)
{
    echo server({.websocket = true});
    const auto client = loopback_stream::connect(server.port());
    client->write(upgrade + "\r\n");
    BOOST_TEST(client->read_to("\r\n\r\n").value_or("").starts_with("HTTP/1.1 101 "));
    client->write("\x81\xFF" + std::string(100'000, 'x')); // and much behind it
    BOOST_TEST(client->read(4).value_or("").substr(2) == "\x03\xF1");
    BOOST_TEST(client->ended());
}

BOOST_AUTO_TEST_CASE(a_websocket_goes_over_tls)
{
    const certificate own("localhost");
    net::server_certificates certificates({{own.file(), own.key_file()}});
    echo server({.tls = &certificates, .websocket = true});
    const auto client = loopback_stream::connect(server.port());
    BOOST_REQUIRE(client->connect_tls());
    client->write(upgrade + "\r\n");
    BOOST_TEST(client->read_to("\r\n\r\n").value_or("").starts_with("HTTP/1.1 101 "));
    client->write(message("PING 1"));
    BOOST_TEST(client->read(24).value_or("") == "\x81\x06PING 1\x81\x06PING 1\x81\x06PING 1");
    client->write(message("\x03\xE8", '\x88'));
    BOOST_TEST(client->read(4).value_or("") == "\x88\x02\x03\xE8");
    BOOST_TEST(client->ended());
    BOOST_TEST(client->ended_properly());
}

BOOST_AUTO_TEST_CASE(who_wants_no_websocket_is_told_what_this_is)
{
    for (const auto& hello : std::vector<std::string>{
             "GET / HTTP/1.1\r\nHost: a\r\n\r\n", "NICK ada\r\nUSER a 0 * :a\r\n",
             "GET / HTTP/1.1\r\nno colon\r\n\r\n", "GET / HTTP/1.1\r\nToo-Long: " + std::string(9000, 'x')}) {
        echo server({.websocket = true});
        const auto client = loopback_stream::connect(server.port());
        client->write(hello);
        const auto answer = client->read_to("\r\n\r\n").value_or("");
        BOOST_TEST(answer.starts_with(hello.starts_with("GET / HTTP/1.1\r\nHost") ? "HTTP/1.1 426 "
                                                                                  : "HTTP/1.1 400 "));
        BOOST_TEST(client->read_to("\n").value_or("").starts_with("This is the IRC WebSocket of "));
        BOOST_TEST(client->ended());
        BOOST_TEST((server.handshake() == base::errc::forbidden));
    }
}

BOOST_AUTO_TEST_CASE(a_handshake_has_to_end_in_time)
{
    const certificate own("localhost");
    net::server_certificates certificates({{own.file(), own.key_file()}});
    for (const auto& with : {net::stream::settings{.tls = &certificates},
                             net::stream::settings{.websocket = true}, behind_loopback()}) {
        echo server(with, 200ms);
        const auto client = loopback_stream::connect(server.port());
        BOOST_TEST(client->ended(3s));
        BOOST_TEST((server.handshake() == base::errc::timeout));
    }
}

BOOST_AUTO_TEST_CASE(a_proxy_names_the_client)
{
    echo server(behind_loopback());
    const auto client = loopback_stream::connect(server.port());
    client->write("PROXY TCP4 192.0.2.7");
    client->write(" 127.0.0.1 4660 6667\r\nPING 1\r\n");
    BOOST_TEST(client->read(8).value_or("") == "PING 1\r\n");
    BOOST_TEST(!server.handshake());
    BOOST_TEST(server.client.str() == "192.0.2.7");
    BOOST_TEST(!server.client.is_local());
}

BOOST_AUTO_TEST_CASE(a_proxy_header_comes_before_tls)
{
    const certificate own("localhost");
    net::server_certificates certificates({{own.file(), own.key_file()}});
    auto with = behind_loopback();
    with.tls = &certificates;
    echo server(with);
    const auto client = loopback_stream::connect(server.port());
    client->write("PROXY UNKNOWN\r\n");
    BOOST_REQUIRE(client->connect_tls());
    client->write("PING 1\r\n");
    BOOST_TEST(client->read(8).value_or("") == "PING 1\r\n");
    BOOST_TEST(!server.handshake());
    BOOST_TEST(server.client.is_local());
    BOOST_TEST(server.client.secure);
}

BOOST_AUTO_TEST_CASE(a_proxy_s_word_on_tls_counts)
{
    echo server(behind_loopback());
    const auto client = loopback_stream::connect(server.port());
    client->write(
        std::string("\r\n\r\n\0\r\nQUIT\n\x21\x11\x00\x14\xC0\x00\x02\x07\x7F\x00\x00\x01\x12\x34\x1A\x0B"
                    "\x20\x00\x05\x01\x00\x00\x00\x00",
                    36));
    BOOST_TEST(!server.handshake());
    BOOST_TEST(server.client.str() == "192.0.2.7");
    BOOST_TEST(server.client.secure);
}

BOOST_AUTO_TEST_CASE(a_proxy_without_header_is_not_let_in)
{
    echo server(behind_loopback());
    const auto client = loopback_stream::connect(server.port());
    client->write("NICK ada\r\n");
    BOOST_TEST(client->ended());
    BOOST_TEST((server.handshake() == base::errc::malformed));
}

BOOST_AUTO_TEST_CASE(a_header_from_others_is_nothing_but_bytes)
{
    echo server({.proxies = {*net::network::parse("192.0.2.0/24")}});
    const auto client = loopback_stream::connect(server.port());
    client->write("PROXY TCP4 192.0.2.7 127.0.0.1 4660 6667\r\n");
    BOOST_TEST(client->read_to("\r\n").value_or("").starts_with("PROXY "));
    BOOST_TEST(!server.handshake());
    BOOST_TEST(server.client.str() == "127.0.0.1");
}

BOOST_AUTO_TEST_CASE(an_http_proxy_names_the_client_of_a_websocket)
{
    const auto behind = [](const std::string& header, const std::string& first = "") {
        echo server(behind_loopback(true));
        const auto client = loopback_stream::connect(server.port());
        client->write(first + upgrade + header + "\r\n");
        client->read_to("\r\n\r\n");
        client->shut_down();
        const auto error = server.handshake();
        return error ? error.message() : server.client.str() + (server.client.secure ? " secure" : "");
    };
    const auto refused = base::make_error_code(base::errc::forbidden).message();
    BOOST_TEST(behind("X-Forwarded-For: 192.0.2.7\r\n") == "192.0.2.7");
    BOOST_TEST(behind("X-Forwarded-For: 192.0.2.7\r\nX-Forwarded-Proto: https\r\n") == "192.0.2.7 secure");
    BOOST_TEST(behind("X-Forwarded-For: 10.0.0.1, 192.0.2.7, 127.0.0.9\r\n") == "192.0.2.7");
    BOOST_TEST(behind("X-Forwarded-For: 10.0.0.1\r\nX-Forwarded-For: 2001:db8::7\r\n") == "2001:db8::7");
    BOOST_TEST(behind("X-Forwarded-For: 192.0.2.7, nonsense\r\n") == refused);
    BOOST_TEST(behind("") == refused);
    BOOST_TEST(behind("X-Forwarded-For: 10.0.0.1\r\n", "PROXY TCP4 192.0.2.7 127.0.0.1 1 2\r\n") ==
               "192.0.2.7");
    BOOST_TEST(behind("", "PROXY UNKNOWN\r\n") == "127.0.0.1");
}

BOOST_AUTO_TEST_CASE(nobody_else_s_word_on_the_address_counts)
{
    echo server({.websocket = true});
    const auto client = loopback_stream::connect(server.port());
    client->write(upgrade + "X-Forwarded-For: 192.0.2.7\r\nX-Forwarded-Proto: https\r\n\r\n");
    BOOST_TEST(client->read_to("\r\n\r\n").value_or("").starts_with("HTTP/1.1 101 "));
    BOOST_TEST(!server.handshake());
    BOOST_TEST(server.client.str() == "127.0.0.1");
    BOOST_TEST(!server.client.secure);
    client->shut_down();
}

BOOST_AUTO_TEST_SUITE_END()
