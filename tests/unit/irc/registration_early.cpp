// Commands that a client may give before it is registered, where it knows of that: AWAY and ISUPPORT.
#include "registration_client.hpp"

using namespace registration_test;

namespace {

const std::string not_registered = ":irc.example 451 * :You have not registered";

} // namespace

BOOST_AUTO_TEST_SUITE(registration_early)

BOOST_AUTO_TEST_CASE(away_is_kept_for_the_registration)
{
    client c;
    c.send({"CAP LS 302", "CAP REQ draft/pre-away"});
    BOOST_TEST(!c.registration.away());
    check(c.send("AWAY :tea and cake"), {":irc.example 306 * :You have been marked as being away"});
    BOOST_TEST(c.registration.away().value() == "tea and cake");
    check(c.send("AWAY *"), {":irc.example 306 * :You have been marked as being away"});
    BOOST_TEST(c.registration.away().value() == "*");
    for (const auto* back : {"AWAY", "AWAY :"}) {
        c.send("AWAY *");
        check(c.send(back), {":irc.example 305 * :You are no longer marked as being away"});
        BOOST_TEST(!c.registration.away());
    }
    c.send("AWAY :" + std::string(400, 'a'));
    BOOST_TEST(c.registration.away().value().size() == 300U);
}

BOOST_AUTO_TEST_CASE(isupport_is_answered)
{
    const std::string tokens = ":irc.example 005 * NETWORK=Test WHOX :are supported by this server";
    client c;
    c.send({"CAP LS 302", "CAP REQ draft/extended-isupport"});
    check(c.send("ISUPPORT"), {tokens});
    c.send("CAP REQ batch");
    check(c.send("ISUPPORT"), {":irc.example BATCH +isupport draft/isupport", "@batch=isupport " + tokens,
                               ":irc.example BATCH -isupport"});
}

BOOST_AUTO_TEST_CASE(without_their_capabilities_both_have_to_wait)
{
    client c;
    check(c.send({"AWAY :tea", "ISUPPORT"}), {not_registered, not_registered});
    BOOST_TEST(!c.registration.away());
    c.send({"CAP LS 302", "CAP REQ draft/pre-away"});
    check(c.send("ISUPPORT"), {not_registered});
    c.send("CAP REQ :-draft/pre-away draft/extended-isupport");
    check(c.send("AWAY"), {not_registered});
}

BOOST_AUTO_TEST_SUITE_END()
