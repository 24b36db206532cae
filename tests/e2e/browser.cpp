// A page in a real browser that speaks IRC over a WebSocket, as gamja and Kiwi IRC do.
#include "e2e/scenario.hpp"

#include "support/browser.hpp"
#include "support/loopback.hpp"

#include <future>

using namespace e2e;

namespace {

const unsigned short websocket_port = support::free_port();

// Chats, and sends all that it heard to where it came from.
constexpr auto page = R"(<!doctype html><title>chat</title><script>
const heard = [];
const end = why => fetch("/heard", {{ method: "POST", body: heard.concat(why).join("\n") }});
const socket = new WebSocket("ws://127.0.0.1:{0}/", ["text.ircv3.net"]);
const send = line => socket.send(line);
socket.onopen = () => {{
    heard.push("protocol " + socket.protocol);
    ["CAP REQ :echo-message", "PASS {1}:{2}", "NICK ada", "USER ada 0 * :Ada", "CAP END", "JOIN #messages"].forEach(send);
}};
socket.onmessage = event => {{
    heard.push(event.data);
    if (event.data.startsWith("PING ")) send("PONG" + event.data.slice(4));
    if (event.data.includes(" 366 ")) send("PRIVMSG #messages :said in a browser; grüße 👋");
    if (event.data.includes("PRIVMSG #messages :said in a browser")) send("QUIT");
}};
socket.onclose = event => end("closed " + event.code);
</script>)";

struct browsing : scenario {
    browsing()
        : scenario({"--irc.history=0", fmt::format("--irc.listen_websocket=127.0.0.1:{}", websocket_port)})
    {
    }

    // What the page heard that a browser has opened under this host's name.
    std::string open(const std::string& host)
    {
        std::promise<std::string> told;
        auto heard = told.get_future();
        const auto text = fmt::format(page, websocket_port, who.ada.email, who.ada.password);
        support::loopback_server site([&](support::loopback_stream& on, std::size_t) {
            const auto head = on.read_to("\r\n\r\n").value_or("");
            const auto at = head.find("Content-Length: ");
            if (head.starts_with("POST /heard "))
                told.set_value(on.read(std::stoul(head.substr(at + 16))).value_or(""));
            on.write(fmt::format("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"
                                 "Content-Length: {}\r\nConnection: close\r\n\r\n{}",
                                 text.size(), text));
        });
        const support::browser browser(fmt::format("http://{}:{}/", host, site.port()));
        if (heard.wait_for(90s) != std::future_status::ready)
            throw std::runtime_error("the page told nothing:\n" + browser.log());
        return heard.get();
    }
};

} // namespace

BOOST_AUTO_TEST_SUITE(browser)

BOOST_FIXTURE_TEST_CASE(a_page_of_the_same_host_chats, browsing)
{
    const auto heard = open("127.0.0.1");
    BOOST_TEST(heard.starts_with("protocol text.ircv3.net\n"), heard);
    BOOST_TEST(heard.find(" PRIVMSG #messages :said in a browser; grüße 👋") != std::string::npos, heard);
    BOOST_TEST(rows.wait_for("said in a browser; grüße 👋").author == who.ada.id);
}

// The same machine, but another origin to a browser.
BOOST_FIXTURE_TEST_CASE(a_page_of_another_host_is_refused, browsing)
{
    BOOST_TEST(open("localhost") == "closed 1006");
    gateway.expect_log("*event=disconnected*handshake: forbidden*");
}

BOOST_AUTO_TEST_SUITE_END()
