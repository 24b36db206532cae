#include "net/websocket_upgrade.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

namespace {

std::string request(const std::string& more = "", const std::string& first = "GET / HTTP/1.1")
{
    return first +
           "\r\nHost: irc.example.com:8097\r\nUpgrade: WebSocket\r\nConnection: keep-alive, "
           "Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" +
           more + "\r\n";
}

net::upgrade_answer answer(const std::string& text, const std::vector<std::string>& origins = {})
{
    const auto head = net::http_head::parse(text);
    BOOST_REQUIRE(head);
    return net::answer_upgrade(*head, origins);
}

bool holds(const std::string& text, std::string_view part)
{
    return text.find(part) != std::string::npos;
}

} // namespace

BOOST_AUTO_TEST_SUITE(websocket_upgrade)

// The key and its answer are the RFC's example.
BOOST_AUTO_TEST_CASE(a_websocket_is_accepted)
{
    const auto got = answer(request());
    BOOST_TEST(got.accepted);
    BOOST_TEST(!got.binary);
    BOOST_TEST(got.response.starts_with("HTTP/1.1 101 "));
    BOOST_TEST(holds(got.response, "\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"));
    BOOST_TEST(got.response.ends_with("\r\n\r\n"));
    BOOST_TEST(!holds(got.response, "Protocol:"));
}

BOOST_AUTO_TEST_CASE(the_first_protocol_that_is_known_is_chosen)
{
    const auto chosen = [](const std::string& wanted) {
        return answer(request("Sec-WebSocket-Protocol: " + wanted + "\r\n"));
    };
    BOOST_TEST(
        holds(chosen("text.ircv3.net").response, "\r\nSec-WebSocket-Protocol: text.ircv3.net\r\n\r\n"));
    BOOST_TEST(!chosen("other, text.ircv3.net, binary.ircv3.net").binary);
    BOOST_TEST(chosen("binary.ircv3.net,text.ircv3.net").binary);
    const auto unknown = chosen("chat");
    BOOST_TEST(unknown.accepted);
    BOOST_TEST(!holds(unknown.response, "Protocol:"));
    const auto apart =
        answer(request("Sec-WebSocket-Protocol: chat\r\nSec-WebSocket-Protocol: binary.ircv3.net\r\n"));
    BOOST_TEST(apart.binary);
}

BOOST_AUTO_TEST_CASE(what_is_no_upgrade_is_told_what_this_is)
{
    const auto got = answer("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    BOOST_TEST(!got.accepted);
    BOOST_TEST(got.response.starts_with("HTTP/1.1 426 Upgrade Required\r\n"));
    BOOST_TEST(holds(got.response, "\r\nUpgrade: websocket\r\n"));
    BOOST_TEST(holds(got.response, "\r\n\r\nThis is the IRC WebSocket of directus-ircd"));
    BOOST_TEST(answer(request("", "POST / HTTP/1.1")).response.starts_with("HTTP/1.1 426 "));
}

BOOST_AUTO_TEST_CASE(a_bad_handshake_is_refused)
{
    auto other = request();
    other.replace(other.find("Version: 13"), 11, "Version: 12");
    BOOST_TEST(answer(other).response.starts_with("HTTP/1.1 426 "));
    auto key = request();
    key.replace(key.find("dGhl"), 4, "");
    BOOST_TEST(answer(key).response.starts_with("HTTP/1.1 400 "));
}

BOOST_AUTO_TEST_CASE(pages_of_the_own_host_may_connect)
{
    const auto from = [](const std::string& origin, const std::vector<std::string>& allowed = {}) {
        return answer(request("Origin: " + origin + "\r\n"), allowed);
    };
    BOOST_TEST(from("https://irc.example.com").accepted);
    BOOST_TEST(from("https://IRC.example.com:8443").accepted);
    for (const auto* other : {"https://example.com", "https://irc.example.com.evil.example", "null", "",
                              "https://evil.example?irc.example.com"})
        BOOST_TEST(!from(other).accepted, other);
    BOOST_TEST(from("https://evil.example").response.starts_with("HTTP/1.1 403 "));
    BOOST_TEST(holds(from("https://evil.example").response, "pages of https://evil.example may not connect"));

    const std::vector<std::string> allowed{"https://chat.example.com", "http://localhost:3000"};
    BOOST_TEST(from("https://chat.example.com", allowed).accepted);
    BOOST_TEST(from("http://localhost:3000", allowed).accepted);
    BOOST_TEST(!from("http://chat.example.com", allowed).accepted);
    BOOST_TEST(!from("https://irc.example.com", allowed).accepted);
    BOOST_TEST(from("null", {"*"}).accepted);
    BOOST_TEST(answer(request(), allowed).accepted); // no browser
}

BOOST_AUTO_TEST_CASE(what_is_no_http_is_not_parsed)
{
    for (const auto* text :
         {"NICK ada\r\n\r\n", "GET / HTTP/1.0\r\n\r\n", "GET /\r\n\r\n", "GET / HTTP/1.1\r\nno colon\r\n\r\n",
          "GET / HTTP/1.1\r\n folded: a\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\r\n", "",
          "GET a b HTTP/1.1\r\n\r\n", "GET / HTTP/1.1\r\na: b\nc: d\r\n\r\n"})
        BOOST_TEST(!net::http_head::parse(text), text);
}

BOOST_AUTO_TEST_SUITE_END()
