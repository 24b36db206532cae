#include "unit/bridge/channel/room_fixture.hpp"

BOOST_AUTO_TEST_SUITE(handlers_who)

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

BOOST_AUTO_TEST_CASE(who)
{
    peopled all;
    const std::string of_ada =
        me + "352 Ada #messages u user-8f3a1c2b.directus irc.example Ada G+B :0 Ada Lovelace";
    const std::string of_bob = me + "352 Ada #messages u user-5e11d00d.directus irc.example Bob G+ :0 Bob";
    check(all.send(1, "WHO #messages"), {of_ada, of_bob, me + "315 Ada #messages :End of WHO list"});
    check(all.send(1, "WHO"), {of_ada, of_bob, me + "315 Ada * :End of WHO list"});
    check(all.send(1, "WHO bob"), {of_bob, me + "315 Ada bob :End of WHO list"});
    check(all.send(1, "WHO eve"), {me + "352 Ada * u user-0badcafe.directus irc.example Eve G :0 Eve",
                                   me + "315 Ada eve :End of WHO list"});
    check(all.send(1, "WHO #other"), {me + "315 Ada #other :End of WHO list"});
    check(all.send(1, "WHO nobody"), {me + "315 Ada nobody :End of WHO list"});
    for (const auto* flags : {"o", "o%tn,1", "xo"}) // operators alone: there are none
        check(all.send(1, std::string("WHO * ") + flags), {me + "315 Ada * :End of WHO list"});
    check(all.send(1, "WHO bob x"), {of_bob, me + "315 Ada bob :End of WHO list"});
    check(all.send(1, "WHO :"), {of_ada, of_bob, me + "315 Ada * :End of WHO list"});
    check(all.send(1, "WHO 0"), {of_ada, of_bob, me + "315 Ada 0 :End of WHO list"});
    all.send(1, "AWAY");
    check(all.send(1, "WHO ada"),
          {me + "352 Ada #messages u user-8f3a1c2b.directus irc.example Ada H+B :0 Ada Lovelace",
           me + "315 Ada ada :End of WHO list"});
}

BOOST_AUTO_TEST_CASE(whox_gives_the_fields_asked_for_in_their_order)
{
    peopled all;
    const std::string end = me + "315 Ada bob :End of WHO list";
    check(all.send(1, "WHO bob %tcuihsnfdlaor,152"),
          {me + "354 Ada 152 #messages u 255.255.255.255 user-5e11d00d.directus irc.example Bob G+ 0 0 " +
               bob_account + " n/a :Bob",
           end});
    check(all.send(1, "WHO bob %na"), {me + "354 Ada Bob " + bob_account, end});
    check(all.send(1, "WHO bob n%nt"), {me + "354 Ada 0 Bob", end});
    check(all.send(1, "WHO bob %tn,"), {me + "354 Ada 0 Bob", end});
    check(all.send(1, "WHO bob %tn,12345"), {me + "354 Ada 123 Bob", end});
    check(all.send(1, "WHO bob %tn,x1"), {me + "354 Ada 0 Bob", end});
    check(all.send(1, "WHO bob %tn,1x2"), {me + "354 Ada 1 Bob", end});
    check(all.send(1, "WHO bob %r"), {me + "354 Ada :Bob", end});
    check(all.send(1, "WHO bob %zn"), {me + "354 Ada Bob", end}); // z is none
    check(all.send(1, "WHO bob %nn"), {me + "354 Ada Bob", end});
    check(all.send(1, "WHO bob %"), {me + "354 Ada", end});
}

BOOST_AUTO_TEST_CASE(whox_tells_the_channel_and_how_long_somebody_is_idle)
{
    peopled all;
    all.now += 90s;
    check(all.send(1, "WHO ada %cnl"),
          {me + "354 Ada #messages Ada 90", me + "315 Ada ada :End of WHO list"});
    check(all.send(1, "WHO eve %cnl"), {me + "354 Ada * Eve 0", me + "315 Ada eve :End of WHO list"});
}

BOOST_AUTO_TEST_CASE(a_mask_is_looked_for_in_all_that_who_tells)
{
    peopled all;
    const auto found = [&](const std::string& mask) {
        std::string nicks;
        for (const auto& line : all.send(1, "WHO " + mask + " %n"))
            if (line.starts_with(me + "354 Ada "))
                nicks += line.substr(me.size() + 8);
        return nicks;
    };
    BOOST_TEST(found("*") == "AdaBob");
    BOOST_TEST(found("a*") == "Ada");
    BOOST_TEST(found("?OB") == "Bob");
    BOOST_TEST(found("*love*") == "Ada");
    BOOST_TEST(found("*!u@user-5e11*") == "Bob");
    BOOST_TEST(found("user-5e11d00d.directus") == "Bob");
    BOOST_TEST(found("8f3a1c2b") == "Ada"); // the account
    BOOST_TEST(found("irc.example") == "AdaBob");
    BOOST_TEST(found("e*e") == ""); // of Eve only the name is known
}

BOOST_AUTO_TEST_CASE(a_mask_finds_those_who_are_listed_or_connected)
{
    peopled all;
    const std::string end = me + "315 Ada e* :End of WHO list";
    check(all.send(1, "WHO e* %n"), {end});
    all.connect(2, eve);
    check(all.send(1, "WHO e* %nf"), {me + "354 Ada Eve H", end});
}

BOOST_AUTO_TEST_CASE(who_has_not_joined_is_seen_as_those_on_the_channel_were_told)
{
    house all;
    all.enter(1, ada);
    all.connect(2, bob);
    all.give(eve, access::full, access::none);
    all.connect(3, eve);
    check(all.send(1, "WHO bob %f"), {me + "354 Ada G+", me + "315 Ada bob :End of WHO list"});
    check(all.send(3, "WHO bob %f"), {me + "354 Eve H+", me + "315 Eve bob :End of WHO list"});
    all.send(2, "AWAY :tea");
    check(all.send(3, "WHO bob %f"), {me + "354 Eve G+", me + "315 Eve bob :End of WHO list"});
}

BOOST_AUTO_TEST_SUITE_END()
