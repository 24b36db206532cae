// What no client should send: a clear answer, and a gateway that goes on.
#include "e2e/scenario.hpp"

using namespace e2e;

namespace {

struct impatient : scenario {
    impatient()
        : scenario({"--irc.registration_timeout=1"})
    {
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(bad_input, scenario)

BOOST_AUTO_TEST_CASE(a_line_of_600_bytes_is_answered_417)
{
    auto ada = join(who.ada);
    ada.say(std::string(600, 'x'));
    ada.expect("* 417 Ada :*");
    ada.fence();
    BOOST_TEST(rows.rows().empty());
}

BOOST_AUTO_TEST_CASE(bytes_without_an_end_of_line_are_not_kept)
{
    auto ada = join(who.ada);
    ada.send_bytes(std::string(100'000, 'x'));
    ada.send_bytes("\r\n");
    ada.expect("* 417 Ada :*");
    ada.fence();
}

BOOST_AUTO_TEST_CASE(nul_and_bare_cr_are_refused)
{
    using namespace std::string_literals;
    auto ada = join(who.ada);
    ada.send_bytes("PRIVMSG #messages :a\0b\r\n"s);
    ada.expect("* NOTICE Ada :Line ignored*");
    ada.send_bytes("PRIVMSG #messages :a\rQUIT\r\n");
    ada.expect("* NOTICE Ada :Line ignored*");
    ada.fence();
    BOOST_TEST(rows.rows().empty());
}

BOOST_AUTO_TEST_CASE(a_bare_lf_ends_a_line)
{
    auto ada = join(who.ada);
    ada.send_bytes("PING one\nPING two\n");
    ada.expect("* PONG * :one");
    ada.expect("* PONG * :two");
}

BOOST_AUTO_TEST_CASE(invalid_utf_8_is_refused)
{
    auto modern = join(who.ada, "standard-replies");
    modern.say("caf\xe9");
    modern.expect("* FAIL PRIVMSG INVALID_UTF8 *:*");
    auto old = join(who.grace);
    old.say("caf\xe9");
    old.expect("* NOTICE Grace :*UTF-8*");
    old.fence();
    BOOST_TEST(rows.rows().empty());
}

BOOST_AUTO_TEST_CASE(an_unknown_command_is_answered_421)
{
    auto ada = join(who.ada);
    ada.send("FROBNICATE now");
    ada.expect("* 421 Ada FROBNICATE :*");
}

BOOST_AUTO_TEST_CASE(missing_parameters_are_answered_461)
{
    auto ada = join(who.ada);
    for (const auto* command : {"JOIN", "MODE", "KICK #messages"}) {
        ada.send(command);
        ada.expect(fmt::format("* 461 Ada {} :*", std::string_view(command).substr(0, 4)));
    }
}

BOOST_AUTO_TEST_CASE(commands_before_registration_are_answered_451)
{
    auto peer = connect();
    peer.send("JOIN #messages");
    peer.expect("* 451 * :*");
    peer.send("PRIVMSG #messages :hello");
    peer.expect("* 451 * :*");
    peer.send("PING early");
    peer.expect("* PONG * :early");
}

BOOST_AUTO_TEST_CASE(a_second_user_or_pass_is_answered_462)
{
    auto ada = join(who.ada);
    ada.send("USER ada 0 * :Ada");
    ada.expect("* 462 Ada :*");
    ada.send("PASS again");
    ada.expect("* 462 Ada :*");
}

BOOST_AUTO_TEST_CASE(an_unknown_sasl_mechanism_is_answered_908_and_904)
{
    auto peer = connect();
    peer.send({"CAP REQ :sasl", "NICK ada", "USER ada 0 * :Ada", "AUTHENTICATE SCRAM-SHA-256"});
    peer.expect("* 908 * PLAIN* :*");
    peer.expect("* 904 * :*");
}

BOOST_AUTO_TEST_CASE(an_aborted_sasl_exchange_is_answered_906_and_a_chunk_too_long_905)
{
    auto peer = connect();
    peer.send({"CAP REQ :sasl", "NICK ada", "USER ada 0 * :Ada", "AUTHENTICATE PLAIN", "AUTHENTICATE *"});
    peer.expect("* 906 * :*");
    peer.send({"AUTHENTICATE PLAIN", "AUTHENTICATE " + std::string(404, 'A')});
    peer.expect("* 905 * :*");
}

BOOST_AUTO_TEST_CASE(http_is_closed_at_once)
{
    auto browser = connect();
    browser.send({"GET / HTTP/1.1", "Host: 127.0.0.1", ""});
    BOOST_TEST(browser.expect_end().empty());
    join(who.ada);
}

BOOST_FIXTURE_TEST_CASE(who_says_nothing_is_closed_after_a_while, impatient)
{
    auto silent = connect();
    silent.expect("ERROR :Closing Link: * (Registration timed out)");
    silent.expect_end();
}

BOOST_AUTO_TEST_CASE(two_hundred_half_open_connections_disturb_nobody)
{
    std::vector<irc_peer> idle;
    for (int n = 0; n < 200; ++n) {
        idle.push_back(connect());
        if (n % 2 == 0)
            idle.back().send_bytes("NICK half");
    }
    auto ada = join(who.ada);
    ada.say("still here");
    rows.wait_for("still here");
}

BOOST_AUTO_TEST_SUITE_END()
