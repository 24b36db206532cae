#include "registration_client.hpp"

using namespace registration_test;

namespace {

// A client in the middle of CAP that has introduced itself and asks for sasl.
client negotiating(std::string_view login_domain = {})
{
    client c({.server_name = "irc.example",
              .login_domain = std::string(login_domain),
              .login_allowed = true,
              .host = "192.0.2.7"});
    c.send({"CAP LS 302", "NICK ada", "USER u 0 * :Ada", "CAP REQ :sasl"});
    return c;
}

const std::string aborted = ":irc.example 906 * :SASL authentication aborted";
const std::string too_long = ":irc.example 905 * :SASL message too long";
const std::string malformed = "malformed SASL PLAIN response";

} // namespace

BOOST_AUTO_TEST_SUITE(registration_sasl)

BOOST_AUTO_TEST_CASE(plain_logs_in)
{
    client c = negotiating();
    check(c.send("AUTHENTICATE PLAIN"), {"AUTHENTICATE +"});
    check(c.send(plain("ada@example.com", "hunter2")), {"LOGIN ada@example.com / hunter2"});
    BOOST_TEST(!c.registration.waiting());
    check(c.logged_in(), logged_in_replies);
    check(c.send("CAP END"), {"COMPLETE"});
}

BOOST_AUTO_TEST_CASE(the_forms_of_plain)
{
    const auto with = [](const std::string& response, std::string_view domain = {}) {
        client c = negotiating(domain);
        c.send("authenticate plain");
        return c.send(response);
    };
    check(with(plain("token", "abc")), {"LOGIN token / abc"});
    check(with(plain("ada", "hunter2"), "example.com"), {"LOGIN ada@example.com / hunter2"});
    check(with(plain("a@b.example", "x", "a@b.example")), {"LOGIN a@b.example / x"});
    check(with(plain("ada", "hunter2")),
          {":irc.example 904 * :give an e-mail address, or \"token\", as the SASL user name"});
    check(with(plain("a@b.example", "x", "bob@b.example")),
          {":irc.example 904 * :nobody can log in as somebody else: leave the authorization identity empty"});
}

BOOST_AUTO_TEST_CASE(a_response_may_come_in_chunks)
{
    const std::string password(500, 'p');
    const std::string text = plain("a@b.example", password).substr(std::string_view("AUTHENTICATE ").size());
    BOOST_REQUIRE(text.size() > 400U);
    client c = negotiating();
    check(c.send({"AUTHENTICATE PLAIN", "AUTHENTICATE " + text.substr(0, 400)}), {"AUTHENTICATE +"});
    check(c.send("AUTHENTICATE " + text.substr(400)), {"LOGIN a@b.example / " + password});
}

BOOST_AUTO_TEST_CASE(a_response_of_exactly_400_bytes_ends_with_a_plus)
{
    const std::string password(300 - std::string_view("\0a@b.example\0", 13).size(), 'p');
    const std::string line = plain("a@b.example", password);
    BOOST_REQUIRE(line.size() == std::string_view("AUTHENTICATE ").size() + 400);
    client c = negotiating();
    check(c.send({"AUTHENTICATE PLAIN", line}), {"AUTHENTICATE +"});
    check(c.send("AUTHENTICATE +"), {"LOGIN a@b.example / " + password});
}

BOOST_AUTO_TEST_CASE(a_refusal_does_not_close_but_cap_end_behind_it_does)
{
    const std::pair<base::errc, std::string> refusals[] = {
        {base::errc::invalid_credentials, wrong},
        {base::errc::otp_required, "second factor needed: append a space and the six digits"},
        {base::errc::too_many_attempts, "too many failed logins for this account, try again later"},
    };
    for (const auto& [why, text] : refusals) {
        client c = negotiating();
        c.send({"AUTHENTICATE PLAIN", plain("token", "abc")});
        check(c.login_failed(why), {":irc.example 904 * :" + text});
        check(c.send("PING x"), {":irc.example PONG irc.example :x"});
        check(c.send("CAP END"), closed(text));
    }
}

BOOST_AUTO_TEST_CASE(a_temporary_failure_closes_without_a_numeric)
{
    client c = negotiating();
    c.send({"AUTHENTICATE PLAIN", plain("token", "abc")});
    check(c.login_failed(base::errc::unreachable), closed(away));
}

BOOST_AUTO_TEST_CASE(another_attempt_after_a_failure_may_succeed)
{
    client c = negotiating();
    c.send({"AUTHENTICATE PLAIN", plain("token", "abc")});
    c.login_failed(base::errc::invalid_credentials);
    check(c.send({"AUTHENTICATE PLAIN", plain("token", "def")}), {"AUTHENTICATE +", "LOGIN token / def"});
    check(c.logged_in(), logged_in_replies);
    check(c.send("CAP END"), {"COMPLETE"});
}

BOOST_AUTO_TEST_CASE(success_wins_over_pass)
{
    client c = negotiating();
    c.send({"PASS token:other", "AUTHENTICATE PLAIN", plain("token", "abc")});
    c.logged_in();
    check(c.send("CAP END"), {"COMPLETE"});
}

BOOST_AUTO_TEST_CASE(after_a_refusal_pass_is_not_tried)
{
    client c = negotiating();
    c.send({"PASS token:other", "AUTHENTICATE PLAIN", plain("token", "abc")});
    c.login_failed(base::errc::invalid_credentials);
    check(c.send("CAP END"), closed(wrong));
}

BOOST_AUTO_TEST_CASE(cap_end_waits_for_the_login_under_way)
{
    client good = negotiating();
    good.send({"AUTHENTICATE PLAIN", plain("token", "abc")});
    check(good.send("CAP END"), {});
    check(good.logged_in(), logged_in_replies + strings{"COMPLETE"});

    client bad = negotiating();
    bad.send({"AUTHENTICATE PLAIN", plain("token", "abc"), "CAP END"});
    check(bad.login_failed(base::errc::invalid_credentials),
          strings{":irc.example 904 * :" + wrong} + closed(wrong));
}

BOOST_AUTO_TEST_CASE(cap_end_in_the_middle_of_an_exchange_gives_it_up)
{
    client c = negotiating();
    c.send({"PASS token:abc", "AUTHENTICATE PLAIN"});
    check(c.send("CAP END"), {aborted, "LOGIN token / abc"});
}

BOOST_AUTO_TEST_CASE(an_unknown_mechanism_is_told_the_known_ones)
{
    const std::string unsupported = "this SASL mechanism is not supported";
    client c = negotiating();
    check(c.send("AUTHENTICATE EXTERNAL"),
          {":irc.example 908 * PLAIN,OAUTHBEARER :are available SASL mechanisms",
           ":irc.example 904 * :" + unsupported});
    check(c.send("AUTHENTICATE PLAIN"), {"AUTHENTICATE +"});
    check(c.send(plain("token", "abc")), {"LOGIN token / abc"});

    client gives_up = negotiating();
    gives_up.send("AUTHENTICATE SCRAM-SHA-256");
    check(gives_up.send("CAP END"), closed(unsupported));
}

BOOST_AUTO_TEST_CASE(a_star_aborts)
{
    client before = negotiating();
    check(before.send("AUTHENTICATE *"), {aborted});

    client chosen = negotiating();
    check(chosen.send({"AUTHENTICATE PLAIN", "AUTHENTICATE " + std::string(400, 'A'), "AUTHENTICATE *"}),
          {"AUTHENTICATE +", aborted});
    check(chosen.send({"AUTHENTICATE PLAIN", plain("token", "abc")}),
          {"AUTHENTICATE +", "LOGIN token / abc"});
    check(chosen.send("AUTHENTICATE *"), {"ABANDON", aborted});
    check(chosen.logged_in(), {});
    check(chosen.send({"PASS token:abc", "CAP END"}), {"LOGIN token / abc"});
}

BOOST_AUTO_TEST_CASE(while_a_login_runs_further_responses_are_ignored)
{
    client c = negotiating();
    c.send({"AUTHENTICATE PLAIN", plain("token", "abc")});
    check(c.send({"AUTHENTICATE PLAIN", "AUTHENTICATE " + std::string(401, 'A')}), {});
    check(c.logged_in(), logged_in_replies);
}

BOOST_AUTO_TEST_CASE(too_long_a_response)
{
    client one_chunk = negotiating();
    one_chunk.send("AUTHENTICATE PLAIN");
    check(one_chunk.send("AUTHENTICATE " + std::string(401, 'A')), {too_long});
    check(one_chunk.send("AUTHENTICATE PLAIN"), {"AUTHENTICATE +"});

    client in_all = negotiating();
    in_all.send("AUTHENTICATE PLAIN");
    for (int i = 0; i < 20; ++i)
        check(in_all.send("AUTHENTICATE " + std::string(400, 'A')), {});
    check(in_all.send("AUTHENTICATE " + std::string(400, 'A')), {too_long});

    client before = negotiating();
    check(before.send("AUTHENTICATE " + std::string(401, 'A')), {too_long});
}

BOOST_AUTO_TEST_CASE(a_malformed_response_is_904)
{
    for (const std::string& response :
         {std::string("AUTHENTICATE !!!"), std::string("AUTHENTICATE +"), std::string("AUTHENTICATE Zm9v"),
          plain("", "x"), plain("a@b.example", "")}) {
        client c = negotiating();
        c.send("AUTHENTICATE PLAIN");
        check(c.send(response), {":irc.example 904 * :" + malformed});
        check(c.send("CAP END"), closed(malformed));
    }
}

BOOST_AUTO_TEST_CASE(after_success_it_is_907)
{
    client c = negotiating();
    c.send({"AUTHENTICATE PLAIN", plain("token", "abc")});
    c.logged_in();
    check(c.send("AUTHENTICATE PLAIN"), {":irc.example 907 * :You have already authenticated"});
    check(c.send("CAP END"), {"COMPLETE"});
}

BOOST_AUTO_TEST_CASE(without_cap_the_end_of_the_exchange_decides)
{
    client good;
    check(good.send({"AUTHENTICATE PLAIN", "NICK ada", "USER u 0 * :Ada"}), {"AUTHENTICATE +"});
    check(good.send(plain("token", "abc")), {"LOGIN token / abc"});
    check(good.logged_in(), logged_in_replies + strings{"COMPLETE"});

    client bad;
    bad.send({"AUTHENTICATE PLAIN", plain("token", "abc")});
    check(bad.login_failed(base::errc::invalid_credentials), {":irc.example 904 * :" + wrong});
    check(bad.send("NICK ada"), {});
    check(bad.send("USER u 0 * :Ada"), closed(wrong));
}

BOOST_AUTO_TEST_SUITE_END()
