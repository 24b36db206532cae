// What Directus does not permit.
#include "e2e/scenario.hpp"

using namespace e2e;

BOOST_FIXTURE_TEST_SUITE(rights, scenario)

BOOST_AUTO_TEST_CASE(who_may_not_create_reads_along_and_gets_404)
{
    auto edsger = join(who.edsger);
    rows.create(who.ada, "for readers");
    edsger.expect("*PRIVMSG #messages :for readers");
    edsger.say("me too");
    edsger.expect("* 404 * #messages :*");
    BOOST_TEST(rows.rows().size() == 1u);
}

BOOST_AUTO_TEST_CASE(who_may_not_create_has_no_voice)
{
    auto edsger = connect();
    const auto nick = edsger.log_in(who.edsger.pass());
    edsger.send("JOIN #messages");
    edsger.expect(fmt::format("* 353 {0} = #messages :{0}*", nick));
    auto ada = join(who.ada);
    ada.send("NAMES #messages");
    ada.expect("* 353 Ada = #messages :*+Ada*");
}

BOOST_AUTO_TEST_CASE(who_may_not_read_cannot_join)
{
    auto outsider = connect();
    outsider.log_in(who.outsider.pass());
    outsider.send("JOIN #messages");
    outsider.expect("* 473 * #messages :*");
    outsider.say("anybody?");
    outsider.expect("* 404 * #messages :*");
    BOOST_TEST(rows.rows().empty());
}

BOOST_AUTO_TEST_CASE(there_is_no_other_channel)
{
    auto ada = join(who.ada);
    ada.send("JOIN #elsewhere");
    ada.expect("* 403 Ada #elsewhere :*");
}

BOOST_AUTO_TEST_CASE(what_directus_decides_cannot_be_changed_from_irc)
{
    auto ada = join(who.ada);
    auto grace = join(who.grace);
    ada.send("TOPIC #messages :mine");
    ada.expect("* 482 Ada #messages :*");
    ada.send("KICK #messages Grace");
    ada.expect("* 482 Ada #messages :*");
    ada.send("MODE #messages +i");
    ada.expect("* 482 Ada #messages :*");
    ada.send("NICK Somebody");
    ada.expect("* 447 Ada *");
}

BOOST_AUTO_TEST_SUITE_END()
