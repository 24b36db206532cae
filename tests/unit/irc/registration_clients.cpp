// The first moves of real clients, as Debian's versions make them.
#include "registration_client.hpp"

using namespace registration_test;

BOOST_AUTO_TEST_SUITE(registration_clients)

BOOST_AUTO_TEST_CASE(irssi_introduces_itself_after_cap_end)
{
    client c;
    check(c.send("CAP LS 302"), {ls_302});
    check(c.send("JOIN :"), {":irc.example 451 * :You have not registered"});
    check(c.send("CAP REQ :batch sasl server-time"), {":irc.example CAP * ACK :batch sasl server-time"});
    check(c.send("AUTHENTICATE PLAIN"), {"AUTHENTICATE +"});
    check(c.send(plain("ada@example.com", "hunter2", "ada@example.com")),
          {"LOGIN ada@example.com / hunter2"});
    check(c.logged_in(), logged_in_replies);
    check(c.send("CAP END"), {});
    check(c.send({"PASS ada@example.com:hunter2", "NICK ada"}), {});
    check(c.send("USER ada ada irc.example :Ada"), {"COMPLETE"});

    client by_pass;
    by_pass.send({"CAP LS 302", "JOIN :", "CAP REQ :batch server-time", "CAP END"});
    check(by_pass.send({"PASS ada@example.com:hunter2", "NICK ada", "USER ada ada irc.example :Ada"}),
          {"LOGIN ada@example.com / hunter2"});
    check(by_pass.logged_in(), {"COMPLETE"});
}

BOOST_AUTO_TEST_CASE(weechat_gives_authzid_and_authcid)
{
    client c;
    check(c.send("CAP LS 302"), {ls_302});
    check(c.send({"NICK ada", "USER ada 0 * :Ada"}), {});
    check(c.send("CAP REQ :account-tag sasl"), {":irc.example CAP * ACK :account-tag sasl"});
    check(c.send("AUTHENTICATE PLAIN"), {"AUTHENTICATE +"});
    check(c.send(plain("ada@example.com", "hunter2", "ada@example.com")),
          {"LOGIN ada@example.com / hunter2"});
    check(c.logged_in(), logged_in_replies);
    check(c.send("CAP END"), {"COMPLETE"});
}

BOOST_AUTO_TEST_CASE(ii_and_sic_know_no_cap)
{
    client c;
    check(c.send({"PASS token:abc", "NICK ada"}), {});
    check(c.send("USER ada localhost irc.example :ada"), {"LOGIN token / abc"});
    check(c.logged_in(), {"COMPLETE"});
}

BOOST_AUTO_TEST_CASE(epic5_sends_nick_last)
{
    client c;
    check(c.send({"PASS token:abc", "USER ada 0 * :Ada"}), {});
    check(c.send("NICK ada"), {"LOGIN token / abc"});
    check(c.logged_in(), {"COMPLETE"});
}

BOOST_AUTO_TEST_CASE(catgirl_requests_before_it_lists)
{
    client c;
    check(c.send("CAP REQ :batch sasl"), {":irc.example CAP * ACK :batch sasl"});
    check(c.send("CAP LS"), {ls("sasl ", false)});
    check(c.send({"NICK :ada", "USER ada 0 * :Ada"}), {});
    BOOST_TEST(c.registration.requested_nick() == "ada");
    check(c.send({"AUTHENTICATE PLAIN", plain("token", "abc")}), {"AUTHENTICATE +", "LOGIN token / abc"});
    check(c.logged_in(), logged_in_replies);
    check(c.send("CAP END"), {"COMPLETE"});
}

BOOST_AUTO_TEST_CASE(znc_requests_one_capability_at_a_time)
{
    client c;
    check(c.send({"CAP LS 302", "PASS token:abc", "NICK ada", "USER ada ada ada :Ada"}), {ls_302});
    check(c.send("CAP REQ :server-time"), {":irc.example CAP * ACK :server-time"});
    check(c.send("CAP REQ :znc.in/self-message"), {":irc.example CAP * NAK :znc.in/self-message"});
    check(c.send("CAP REQ :echo-message"), {":irc.example CAP * ACK :echo-message"});
    check(c.send("CAP END"), {"LOGIN token / abc"});
    check(c.logged_in(), {"COMPLETE"});
    BOOST_TEST(c.registration.caps().has(irc::cap::server_time));
    BOOST_TEST(c.registration.caps().has(irc::cap::echo_message));
}

BOOST_AUTO_TEST_CASE(halloy_and_senpai_answer_a_refusal_with_cap_end)
{
    client c;
    check(c.send({"CAP LS 302", "NICK ada", "USER ada 0 * :Ada"}), {ls_302});
    check(c.send("CAP REQ :sasl standard-replies"), {":irc.example CAP * ACK :sasl standard-replies"});
    check(c.send({"AUTHENTICATE PLAIN", plain("ada@example.com", "wrong")}),
          {"AUTHENTICATE +", "LOGIN ada@example.com / wrong"});
    check(c.login_failed(base::errc::invalid_credentials), {":irc.example 904 * :" + wrong});
    check(c.send("CAP END"), closed(wrong));
}

BOOST_AUTO_TEST_SUITE_END()
