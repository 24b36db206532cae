#include "room_fixture.hpp"

BOOST_AUTO_TEST_SUITE(handlers_people)

using namespace room_test;

namespace {

const std::string me = ":irc.example ";

// Ada, a bot and away, on the channel; Bob listed only; Eve known only.
house peopled()
{
    house all;
    all.enter(1, ada);
    all.send(1, "MODE Ada +B");
    all.send(1, "AWAY :tea");
    return all;
}

} // namespace

BOOST_AUTO_TEST_CASE(who)
{
    auto all = peopled();
    const std::string of_ada =
        me + "352 Ada #messages u user-8f3a1c2b.directus irc.example Ada G+B :0 Ada Lovelace";
    const std::string of_bob = me + "352 Ada #messages u user-5e11d00d.directus irc.example Bob G :0 Bob";
    check(all.send(1, "WHO #messages"), {of_ada, of_bob, me + "315 Ada #messages :End of WHO list"});
    check(all.send(1, "WHO"), {of_ada, of_bob, me + "315 Ada * :End of WHO list"});
    check(all.send(1, "WHO bob"), {of_bob, me + "315 Ada bob :End of WHO list"});
    check(all.send(1, "WHO eve"), {me + "352 Ada * u user-0badcafe.directus irc.example Eve G :0 Eve",
                                   me + "315 Ada eve :End of WHO list"});
    check(all.send(1, "WHO #other"), {me + "315 Ada #other :End of WHO list"});
    check(all.send(1, "WHO * o"), {me + "315 Ada * :End of WHO list"}); // there are no operators
    all.send(1, "AWAY");
    check(all.send(1, "WHO ada"),
          {me + "352 Ada #messages u user-8f3a1c2b.directus irc.example Ada H+B :0 Ada Lovelace",
           me + "315 Ada ada :End of WHO list"});
}

BOOST_AUTO_TEST_CASE(whox_gives_the_fields_asked_for_in_their_order)
{
    auto all = peopled();
    const std::string end = me + "315 Ada bob :End of WHO list";
    check(all.send(1, "WHO bob %tcuihsnfdlaor,152"),
          {me + "354 Ada 152 #messages u 255.255.255.255 user-5e11d00d.directus irc.example Bob G 0 0 " +
               bob.str() + " n/a :Bob",
           end});
    check(all.send(1, "WHO bob %na"), {me + "354 Ada Bob " + bob.str(), end});
    check(all.send(1, "WHO bob n%nt"), {me + "354 Ada 0 Bob", end});
    check(all.send(1, "WHO bob %tn,"), {me + "354 Ada 0 Bob", end});
    check(all.send(1, "WHO bob %tn,12345"), {me + "354 Ada 123 Bob", end});
    check(all.send(1, "WHO bob %r"), {me + "354 Ada :Bob", end});
}

BOOST_AUTO_TEST_CASE(whois_somebody_here)
{
    auto all = peopled();
    all.now += 90s;
    check(all.send(1, "WHOIS ada"),
          {me + "311 Ada Ada u user-8f3a1c2b.directus * :Ada Lovelace", me + "319 Ada Ada :+#messages",
           me + "312 Ada Ada irc.example :Directus", me + "330 Ada Ada " + ada.str() + " :is logged in as",
           me + "301 Ada Ada :tea", me + "335 Ada Ada :is a bot",
           me + "317 Ada Ada 90 1700000100 :seconds idle, signon time",
           me + "318 Ada Ada :End of /WHOIS list"});
    all.send(1, "PRIVMSG #messages :hi");
    BOOST_TEST(all.send(1, "WHOIS irc.example Ada")[6] ==
               me + "317 Ada Ada 0 1700000100 :seconds idle, signon time");
}

BOOST_AUTO_TEST_CASE(whois_somebody_who_is_not)
{
    auto all = peopled();
    check(all.send(1, "WHOIS Bob"),
          {me + "311 Ada Bob u user-5e11d00d.directus * :Bob", me + "319 Ada Bob :#messages",
           me + "312 Ada Bob irc.example :Directus", me + "330 Ada Bob " + bob.str() + " :is logged in as",
           me + "301 Ada Bob :not on IRC", me + "318 Ada Bob :End of /WHOIS list"});
    check(all.send(1, "WHOIS nobody"),
          {me + "401 Ada nobody :No such nick/channel", me + "318 Ada nobody :End of /WHOIS list"});
    check(all.send(1, "WHOIS"), {me + "431 Ada :No nickname given"});
}

BOOST_AUTO_TEST_CASE(whowas_knows_nothing)
{
    auto all = peopled();
    check(all.send(1, "WHOWAS Ada"),
          {me + "406 Ada Ada :There was no such nickname", me + "369 Ada Ada :End of WHOWAS"});
    check(all.send(1, "WHOWAS"), {me + "431 Ada :No nickname given"});
}

BOOST_AUTO_TEST_CASE(ison_tells_who_is_connected)
{
    auto all = peopled();
    check(all.send(1, "ISON ada bob nobody"), {me + "303 Ada :Ada"});
    all.connect(2, bob);
    check(all.send(1, "ISON :ada  bob nobody"), {me + "303 Ada :Ada Bob"});
    check(all.send(1, "ISON nobody"), {me + "303 Ada :"});
}

BOOST_AUTO_TEST_CASE(userhost)
{
    auto all = peopled();
    all.connect(2, bob);
    check(all.send(1, "USERHOST ada bob eve"),
          {me + "302 Ada :Ada=-u@user-8f3a1c2b.directus Bob=+u@user-5e11d00d.directus"});
}

BOOST_AUTO_TEST_CASE(nicks_cannot_be_changed_here)
{
    auto all = peopled();
    const std::string no = me + "447 Ada :Your nick is your name in Directus; change it there";
    check(all.send(1, "NICK Charles"), {no});
    check(all.send(1, "NICK Bob"), {no});
    check(all.send(1, "NICK Ada"), {});
    check(all.send(1, "NICK ADA"), {});
    check(all.send(1, "NICK"), {me + "431 Ada :No nickname given"});
}

BOOST_AUTO_TEST_SUITE_END()
