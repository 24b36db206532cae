#include "irc/registration.hpp"

#include "registration_client.hpp"

using namespace registration_test;

namespace {

irc::registration::settings with_domain()
{
    return {.server_name = "irc.example",
            .login_domain = "example.com",
            .login_allowed = true,
            .host = "192.0.2.7"};
}

irc::registration::settings in_clear()
{
    return {.server_name = "irc.example", .login_domain = "", .login_allowed = false, .host = "192.0.2.7"};
}

const std::string how_to_log_in =
    "log in with your Directus account: SASL PLAIN with e-mail and password, or PASS as "
    "e-mail:password or token:<token>";
const std::string pass_forms =
    "give PASS as e-mail:password, token:<token>, or put the e-mail into the user name";

} // namespace

BOOST_AUTO_TEST_SUITE(registration)

BOOST_AUTO_TEST_CASE(pass_nick_and_user_come_in_any_order_that_ends_with_nick_or_user)
{
    const std::string pass = "PASS ada@example.com:hunter2";
    for (const auto& order :
         {strings{pass, "NICK ada", "USER u 0 * :Ada"}, strings{pass, "USER u 0 * :Ada", "NICK ada"},
          strings{"NICK ada", pass, "USER u 0 * :Ada"}, strings{"USER u 0 * :Ada", pass, "NICK ada"}}) {
        client c;
        check(c.send(order[0]), {});
        check(c.send(order[1]), {});
        BOOST_TEST(!c.registration.waiting());
        check(c.send(order[2]), {"LOGIN ada@example.com / hunter2"});
        BOOST_TEST(c.registration.waiting());
        check(c.logged_in(), {"COMPLETE"});
        BOOST_TEST(!c.registration.waiting());
        BOOST_TEST(c.registration.registered());
        BOOST_TEST(c.registration.who()->nick == "Ada");
        BOOST_TEST(c.registration.requested_nick() == "ada");
        BOOST_TEST(c.registration.user_name() == "u");
    }
}

BOOST_AUTO_TEST_CASE(while_cap_is_open_nothing_is_decided)
{
    client c;
    check(c.send({"CAP LS 302", "NICK ada", "USER u 0 * :Ada", "PASS token:abc"}), {ls_302});
    check(c.send("CAP END"), {"LOGIN token / abc"});
    check(c.logged_in(), {"COMPLETE"});
}

BOOST_AUTO_TEST_CASE(the_later_pass_wins)
{
    client c;
    check(c.send({"PASS token:first", "PASS token:second", "NICK ada", "USER u 0 * :Ada"}),
          {"LOGIN token / second"});
}

BOOST_AUTO_TEST_CASE(a_password_with_spaces_needs_no_colon)
{
    check(client().send({"PASS ada@example.com:two words", "NICK x", "USER x 0 * :x"}),
          {"LOGIN ada@example.com / two words"});
}

BOOST_AUTO_TEST_CASE(the_later_nick_and_user_win)
{
    client c(with_domain());
    check(c.send({"CAP REQ :batch", "NICK bob", "NICK ada", "USER bob@b.example 0 * :B", "USER u 0 * :A",
                  "PASS x"}),
          {":irc.example CAP * ACK :batch"});
    check(c.send("CAP END"), {"LOGIN ada@example.com / x"});
}

BOOST_AUTO_TEST_CASE(credentials_come_from_pass_user_and_nick)
{
    check(client().send({"PASS a:b", "NICK ada", "USER ada@example.com 0 * :Ada"}),
          {"LOGIN ada@example.com / a:b"});
    check(client(with_domain()).send({"PASS hunter2", "NICK ada", "USER u 0 * :Ada"}),
          {"LOGIN ada@example.com / hunter2"});
}

BOOST_AUTO_TEST_CASE(a_pass_that_no_rule_reads_is_told_the_forms)
{
    check(client().send({"PASS hunter2", "NICK ada", "USER u 0 * :Ada"}),
          strings{":irc.example 464 * :" + pass_forms} + closed(pass_forms));
}

BOOST_AUTO_TEST_CASE(a_refused_pass_is_464_and_the_end)
{
    const std::pair<base::errc, std::string> refusals[] = {
        {base::errc::invalid_credentials, wrong},
        {base::errc::forbidden, wrong},
        {base::errc::token_expired, wrong},
        {base::errc::otp_required, "second factor needed: append a space and the six digits"},
        {base::errc::too_many_attempts, "too many failed logins for this account, try again later"},
    };
    for (const auto& [why, text] : refusals) {
        client c;
        c.send({"PASS token:abc", "NICK ada", "USER u 0 * :Ada"});
        check(c.login_failed(why), strings{":irc.example 464 * :" + text} + closed(text));
        BOOST_TEST(!c.registration.registered());
        BOOST_TEST(!c.registration.waiting());
    }
}

BOOST_AUTO_TEST_CASE(a_temporary_failure_never_has_a_numeric)
{
    for (const auto why :
         {base::errc::timeout, base::errc::unreachable, base::errc::overloaded, base::errc::server_failed,
          base::errc::malformed, base::errc::too_large, base::errc::stopping}) {
        client c;
        c.send({"PASS token:abc", "NICK ada", "USER u 0 * :Ada"});
        check(c.login_failed(why), closed(away));
    }
}

BOOST_AUTO_TEST_CASE(without_credentials_a_client_is_told_how_to_log_in)
{
    check(client().send({"NICK ada", "USER u 0 * :Ada"}),
          strings{":irc.example NOTICE * :" + how_to_log_in} + closed("you must log in"));

    client with_replies;
    with_replies.send({"CAP LS 302", "CAP REQ :standard-replies", "NICK ada", "USER u 0 * :Ada"});
    check(with_replies.send("CAP END"),
          strings{":irc.example FAIL * ACCOUNT_REQUIRED :" + how_to_log_in} + closed("you must log in"));
}

BOOST_AUTO_TEST_CASE(without_tls_there_is_no_login)
{
    client with_pass(in_clear());
    check(with_pass.send({"PASS token:abc", "NICK ada"}), {});
    check(with_pass.send("USER u 0 * :Ada"), strings{":irc.example 464 * :use TLS"} + closed("use TLS"));

    client with_sasl(in_clear());
    check(with_sasl.send("CAP LS 302"), {ls("")});
    check(with_sasl.send("CAP REQ :sasl"), {":irc.example CAP * NAK :sasl"});
    check(with_sasl.send("AUTHENTICATE PLAIN"), {":irc.example 904 * :use TLS"});
    check(with_sasl.send("CAP END"), closed("use TLS"));

    check(client(in_clear()).send({"NICK ada", "USER u 0 * :Ada"}),
          strings{":irc.example NOTICE * :use TLS, and log in with your Directus account"} +
              closed("you must log in"));
}

BOOST_AUTO_TEST_CASE(wrong_parameters)
{
    client c;
    check(c.send("NICK"), {":irc.example 431 * :No nickname given"});
    check(c.send("NICK :"), {":irc.example 432 * * :Erroneous nickname"});
    check(c.send("NICK :a b"), {":irc.example 432 * * :Erroneous nickname"});
    check(c.send("NICK a\x01"), {":irc.example 432 * a\x01 :Erroneous nickname"});
    check(c.send("USER"), {":irc.example 461 * USER :Not enough parameters"});
    check(c.send("USER u 0 *"), {":irc.example 461 * USER :Not enough parameters"});
    check(c.send("PASS"), {":irc.example 461 * PASS :Not enough parameters"});
    check(c.send("PASS :"), {":irc.example 461 * PASS :Not enough parameters"});
    check(c.send("AUTHENTICATE"), {":irc.example 461 * AUTHENTICATE :Not enough parameters"});
    check(c.send("AUTHENTICATE :"), {":irc.example 461 * AUTHENTICATE :Not enough parameters"});
    check(c.send("CAP"), {":irc.example 461 * CAP :Not enough parameters"});
    check(c.send("CAP WHAT"), {":irc.example 410 * WHAT :Invalid CAP subcommand"});
    check(c.send("PING"), {":irc.example 409 * :No origin specified"});
    check(c.send("PING :"), {":irc.example 409 * :No origin specified"});
    BOOST_TEST(c.registration.requested_nick() == "");
}

BOOST_AUTO_TEST_CASE(any_other_nick_is_accepted_before_registration)
{
    client c;
    for (const char* nick : {"NICK ada", "NICK :ada", "NICK #ada", "NICK 1", "NICK größe"})
        check(c.send(nick), {});
}

BOOST_AUTO_TEST_CASE(other_commands_have_to_wait)
{
    client c;
    const std::string not_registered = ":irc.example 451 * :You have not registered";
    for (const char* line :
         {"JOIN :", "JOIN #messages", "PRIVMSG #messages :hello", "MODE ada +i", "WHATEVER", "001"})
        check(c.send(line), {not_registered});
    check(c.send("PONG :x"), {});
    check(c.send("ERROR :x"), {});
    check(c.send("PING tok:en"), {":irc.example PONG irc.example :tok:en"});
    check(c.send("ping :two words"), {":irc.example PONG irc.example :two words"});
}

BOOST_AUTO_TEST_CASE(quit_closes_and_abandons_a_login)
{
    check(client().send("QUIT :bye"), closed("Quit"));

    client by_pass;
    by_pass.send({"PASS token:abc", "NICK ada", "USER u 0 * :Ada"});
    check(by_pass.send("QUIT"), strings{"ABANDON"} + closed("Quit"));
    check(by_pass.logged_in(), {});

    client by_sasl;
    by_sasl.send({"CAP LS 302", "AUTHENTICATE PLAIN", plain("token", "abc")});
    check(by_sasl.send("QUIT"), strings{"ABANDON"} + closed("Quit"));
    check(by_sasl.login_failed(base::errc::timeout), {});
}

BOOST_AUTO_TEST_CASE(after_the_end_nothing_is_answered)
{
    client c;
    c.send("QUIT");
    check(c.send({"NICK ada", "PING x", "CAP LS", "AUTHENTICATE PLAIN", "JOIN #c"}), {});
    check(c.logged_in(), {});
    check(c.login_failed(base::errc::invalid_credentials), {});
}

BOOST_AUTO_TEST_CASE(answers_that_nobody_waits_for_are_ignored)
{
    client c;
    check(c.logged_in(), {});
    check(c.login_failed(base::errc::timeout), {});
    check(c.send({"PASS token:abc", "NICK ada", "USER u 0 * :Ada"}), {"LOGIN token / abc"});
    check(c.logged_in(), {"COMPLETE"});
    check(c.logged_in(), {});
    check(c.login_failed(base::errc::invalid_credentials), {});
    BOOST_TEST(c.registration.registered());
}

BOOST_AUTO_TEST_CASE(while_the_pass_login_runs)
{
    client c;
    c.send({"PASS token:abc", "NICK ada", "USER u 0 * :Ada"});
    check(c.send("PING x"), {":irc.example PONG irc.example :x"});
    check(c.send("JOIN #messages"), {":irc.example 451 * :You have not registered"});
    check(c.send("AUTHENTICATE PLAIN"), {":irc.example 904 * :the login with PASS is under way"});
    check(c.send("NICK bob"), {});
    check(c.send("CAP LS 302"), {ls_302});
    check(c.logged_in(), {}); // CAP is open again
    check(c.send("AUTHENTICATE PLAIN"), {":irc.example 907 * :You have already authenticated"});
    check(c.send("CAP END"), {"COMPLETE"});
}

BOOST_AUTO_TEST_CASE(after_registration_capabilities_may_change_and_pass_may_not)
{
    client c;
    c.send({"PASS token:abc", "NICK ada", "USER u 0 * :Ada"});
    c.logged_in();
    check(c.send("CAP REQ :batch"), {":irc.example CAP Ada ACK :batch"});
    BOOST_TEST(c.registration.caps().has(irc::cap::batch));
    check(c.send("CAP LIST"), {":irc.example CAP Ada LIST :batch"});
    check(c.send("CAP END"), {});
    check(c.send("AUTHENTICATE"), {":irc.example 461 Ada AUTHENTICATE :Not enough parameters"});
    check(c.send("PASS x"), {":irc.example 462 Ada :You may not reregister"});
    check(c.send("USER u 0 * :Ada"), {":irc.example 462 Ada :You may not reregister"});
}

BOOST_AUTO_TEST_SUITE_END()
