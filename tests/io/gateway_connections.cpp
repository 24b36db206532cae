// IRC connections as such: slow, silent, noisy, foreign and many; and the end of the gateway.
#include "served.hpp"

#include "base/clock.hpp"

#include <boost/test/unit_test.hpp>

#include <fmt/format.h>

using namespace support;
using std::chrono::steady_clock;

namespace {

// "ERROR …" as the last line, then the end.
void is_closed(irc_peer& client, std::string_view reason)
{
    client.expect(fmt::format("*ERROR :Closing Link: 127.0.0.1 ({})*", reason));
    BOOST_TEST(client.ended());
}

void is_closed_as(irc_peer& client, std::string_view user, std::string_view reason)
{
    client.expect(fmt::format("*ERROR :Closing Link: user-{}.directus ({})*", user, reason));
    BOOST_TEST(client.ended());
}

} // namespace

BOOST_AUTO_TEST_SUITE(gateway_connections)

BOOST_AUTO_TEST_CASE(who_does_not_register_is_closed)
{
    served on({"--irc.registration_timeout=1"});
    irc_peer silent(on.gateway.port());
    irc_peer halfway(on.gateway.port());
    halfway.send("CAP LS 302");
    halfway.send("NICK somebody");
    is_closed(silent, "Registration timed out");
    is_closed(halfway, "Registration timed out");
}

BOOST_AUTO_TEST_CASE(silence_is_asked_about_and_then_ended)
{
    served on({"--irc.ping_after=1", "--irc.ping_timeout=2"});
    irc_peer answers(on.gateway.port());
    answers.log_in(ada_pass);
    irc_peer silent(on.gateway.port());
    silent.leave_pings();
    silent.log_in(grace_pass);
    for (int n = 0; n < 3; ++n)
        answers.expect("*PING :irc.test*");
    silent.expect("*PING :irc.test*");
    is_closed_as(silent, "b0000000", "Ping timeout: 2 seconds");
    answers.fence();
}

BOOST_AUTO_TEST_CASE(lines_of_configured_bots_are_not_delayed)
{
    served on({"--irc.bots=ada@example.com", "--irc.flood_interval=10000"}); // 100 lines would take minutes
    irc_peer ada(on.gateway.port());
    ada.log_in(ada_pass);
    std::string lines;
    for (int n = 0; n < 100; ++n)
        lines += fmt::format("PING {}\r\n", n);
    ada.send_bytes(lines);
    ada.expect("*PONG irc.test :99");
}

BOOST_AUTO_TEST_CASE(too_many_lines_are_delayed_and_none_is_lost)
{
    served on({"--irc.flood_burst=3", "--irc.flood_interval=100"});
    irc_peer ada(on.gateway.port());
    ada.log_in(ada_pass);
    const auto start = base::steady_now(); // in whole milliseconds, as the gateway counts
    std::string lines;
    for (int n = 0; n < 13; ++n)
        lines += fmt::format("PING {}\r\n", n);
    ada.send_bytes(lines);
    for (int n = 0; n < 13; ++n)
        ada.expect(fmt::format("*PONG irc.test :{}*", n));
    BOOST_TEST((base::steady_now() - start >= milliseconds(900)));
}

BOOST_AUTO_TEST_CASE(the_lines_of_a_batch_are_not_delayed_one_by_one)
{
    served on({"--irc.flood_burst=8", "--irc.flood_interval=60000"});
    irc_peer ada(on.gateway.port());
    ada.log_in(ada_pass, "draft/multiline batch message-tags standard-replies");
    ada.join();
    std::string lines = "BATCH +1 draft/multiline #messages\r\n";
    for (int n = 0; n < 100; ++n)
        lines += fmt::format("@batch=1 PRIVMSG #messages :{} {}\r\n", n, std::string(90, 'x'));
    ada.send_bytes(lines + "BATCH -1\r\n"); // 9,389 bytes: five lines' worth, with the JOIN six
    ada.send_bytes("PING end\r\n");
    ada.within(std::chrono::seconds(20)).expect("*PONG irc.test :end*");
}

BOOST_AUTO_TEST_CASE(a_line_that_is_not_understood_spoils_the_batch_that_is_open)
{
    served on;
    irc_peer ada(on.gateway.port());
    ada.log_in(ada_pass, "draft/multiline batch message-tags standard-replies");
    ada.join();
    for (const std::string& bad :
         {std::string(600, 'x'), std::string("PING a\rb"), std::string("@batch=1 \x01")}) {
        ada.send("BATCH +1 draft/multiline #messages");
        ada.send("@batch=1 PRIVMSG #messages :one");
        ada.send(bad);
        ada.expect("*FAIL BATCH MULTILINE_INVALID :A line could not be read*");
        ada.send("BATCH -1");
    }
    ada.send(std::string(600, 'x')); // none is open
    ada.fence();
    BOOST_TEST(ada.count("*FAIL BATCH*") == 3U);
    BOOST_TEST(on.directus.calls("create").empty());
}

BOOST_AUTO_TEST_CASE(a_client_that_does_not_read_is_closed_and_holds_up_nobody)
{
    served on({"--irc.sendq=65536"});
    auto grace = on.on_channel(grace_pass);
    irc_peer slow(on.gateway.port(), 4096);
    slow.log_in(ada_pass);
    slow.join();
    on.show_something(slow);
    const std::string line(400, 'x');
    std::string text;
    for (int n = 0; n < 19; ++n)
        text += line + "\n";
    // The system's own buffers hold a few megabytes of it.
    for (int n = 0; n < 1200; ++n) {
        on.directus.add(text + std::to_string(n));
        if (n % 5 == 0) // less than Grace's own limit at once
            on.show_something(grace);
    }
    on.show_something(grace);
    grace.send("WHO #messages");
    grace.expect("* 315 *");
    BOOST_TEST(grace.count("* Ada H*") == 0U); // she is gone
    BOOST_TEST(slow.ended(std::chrono::minutes(1)));
}

BOOST_AUTO_TEST_CASE(http_and_tls_at_the_irc_port_are_closed_at_once)
{
    served on;
    const std::vector<std::string> hellos{"GET / HTTP/1.1\r\nHost: x\r\n\r\n",
                                          "POST / HTTP/1.1\r\n\r\n",
                                          {"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11}};
    for (const auto& hello : hellos) {
        irc_peer foreign(on.gateway.port());
        foreign.send_bytes(hello);
        BOOST_TEST(foreign.ended(std::chrono::seconds(3)));
    }
}

BOOST_AUTO_TEST_CASE(bad_lines_are_answered_and_the_connection_goes_on)
{
    served on;
    irc_peer ada(on.gateway.port());
    ada.log_in(ada_pass);
    ada.send_bytes(std::string(600, 'x') + "\r\n");
    ada.expect("* 417 Ada :*");
    ada.send_bytes(std::string("PING a\0b\r\n", 10));
    ada.expect("*NOTICE Ada :Line ignored*");
    ada.send_bytes("PING a\rb\r\n");
    ada.expect("*NOTICE Ada :Line ignored*");
    ada.send("NONSENSE");
    ada.expect("* 421 Ada NONSENSE :*");
    ada.fence();
    ada.send_bytes("\r\n\n\r\n   \r\n");
    ada.expect_none("*");
    for (const auto* line : {":prefix", "@label=x", "\x01X", "ä"}) {
        ada.send(line);
        ada.expect("* 421 Ada * :Line ignored*");
    }
    for (int n = 0; n < 300; ++n)
        ada.send_bytes(std::string(4096, 'y')); // a line without end
    ada.send_bytes("\r\n");
    ada.expect("* 417 Ada :*");
    ada.fence();
}

// 4,096 bytes of tags with '@' and the space, and 512 of the rest.
BOOST_AUTO_TEST_CASE(tags_have_a_limit_of_their_own)
{
    served on;
    irc_peer ada(on.gateway.port());
    ada.log_in(ada_pass, "message-tags");
    const auto tags = [](std::size_t size) { return "@+x=" + std::string(size - 5, 'x') + " "; };
    const auto ping = [](std::size_t size) { return "PING :" + std::string(size - 8, 'p') + "\r\n"; };
    ada.send_bytes(tags(4096) + ping(512));
    ada.expect("*PONG irc.test :ppp*");
    ada.send_bytes(tags(4097) + ping(100));
    ada.expect("* 417 Ada :*");
    ada.send_bytes(tags(4096) + ping(513));
    ada.expect("* 417 Ada :*");
    ada.send_bytes(tags(100) + ping(513));
    ada.expect("* 417 Ada :*");
    ada.fence();
    BOOST_TEST(ada.count("* 417 Ada :*") == 3U);
}

BOOST_AUTO_TEST_CASE(so_are_those_of_who_has_not_logged_in)
{
    served on({"--irc.flood_burst=1", "--irc.flood_interval=100"});
    irc_peer one(on.gateway.port());
    const auto start = base::steady_now(); // in whole milliseconds, as the gateway counts
    std::string lines;
    for (int n = 1; n <= 56; ++n)
        lines += fmt::format("PING {}\r\n", n);
    one.send_bytes(lines);
    for (int n = 1; n <= 56; ++n)
        one.expect(fmt::format("*PONG irc.test :{}*", n));
    BOOST_TEST((base::steady_now() - start >= milliseconds(600))); // 50 at once
}

BOOST_AUTO_TEST_CASE(the_limit_of_an_address_does_not_concern_the_loopback)
{
    served on({"--irc.connections_per_address=1"});
    std::vector<irc_peer> all;
    for (int n = 0; n < 10; ++n) {
        all.emplace_back(on.gateway.port());
        all.back().log_in(ada_pass);
    }
    for (auto& one : all)
        one.fence();
}

BOOST_AUTO_TEST_CASE(two_hundred_half_open_connections_keep_nobody_out)
{
    served on;
    std::vector<irc_peer> all;
    for (int n = 0; n < 200; ++n)
        all.emplace_back(on.gateway.port());
    auto ada = on.on_channel(ada_pass);
    on.show_something(ada);
}

BOOST_AUTO_TEST_CASE(stopping_tells_clients_and_gives_queued_lines_back)
{
    served on({"--irc.drain=1"});
    on.directus.add_silently("an old one");
    auto ada = on.on_channel(ada_pass);
    auto grace = on.on_channel(grace_pass);
    irc_peer early(on.gateway.port());
    on.directus.once("create", {}); // never answered
    ada.send("PRIVMSG #messages :under way");
    ada.send("PRIVMSG #messages :behind it");
    ada.fence();
    const auto start = steady_clock::now();
    std::thread reader([&] {
        ada.expect("*ot sent: under way*");
        ada.expect("*Not sent: behind it*");
        is_closed_as(ada, "a0000000", "The gateway is stopping");
        is_closed(early, "The gateway is stopping");
        ada.reset();
        early.reset();
        is_closed_as(grace, "b0000000", "The gateway is stopping");
        grace.reset();
    });
    BOOST_TEST(on.gateway.stop());
    reader.join();
    BOOST_TEST((steady_clock::now() - start < std::chrono::seconds(3)));
    BOOST_TEST(on.directus.count("POST /auth/logout") == 2U);
}

BOOST_AUTO_TEST_CASE(stopping_waits_for_a_create_that_is_under_way)
{
    served on;
    auto ada = on.on_channel(ada_pass, "echo-message");
    const auto answered = std::make_shared<gate>();
    on.directus.once("create", {steps::wait{answered}, steps::usual{}});
    ada.send("PRIVMSG #messages :under way");
    BOOST_TEST(on.directus.arrived("create"));
    const auto port = on.gateway.port();
    std::thread reader([&] {
        const auto is_stopping = [&] {
            try {
                loopback_stream::connect(port);
                return false;
            } catch (const std::system_error&) {
                return true;
            }
        };
        eventually(is_stopping);
        answered->open();
        ada.expect("*PRIVMSG #messages :under way*");
        is_closed_as(ada, "a0000000", "The gateway is stopping");
        ada.reset();
    });
    BOOST_TEST(on.gateway.stop());
    reader.join();
}

BOOST_AUTO_TEST_CASE(stopping_waits_neither_for_directus_nor_for_clients_for_long)
{
    served on;
    auto ada = on.on_channel(ada_pass); // does not hang up
    on.directus.always("POST /auth/logout", {});
    on.directus.always("POST /auth/login", {});
    irc_peer grace(on.gateway.port());
    grace.identify(grace_pass);
    BOOST_TEST(on.directus.arrived("POST /auth/login", 2));
    const auto start = steady_clock::now();
    BOOST_TEST(on.gateway.stop());
    BOOST_TEST((steady_clock::now() - start < std::chrono::seconds(8)));
}

BOOST_AUTO_TEST_CASE(stopping_ends_a_long_flood_delay)
{
    served on({"--irc.flood_burst=1", "--irc.flood_interval=60000"});
    irc_peer ada(on.gateway.port());
    ada.log_in(ada_pass);
    ada.fence();
    ada.send("PING delayed");
    irc_peer grace(on.gateway.port());
    grace.log_in(grace_pass); // the delay has begun by then
    BOOST_TEST(on.gateway.stop());
}

BOOST_AUTO_TEST_CASE(stopping_while_directus_is_away)
{
    served on;
    auto ada = on.on_channel(ada_pass);
    on.directus.set_away(true);
    ada.expect("*Directus is unreachable*");
    BOOST_TEST(on.gateway.stop());
}

BOOST_AUTO_TEST_SUITE_END()
