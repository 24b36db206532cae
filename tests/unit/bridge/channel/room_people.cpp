// Who may know of whom: nobody of anybody who may not read the messages; of those who came or wrote whoever
// may; of everybody else whoever may read Directus's users.
#include "room_fixture.hpp"

BOOST_AUTO_TEST_SUITE(room_people)

using namespace room_test;

namespace {

const std::string me = ":irc.example ";
const base::user_id kim("7a7a7a7a-0000-4000-8000-000000000004");

// Ada may read Directus's users, Bob only the messages, Eve neither. Kim stands in the directory alone.
struct four : house {
    four()
    {
        give(bob, access::full, access::full, false);
        give(eve, access::none, access::none, false);
        learn({kim, "Kim", "", ""});
        present().list_known(people().ensure(kim), wall);
    }
};

const std::string kim_mask = "Kim!u@user-7a7a7a7a.directus";

} // namespace

BOOST_AUTO_TEST_CASE(whoever_may_not_read_knows_of_himself_alone)
{
    four all;
    all.enter(1, ada);
    all.connect(3, eve);
    check(all.send(3, "NAMES #messages"), {me + "366 Eve #messages :End of /NAMES list"});
    check(all.send(3, "WHO #messages"), {me + "315 Eve #messages :End of WHO list"});
    check(all.send(3, "WHO 0 %n"), {me + "354 Eve Eve", me + "315 Eve 0 :End of WHO list"});
    check(all.send(3, "WHO Ada"), {me + "315 Eve Ada :End of WHO list"});
    check(all.send(3, "ISON Ada Eve"), {me + "303 Eve :Eve"});
    check(all.send(3, "USERHOST Ada"), {me + "302 Eve :"});
    check(all.send(3, "WHOIS Ada"),
          {me + "401 Eve Ada :No such nick/channel", me + "318 Eve Ada :End of /WHOIS list"});
    check(all.send(3, "PRIVMSG Ada :are you there?"), {me + "401 Eve Ada :No such nick/channel"});
    check(all.send(3, "MODE Ada"), {me + "401 Eve Ada :No such nick/channel"});
    check(all.send(3, "LIST"),
          {me + "321 Eve Channel :Users  Name", me + "322 Eve #messages 0 :", me + "323 Eve :End of /LIST"});
    BOOST_TEST(all.send(3, "WHOIS Eve").front() == me + "311 Eve Eve u user-0badcafe.directus * :Eve");
}

BOOST_AUTO_TEST_CASE(monitor_tells_nothing_of_others_to_whom_may_not_read)
{
    four all;
    all.connect(1, ada);
    all.connect(3, eve);
    check(all.send(3, "MONITOR + Ada,Eve"), {me + "730 Eve :" + eve_mask, me + "731 Eve :Ada"});
    all.leave(1);
    all.connect(1, ada);
    check(all.lines(3), {});
    all.connect(2, bob);
    check(all.send(2, "MONITOR + Ada"), {me + "730 Bob :" + ada_mask});
    all.leave(1);
    check(all.lines(2), {me + "731 Bob :Ada"});
}

BOOST_AUTO_TEST_CASE(the_directory_is_for_those_who_may_read_it)
{
    four all;
    all.enter(1, ada);
    all.enter(2, bob);
    check(all.send(1, "NAMES #messages"),
          {me + "353 Ada = #messages :+Ada +Bob +Kim", me + "366 Ada #messages :End of /NAMES list"});
    check(all.send(2, "NAMES #messages"),
          {me + "353 Bob = #messages :+Ada +Bob", me + "366 Bob #messages :End of /NAMES list"});
    check(all.send(2, "WHOIS Kim"),
          {me + "401 Bob Kim :No such nick/channel", me + "318 Bob Kim :End of /WHOIS list"});
    BOOST_TEST(all.send(1, "WHOIS Kim").front() == me + "311 Ada Kim u user-7a7a7a7a.directus * :Kim");
    all.learn({kim, "Kimberly", "", ""});
    check(all.lines(1), {":" + kim_mask + " NICK :Kimberly"});
    check(all.lines(2), {});
}

BOOST_AUTO_TEST_CASE(who_is_new_in_the_directory_joins_for_those_who_may_read_it)
{
    house all;
    all.give(bob, access::full, access::full, false);
    all.enter(1, ada);
    all.enter(2, bob);
    all.present().list_known(all.people().ensure(eve), all.wall);
    check(all.lines(1), {":" + eve_mask + " JOIN #messages"});
    check(all.lines(2), {});
    all.present().list_known(all.people().ensure(eve), all.wall);
    check(all.lines(1), {});
}

BOOST_AUTO_TEST_CASE(whoever_writes_joins_for_those_who_did_not_know_of_him)
{
    four all;
    all.enter(1, ada);
    all.enter(2, bob);
    all.shown(all.row("1", "hello", kim));
    check(all.lines(1), {":" + kim_mask + " PRIVMSG #messages :hello"});
    check(all.lines(2), {":" + kim_mask + " JOIN #messages", ":" + kim_mask + " PRIVMSG #messages :hello"});
    all.shown(all.row("2", "again", kim));
    check(all.lines(2), {":" + kim_mask + " PRIVMSG #messages :again"});
}

BOOST_AUTO_TEST_CASE(whoever_comes_joins_for_those_who_did_not_know_of_him)
{
    four all;
    all.enter(1, ada, {cap::away_notify});
    all.enter(2, bob, {cap::away_notify});
    all.give(kim, access::full, access::none, false);
    all.connect(4, kim);
    BOOST_TEST(all.send(2, "WHOIS Kim").size() > 2u); // he is connected
    all.send(4, "JOIN #messages");
    check(all.lines(1), {":irc.example MODE #messages -v Kim", ":" + kim_mask + " AWAY"});
    const auto told = all.lines(2);
    BOOST_TEST_REQUIRE(!told.empty());
    BOOST_TEST(told.front() == ":" + kim_mask + " JOIN #messages");
    all.leave(4);
    check(all.lines(2), {":" + kim_mask + " AWAY :not on IRC"});
    check(all.send(2, "NAMES #messages"),
          {me + "353 Bob = #messages :+Ada +Bob Kim", me + "366 Bob #messages :End of /NAMES list"});
}

BOOST_AUTO_TEST_SUITE_END()
