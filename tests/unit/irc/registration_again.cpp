// A registered client that logs in again, and `sasl` that comes and goes.
#include "registration_client.hpp"

using namespace registration_test;

namespace {

client registered()
{
    client c;
    c.send({"CAP LS 302", "NICK ada", "USER u 0 * :Ada", "PASS token:abc", "CAP REQ :sasl", "CAP END"});
    check(c.logged_in(), {"COMPLETE"});
    return c;
}

} // namespace

BOOST_AUTO_TEST_SUITE(registration_again)

BOOST_AUTO_TEST_CASE(the_same_account_may_log_in_again)
{
    client c = registered();
    for (int n = 0; n < 2; ++n) {
        check(c.send({"AUTHENTICATE PLAIN", plain("token", "def")}), {"AUTHENTICATE +", "LOGIN token / def"});
        BOOST_TEST(!c.registration.waiting());
        check(c.logged_in(),
              {":irc.example 900 Ada Ada!u@user-8f3a1c2b.directus 8f3a :You are now logged in as 8f3a",
               ":irc.example 903 Ada :SASL authentication successful"});
    }
    BOOST_TEST(c.registration.registered());
}

BOOST_AUTO_TEST_CASE(another_account_is_refused_and_the_connection_stays)
{
    client c = registered();
    c.send({"AUTHENTICATE PLAIN", plain("token", "bobs")});
    check(
        c.logged_in("5e11"),
        {":irc.example 904 Ada :this connection is another account's: connect anew to log in with this one"});
    BOOST_TEST(c.registration.who()->user == "8f3a");
    check(c.send("CAP END"), {});
    check(c.send({"AUTHENTICATE PLAIN", plain("token", "def")}), {"AUTHENTICATE +", "LOGIN token / def"});
}

BOOST_AUTO_TEST_CASE(whatever_fails_the_connection_stays)
{
    client c = registered();
    c.send({"AUTHENTICATE PLAIN", plain("token", "def")});
    check(c.login_failed(base::errc::invalid_credentials), {":irc.example 904 Ada :" + wrong});
    check(c.send("CAP END"), {});
    c.send({"AUTHENTICATE PLAIN", plain("token", "def")});
    check(c.login_failed(base::errc::unreachable), {":irc.example 906 Ada :" + away});
    check(c.send({"AUTHENTICATE PLAIN", "AUTHENTICATE *"}),
          {"AUTHENTICATE +", ":irc.example 906 Ada :SASL authentication aborted"});
    c.send({"AUTHENTICATE PLAIN", plain("token", "def")});
    check(c.send("AUTHENTICATE *"), {"ABANDON", ":irc.example 906 Ada :SASL authentication aborted"});
    check(c.logged_in(), {});
    check(c.send("AUTHENTICATE EXTERNAL"),
          {":irc.example 908 Ada PLAIN,OAUTHBEARER :are available SASL mechanisms",
           ":irc.example 904 Ada :this SASL mechanism is not supported"});
    check(c.send({"CAP REQ :batch", "CAP END"}), {":irc.example CAP Ada ACK :batch"});
    BOOST_TEST(c.registration.registered());
    BOOST_TEST(c.registration.who()->user == "8f3a");
}

BOOST_AUTO_TEST_CASE(replies_name_the_nick_of_now)
{
    client c = registered();
    c.registration.renamed("Augusta");
    check(c.send("CAP LIST"), {":irc.example CAP Augusta LIST :cap-notify sasl"});
}

BOOST_AUTO_TEST_CASE(sasl_goes_and_comes_with_directus)
{
    client before;
    before.send({"CAP LS 302", "NICK ada"});
    check(before.login_available(true), {});
    check(before.login_available(false), {":irc.example CAP * DEL :sasl"});
    check(before.send("CAP LS 302"), {ls("")});
    check(before.login_available(true), {":irc.example CAP * NEW :sasl=PLAIN,OAUTHBEARER"});
    check(before.send("CAP LS 302"), {ls_302});

    client after = registered();
    check(after.login_available(false), {":irc.example CAP Ada DEL :sasl"});
    BOOST_TEST(!after.registration.caps().has(irc::cap::sasl));
    check(after.login_available(true), {":irc.example CAP Ada NEW :sasl=PLAIN,OAUTHBEARER"});

    client old;
    old.send("CAP REQ :sasl");
    check(old.login_available(false), {});
    check(old.send("CAP REQ :sasl"), {":irc.example CAP * NAK :sasl"});

    client gone;
    gone.send({"CAP LS 302", "QUIT"});
    check(gone.login_available(false), {});
}

BOOST_AUTO_TEST_CASE(sasl_is_never_offered_in_clear)
{
    client c({.server_name = "irc.example", .login_allowed = false, .host = "192.0.2.7"});
    c.send("CAP LS 302");
    check(c.login_available(false), {});
    check(c.login_available(true), {});
    check(c.send("CAP LS 302"), {ls("")});
}

BOOST_AUTO_TEST_SUITE_END()
