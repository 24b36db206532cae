#include "unit/bridge/channel/room_fixture.hpp"

#include <algorithm>

BOOST_AUTO_TEST_SUITE(handlers_people)

using namespace room_test;

namespace {

const std::string me = ":irc.example ";

// Ada, a bot and away, on the channel; Bob listed only; Eve known only.
struct peopled : house {
    peopled()
    {
        enter(1, ada);
        send(1, "MODE Ada +B");
        send(1, "AWAY :tea");
    }
};

} // namespace

BOOST_AUTO_TEST_CASE(whois_somebody_here)
{
    peopled all;
    all.now += 90s;
    check(all.send(1, "WHOIS ada"),
          {me + "311 Ada Ada u user-8f3a1c2b.directus * :Ada Lovelace", me + "319 Ada Ada :+#messages",
           me + "312 Ada Ada irc.example :Directus", me + "330 Ada Ada " + ada_account + " :is logged in as",
           me + "320 Ada Ada :has the id " + ada.str() + " in Directus", me + "301 Ada Ada :tea",
           me + "335 Ada Ada :is a bot", me + "317 Ada Ada 90 1700000100 :seconds idle, signon time",
           me + "318 Ada Ada :End of /WHOIS list"});
    all.send(1, "PRIVMSG #messages :hi");
    BOOST_TEST(all.send(1, "WHOIS irc.example Ada")[7] ==
               me + "317 Ada Ada 0 1700000100 :seconds idle, signon time");
}

BOOST_AUTO_TEST_CASE(whois_somebody_who_is_not)
{
    peopled all;
    check(all.send(1, "WHOIS Bob"),
          {me + "311 Ada Bob u user-5e11d00d.directus * :Bob", me + "319 Ada Bob :+#messages",
           me + "312 Ada Bob irc.example :Directus", me + "330 Ada Bob " + bob_account + " :is logged in as",
           me + "320 Ada Bob :has the id " + bob.str() + " in Directus", me + "301 Ada Bob :not on IRC",
           me + "318 Ada Bob :End of /WHOIS list"});
    check(all.send(1, "WHOIS nobody"),
          {me + "401 Ada nobody :No such nick/channel", me + "318 Ada nobody :End of /WHOIS list"});
    check(all.send(1, "WHOIS"), {me + "431 Ada :No nickname given"});
    check(all.send(1, "WHOIS :"), {me + "431 Ada :No nickname given"});
    check(all.send(1, "WHOIS b*"),
          {me + "401 Ada b* :No such nick/channel", me + "318 Ada b* :End of /WHOIS list"});
    check(all.send(1, "WHOIS Bob,Ada"), {me + "407 Ada Bob,Ada :One target at a time (MAXTARGETS=1)",
                                         me + "318 Ada Bob,Ada :End of /WHOIS list"});
    check(all.send(1, "WHOIS \xff"), {me + "401 Ada \xEF\xBF\xBD :No such nick/channel",
                                      me + "318 Ada \xEF\xBF\xBD :End of /WHOIS list"});
}

BOOST_AUTO_TEST_CASE(whois_asks_this_server_alone)
{
    peopled all;
    const std::string of_bob = me + "311 Ada Bob u user-5e11d00d.directus * :Bob";
    for (const auto* line :
         {"WHOIS Bob", "WHOIS bob bob", "WHOIS Ada Bob", "WHOIS IRC.example Bob", "WHOIS irc.* Bob"})
        BOOST_TEST(all.send(1, line).front() == of_bob, line);
    check(all.send(1, "WHOIS other.example Bob"), {me + "402 Ada other.example :No such server"});
    check(all.send(1, "WHOIS nobody nobody"),
          {me + "401 Ada nobody :No such nick/channel", me + "318 Ada nobody :End of /WHOIS list"});
}

BOOST_AUTO_TEST_CASE(whois_somebody_connected_who_has_not_joined)
{
    peopled all;
    all.give(eve, access::full, access::none);
    all.connect(2, bob);
    all.connect(3, eve);
    const std::string not_there = me + "301 Ada Bob :not on IRC";
    const auto told = [&](std::uint64_t by, const std::string& line) {
        const auto lines = all.send(by, "WHOIS Bob");
        return std::ranges::find(lines, line) != lines.end();
    };
    BOOST_TEST(told(1, not_there)); // as Ada was told on the channel
    BOOST_TEST(!told(3, me + "301 Eve Bob :not on IRC"));
    all.send(2, "AWAY :tea");
    BOOST_TEST(told(3, me + "301 Eve Bob :tea"));
    all.leave(2);
    BOOST_TEST(told(3, me + "301 Eve Bob :not on IRC"));
}

BOOST_AUTO_TEST_CASE(whowas_knows_nothing)
{
    peopled all;
    check(all.send(1, "WHOWAS Ada"),
          {me + "406 Ada Ada :There was no such nickname", me + "369 Ada Ada :End of WHOWAS"});
    check(all.send(1, "WHOWAS Ada,nobody 1 irc.example"),
          {me + "406 Ada Ada :There was no such nickname", me + "406 Ada nobody :There was no such nickname",
           me + "369 Ada Ada,nobody :End of WHOWAS"});
    check(all.send(1, "WHOWAS"), {me + "431 Ada :No nickname given"});
}

BOOST_AUTO_TEST_CASE(ison_tells_who_is_connected)
{
    peopled all;
    check(all.send(1, "ISON ada bob nobody"), {me + "303 Ada :Ada"});
    all.connect(2, bob);
    check(all.send(1, "ISON :ada  bob nobody"), {me + "303 Ada :Ada Bob"});
    check(all.send(1, "ISON nobody"), {me + "303 Ada :"});
    check(all.send(1, "ISON : "), {me + "303 Ada :"});
    check(all.send(1, "ISON b*"), {me + "303 Ada :"});
}

BOOST_AUTO_TEST_CASE(userhost)
{
    peopled all;
    all.connect(2, bob);
    check(all.send(1, "USERHOST ada bob eve"),
          {me + "302 Ada :Ada=-u@user-8f3a1c2b.directus Bob=+u@user-5e11d00d.directus"});
    check(all.send(1, "USERHOST :bob eve"), {me + "302 Ada :Bob=+u@user-5e11d00d.directus"});
    check(all.send(1, "USERHOST a b c d e bob"), {me + "302 Ada :"}); // five at a time
    check(all.send(1, "USERHOST nobody"), {me + "302 Ada :"});
}

BOOST_AUTO_TEST_CASE(nicks_cannot_be_changed_here)
{
    peopled all;
    const std::string no = me + "447 Ada :Your nick is made from your name in Directus. Change it there";
    check(all.send(1, "NICK Charles"), {no});
    check(all.send(1, "NICK Bob"), {no});
    check(all.send(1, "NICK Ada"), {});
    check(all.send(1, "NICK ADA"), {});
    check(all.send(1, "NICK"), {me + "431 Ada :No nickname given"});
}

BOOST_AUTO_TEST_CASE(the_real_name_is_set_in_directus)
{
    house all;
    all.enter(1, ada, {cap::standard_replies, cap::setname});
    all.enter(2, bob, {cap::setname});
    check(all.send(1, "SETNAME :Augusta"), {":irc.example FAIL SETNAME CANNOT_CHANGE_REALNAME :Your real "
                                            "name is your name in Directus. Change it there"});
    check(all.send(1, "SETNAME"), {":irc.example 461 Ada SETNAME :Not enough parameters"});
    check(all.lines(2), {});
    all.enter(3, bob);
    check(all.send(3, "SETNAME Robert"),
          {":irc.example NOTICE Bob :Your real name is your name in Directus. Change it there"});
    BOOST_TEST(all.people().find(ada)->real_name == "Ada Lovelace");
}

BOOST_AUTO_TEST_SUITE_END()
