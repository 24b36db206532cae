#include "net/websocket.hpp"

#include "net/tls.hpp"
#include "run.hpp"
#include "support/loopback.hpp"
#include "support/websocket_frames.hpp"

#include <boost/test/unit_test.hpp>

#include <fmt/format.h>

using namespace support;
using namespace std::chrono_literals;
namespace asio = boost::asio;

namespace {

// Reads the upgrade's request, keeps its head, and only then accepts it.
void upgrade(loopback_stream& on, std::string* kept = nullptr)
{
    const auto head = on.read_to("\r\n\r\n").value_or("");
    if (kept)
        *kept = head;
    const std::string name = "Sec-WebSocket-Key: ";
    const auto at = head.find(name) + name.size();
    on.write(websocket_accept(head.substr(at, head.find("\r\n", at) - at)));
}

struct client {
    asio::io_context io;
    asio::ssl::context tls = net::client_tls("");
    net::websocket socket{io.get_executor(), tls, 10'000};

    net::websocket::outcome try_to_open(std::uint16_t port, base::duration limit = 5s,
                                        std::string_view target = "/websocket")
    {
        const auto where = *net::base_url::parse(fmt::format("http://127.0.0.1:{}/cms", port));
        return run(io, socket.open(where, base::secret(target), limit));
    }
    base::error_code open(std::uint16_t port, base::duration limit = 5s)
    {
        return try_to_open(port, limit).error;
    }
    // The message, or "error …".
    std::string receive()
    {
        const auto got = run(io, socket.receive());
        return got ? std::string(*got) : "error " + got.error().message();
    }
    base::error_code send(std::string_view text) { return run(io, socket.send(text)); }
};

asio::awaitable<void> close_soon(asio::io_context& io, net::websocket& socket)
{
    asio::steady_timer timer(io, 30ms);
    co_await timer.async_wait(asio::use_awaitable);
    socket.close();
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(net_websocket, client)

BOOST_AUTO_TEST_CASE(messages_go_both_ways)
{
    std::string head;
    loopback_server server([&](loopback_stream& on, std::size_t) {
        upgrade(on, &head);
        while (const auto text = read_websocket_message(on))
            on.write(websocket_frame("got " + *text));
    });
    BOOST_TEST(!open(server.port()));
    BOOST_TEST(head.starts_with("GET /cms/websocket HTTP/1.1\r\n"));
    BOOST_TEST(head.find("\r\nOrigin:") == std::string::npos);
    BOOST_TEST(head.find("X-Forwarded-For") == std::string::npos);
    for (const auto& text :
         {std::string("hello"), std::string(), std::string(5000, 'x'), std::string("\xe2\x82\xac")}) {
        BOOST_TEST(!send(text));
        BOOST_TEST(receive() == "got " + text);
    }
}

BOOST_AUTO_TEST_CASE(the_upgrade_says_whom_it_is_for)
{
    std::string head;
    loopback_server server([&](loopback_stream& on, std::size_t) {
        upgrade(on, &head);
        on.ended();
    });
    const auto where = *net::base_url::parse(fmt::format("http://127.0.0.1:{}", server.port()));
    BOOST_TEST(!run(io, socket.open(where, base::secret("/websocket"), 5s, "192.0.2.7")).error);
    BOOST_TEST(head.find("\r\nX-Forwarded-For: 192.0.2.7\r\n") != std::string::npos, head);
    socket.close();
}

BOOST_AUTO_TEST_CASE(a_refused_upgrade_tells_the_status_and_what_answered)
{
    struct answer {
        std::string_view head;
        net::websocket::refusal as;
    };
    for (const auto& one : {answer{"HTTP/1.1 403 Forbidden\r\n\r\n", {403}}, // Directus's own has no length
                            answer{"HTTP/1.1 404 Not Found\r\nContent-Type: application/json\r\n"
                                   "Content-Length: 2\r\n\r\n{}",
                                   {404, "application/json"}},
                            answer{"HTTP/1.1 301 Moved\r\nLocation: https://cms.example/websocket\r\n"
                                   "Content-Length: 0\r\n\r\n",
                                   {301, {}, "https://cms.example/websocket"}}}) {
        loopback_server server([&](loopback_stream& on, std::size_t) {
            on.read_to("\r\n\r\n");
            on.write(one.head);
        });
        const auto how = try_to_open(server.port());
        BOOST_TEST(!!how.error);
        BOOST_REQUIRE(how.refused.has_value());
        BOOST_TEST((*how.refused == one.as), how.refused->status);
    }
}

BOOST_AUTO_TEST_CASE(a_connection_that_ends_at_the_upgrade_is_no_refusal)
{
    loopback_server server([](loopback_stream& on, std::size_t) { on.read_to("\r\n\r\n"); });
    const auto how = try_to_open(server.port());
    BOOST_TEST(!!how.error);
    BOOST_TEST(!how.refused.has_value());
}

BOOST_AUTO_TEST_CASE(a_token_in_the_target_is_sent_and_no_error_tells_of_it)
{
    std::string head;
    loopback_server server([&](loopback_stream& on, std::size_t) {
        head = on.read_to("\r\n\r\n").value_or("");
        on.write("HTTP/1.1 401 Unauthorized\r\n\r\n");
    });
    const auto how = try_to_open(server.port(), 5s, "/websocket?access_token=secret");
    BOOST_TEST(head.starts_with("GET /cms/websocket?access_token=secret HTTP/1.1\r\n"), head);
    BOOST_TEST(head.find("Referer") == std::string::npos);
    BOOST_TEST(how.error.message().find("secret") == std::string::npos);
    BOOST_TEST(how.refused.value().status == 401u);
}

BOOST_AUTO_TEST_CASE(messages_that_come_with_the_upgrade_s_answer_are_not_lost)
{
    loopback_server server([&](loopback_stream& on, std::size_t) {
        const auto head = on.read_to("\r\n\r\n").value_or("");
        const auto at = head.find("Sec-WebSocket-Key: ") + 19;
        on.write(websocket_accept(head.substr(at, head.find("\r\n", at) - at)) + websocket_frame("one") +
                 websocket_frame("two"));
        on.ended();
    });
    BOOST_TEST(!open(server.port()));
    BOOST_TEST(receive() == "one");
    BOOST_TEST(receive() == "two");
}

BOOST_AUTO_TEST_CASE(a_message_in_pieces_is_put_together)
{
    loopback_server server([&](loopback_stream& on, std::size_t) {
        upgrade(on);
        on.write(std::string("\x01\x03one\x89\x01p\x80\x03two", 13)); // a ping between them
        on.ended();
    });
    BOOST_TEST(!open(server.port()));
    BOOST_TEST(receive() == "onetwo");
}

BOOST_AUTO_TEST_CASE(a_message_over_the_limit_is_too_large)
{
    loopback_server server([&](loopback_stream& on, std::size_t) {
        upgrade(on);
        on.write(websocket_frame(std::string(10'000, 'x')) + websocket_frame(std::string(10'001, 'x')));
        on.ended();
    });
    BOOST_TEST(!open(server.port()));
    BOOST_TEST(receive().size() == 10'000U);
    BOOST_TEST((run(io, socket.receive()).error() == base::errc::too_large));
}

BOOST_AUTO_TEST_CASE(opening_has_a_deadline)
{
    loopback_server silent([](loopback_stream& on, std::size_t) { on.ended(); });
    BOOST_TEST((open(silent.port(), 100ms) == base::errc::timeout));
}

BOOST_AUTO_TEST_CASE(an_open_socket_may_be_silent_for_longer)
{
    loopback_server server([](loopback_stream& on, std::size_t) {
        upgrade(on);
        on.ended(300ms);
        on.write(websocket_frame("at last"));
        on.ended();
    });
    BOOST_TEST(!open(server.port(), 200ms));
    BOOST_TEST(receive() == "at last");
}

BOOST_AUTO_TEST_CASE(a_refused_upgrade_is_an_error)
{
    for (const std::string answer :
         {"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n",
          "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi",
          "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
          "Sec-WebSocket-Accept: wrong\r\n\r\n",
          "SSH-2.0\r\n\r\n", ""}) {
        loopback_server server([&](loopback_stream& on, std::size_t) {
            on.read_to("\r\n\r\n");
            on.write(answer);
        });
        BOOST_TEST(!!open(server.port()), answer);
    }
    BOOST_TEST(!!open(refused_port()));
}

BOOST_AUTO_TEST_CASE(the_other_side_s_end_ends_receiving_with_and_without_a_close)
{
    for (const auto& last : {std::string("\x88\x00", 2), std::string()}) {
        loopback_server server([&](loopback_stream& on, std::size_t) {
            upgrade(on);
            on.write(last);
        });
        BOOST_TEST(!open(server.port()));
        BOOST_TEST(receive().starts_with("error "));
    }
}

BOOST_AUTO_TEST_CASE(frames_against_the_protocol_end_receiving)
{
    for (const auto& bad : {std::string("\xff\x00", 2), std::string("\x81\x80mask", 6),
                            std::string("\x81\x01\xff", 3), std::string("\x80\x00", 2)}) {
        loopback_server server([&](loopback_stream& on, std::size_t) {
            upgrade(on);
            on.write(bad);
            read_websocket_message(on);
        });
        BOOST_TEST(!open(server.port()));
        BOOST_TEST(receive().starts_with("error "));
    }
}

// Beast sends a close frame and waits for the other side's, for ever: the caller's deadline ends that.
BOOST_AUTO_TEST_CASE(close_ends_the_wait_for_a_server_that_broke_the_protocol_and_stays)
{
    loopback_server server([&](loopback_stream& on, std::size_t) {
        upgrade(on);
        on.write({"\xff\x00", 2});
        on.ended();
    });
    BOOST_TEST(!open(server.port()));
    auto closing = asio::co_spawn(io, close_soon(io, socket), asio::use_future);
    BOOST_TEST(receive().starts_with("error "));
    closing.get();
}

BOOST_AUTO_TEST_CASE(close_ends_what_waits_at_once)
{
    loopback_server server([](loopback_stream& on, std::size_t) {
        upgrade(on);
        on.ended();
    });
    BOOST_TEST(!open(server.port()));
    auto closing = asio::co_spawn(io, close_soon(io, socket), asio::use_future);
    BOOST_TEST(receive().starts_with("error "));
    closing.get();
    BOOST_TEST(!!send("too late"));
    socket.close();
}

BOOST_AUTO_TEST_SUITE_END()
