// Who is there, who is typing, and who is told of it.
#include "e2e/scenario.hpp"

using namespace e2e;

namespace {

constexpr auto tags = "message-tags";
constexpr auto watching = "away-notify extended-monitor";

} // namespace

BOOST_FIXTURE_TEST_SUITE(presence, scenario)

BOOST_AUTO_TEST_CASE(typing_is_passed_on_to_those_who_know_tags_and_to_nobody_else)
{
    auto ada = join(who.ada, tags);
    auto grace = join(who.grace, tags);
    auto linus = join(who.linus);
    ada.send("@+typing=active TAGMSG #messages");
    grace.expect("@*+typing=active* :Ada!*@* TAGMSG #messages");
    ada.send("@+typing=done;+draft/react=x TAGMSG #messages");
    const auto done = grace.expect("@*+typing=done* :Ada!*@* TAGMSG #messages");
    BOOST_TEST(done.find("react") == std::string::npos);
    ada.send("@+typing=maybe TAGMSG #messages"); // no state of typing
    ada.say("finished");
    BOOST_TEST(only(grace.until("*PRIVMSG #messages :finished"), "*TAGMSG*").empty());
    BOOST_TEST(only(linus.until("*PRIVMSG #messages :finished"), "*TAGMSG*").empty());
    ada.expect_none("*TAGMSG*");
    BOOST_TEST(rows.contents() == std::vector<std::string>{"finished"});
}

BOOST_AUTO_TEST_CASE(who_may_not_create_types_for_nobody)
{
    auto ada = join(who.ada, tags);
    auto edsger = join(who.edsger, tags);
    edsger.send("@+typing=active TAGMSG #messages");
    edsger.expect("* 404 * #messages :*");
    ada.expect_none("*TAGMSG*");
}

BOOST_AUTO_TEST_CASE(monitor_tells_of_coming_and_going)
{
    auto ada = connect();
    ada.log_in(who.ada.pass(), watching);
    ada.send("MONITOR + Grace,Nobody");
    ada.expect("* 731 Ada :Grace,Nobody");
    {
        auto grace = connect();
        grace.log_in(who.grace.pass());
        ada.expect("* 730 Ada :Grace!u@user-*");
        auto phone = connect(); // a second client is no news
        phone.log_in(who.grace.pass());
        grace.send("QUIT");
        grace.expect_end();
        ada.expect_none("* 73*");
        phone.send("AWAY :at lunch");
        phone.expect("* 306 *");
        ada.expect(":Grace!u@* AWAY :at lunch");
        phone.send("AWAY");
        ada.expect(":Grace!u@* AWAY");
    }
    ada.expect("* 731 Ada :Grace");
    ada.send("MONITOR L");
    ada.expect("* 732 Ada :*Nobody*");
    ada.send("MONITOR C");
    ada.send("MONITOR L");
    BOOST_TEST(only(ada.until("* 733 *"), "* 732 *").empty());
}

BOOST_AUTO_TEST_CASE(somebody_is_away_when_all_his_clients_are)
{
    auto grace = join(who.grace);
    auto phone = join(who.grace);
    auto ada = join(who.ada, "away-notify");
    grace.send("AWAY :lunch");
    grace.expect("* 306 *");
    ada.expect_none("*AWAY*");
    phone.send("AWAY :on the road");
    ada.expect(":Grace!u@* AWAY :on the road");
    grace.send("AWAY");
    ada.expect(":Grace!u@* AWAY");
    ada.send("WHO Grace");
    ada.expect("* 352 * Grace H*");
}

BOOST_AUTO_TEST_SUITE_END()
