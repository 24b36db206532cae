// IRC over WebSockets, as a web client speaks it.
#include "served.hpp"

#include <boost/test/unit_test.hpp>

#include <fmt/format.h>

#include <optional>

using namespace support;
using server::listener_kind;

namespace {

struct web_client {
    std::unique_ptr<loopback_stream> stream;
    std::string answer;

    explicit web_client(std::uint16_t port, const std::string& fields = "", bool tls = false)
        : stream(loopback_stream::connect(port))
    {
        if (tls)
            BOOST_REQUIRE(stream->connect_tls());
        stream->write(
            "GET / HTTP/1.1\r\nHost: chat.example.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" +
            fields + "\r\n");
        answer = stream->read_to("\r\n\r\n").value_or("");
    }

    void send(std::string_view text)
    {
        std::string frame = "\x81";
        if (text.size() < 126) {
            frame += static_cast<char>(0x80 | text.size());
        } else {
            frame += "\xFE";
            frame += static_cast<char>(text.size() >> 8);
            frame += static_cast<char>(text.size() & 0xFF);
        }
        stream->write(frame + std::string(4, '\0') + std::string(text));
    }

    // The next message of text; empty at the end.
    std::optional<std::string> next()
    {
        const auto head = stream->read(2);
        if (!head || head->front() != '\x81')
            return std::nullopt;
        std::size_t size = static_cast<unsigned char>(head->back());
        if (size == 126) {
            const auto longer = stream->read(2).value_or(std::string(2, '\0'));
            size = static_cast<unsigned char>(longer[0]) << 8 | static_cast<unsigned char>(longer[1]);
        }
        return stream->read(size);
    }

    // As irc_peer's.
    std::string expect(std::string_view pattern)
    {
        std::string seen;
        while (auto message = next()) {
            BOOST_TEST(message->find_first_of("\r\n") == std::string::npos);
            if (matches(*message, pattern))
                return *message;
            seen += *message + "\n";
        }
        BOOST_FAIL(fmt::format("\"{}\" does not come; what came:\n{}", pattern, seen));
        return {};
    }

    void join(const std::string& pass)
    {
        send("PASS " + pass);
        send("NICK me");
        send("USER u 0 * :me");
        expect("* 376 *");
        send("JOIN #messages");
        expect("* 366 *");
    }
};

} // namespace

BOOST_AUTO_TEST_SUITE(gateway_websocket)

BOOST_AUTO_TEST_CASE(a_web_client_chats)
{
    served on({"--irc.listen_websocket=127.0.0.1:0"});
    web_client ada(on.gateway.port(listener_kind::websocket), "Sec-WebSocket-Protocol: text.ircv3.net\r\n"
                                                              "Origin: https://chat.example.com\r\n");
    BOOST_TEST(ada.answer.starts_with("HTTP/1.1 101 "));
    ada.join(ada_pass);
    auto grace = on.on_channel(grace_pass);
    ada.send("PRIVMSG #messages :grüße 👋");
    grace.expect("*PRIVMSG #messages :grüße 👋*");
    grace.send("PRIVMSG #messages :hello web");
    ada.expect("*PRIVMSG #messages :hello web*");
    ada.send(std::string(700, 'x'));
    ada.expect("* 417 Ada :*");
    ada.send("PRIVMSG #messages :a\nQUIT");
    ada.expect("*Line ignored*");
    ada.send("PING 1");
    ada.expect("*PONG irc.test :1*");
    BOOST_TEST(on.gateway.stop());
    ada.expect("*ERROR :Closing Link: *");
}

BOOST_AUTO_TEST_CASE(lines_that_cross_the_end_of_a_stopping_gateway_are_stored)
{
    served on({"--irc.listen_websocket=127.0.0.1:0"});
    web_client ada(on.gateway.port(listener_kind::websocket));
    ada.join(ada_pass);
    on.gateway.begin_stop();
    ada.expect("*ERROR :Closing Link: *");
    ada.send("PRIVMSG #messages :crossed");
    ada.stream->write(std::string("\x88\x80\0\0\0\0", 6)); // the answer to the closing frame
    BOOST_TEST(on.gateway.stop());
    BOOST_TEST(on.directus.stored("crossed") == 1U);
}

BOOST_AUTO_TEST_CASE(other_pages_are_told_why_not)
{
    served on({"--irc.listen_websocket=127.0.0.1:0"});
    web_client evil(on.gateway.port(listener_kind::websocket), "Origin: https://evil.example\r\n");
    BOOST_TEST(evil.answer.starts_with("HTTP/1.1 403 "));
    BOOST_TEST(evil.stream->read_to("\n").value_or("").find("irc.websocket_origins") != std::string::npos);
    BOOST_TEST(evil.stream->ended());
}

BOOST_AUTO_TEST_CASE(who_comes_too_fast_through_a_proxy_is_told_why_not)
{
    served on({"--irc.listen_websocket=127.0.0.1:0", "--irc.proxies=127.0.0.1", "--irc.connect_burst=2",
               "--irc.connect_interval=60000"});
    const auto port = on.gateway.port(listener_kind::websocket);
    for (int n = 0; n < 2; ++n)
        BOOST_TEST(web_client(port, "X-Forwarded-For: 192.0.2.7\r\n").answer.starts_with("HTTP/1.1 101 "));
    const web_client one_more(port, "X-Forwarded-For: 192.0.2.7\r\n");
    BOOST_TEST(one_more.answer.starts_with("HTTP/1.1 429 Too Many Requests\r\n"));
    BOOST_TEST(web_client(port, "X-Forwarded-For: 192.0.2.8\r\n").answer.starts_with("HTTP/1.1 101 "));
}

BOOST_AUTO_TEST_CASE(what_is_far_too_long_ends_it)
{
    served on({"--irc.listen_websocket=127.0.0.1:0"});
    web_client ada(on.gateway.port(listener_kind::websocket));
    ada.send(std::string(20'000, 'x'));
    BOOST_TEST(ada.stream->read(4).value_or("").substr(2) == "\x03\xF1"); // 1009
    BOOST_TEST(ada.stream->ended());
}

BOOST_AUTO_TEST_CASE(it_goes_over_tls)
{
    const certificate own("localhost");
    served on({"--irc.listen_websocket_tls=127.0.0.1:0", "--tls.certificate=" + own.file(),
               "--tls.key=" + own.key_file()});
    web_client ada(on.gateway.port(listener_kind::websocket_tls), "", true);
    ada.join(ada_pass);
    ada.send("WHOIS Ada");
    ada.expect("* 671 Ada Ada :*");
}

BOOST_AUTO_TEST_SUITE_END()
