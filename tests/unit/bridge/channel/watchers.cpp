// What those are told who watch somebody.
#include "room_fixture.hpp"

BOOST_AUTO_TEST_SUITE(watchers)

using namespace room_test;

namespace {

const std::string online = ":irc.example 730 Ada :";
const std::string offline = ":irc.example 731 Ada :";

struct watching : house {
    explicit watching(std::initializer_list<cap> with = {}, settings from = plain())
        : house(std::move(from))
    {
        connect(1, ada, with);
        send(1, "MONITOR + bob,Eve,Robert");
    }
};

} // namespace

BOOST_AUTO_TEST_CASE(somebody_is_online_while_a_client_of_his_is_connected)
{
    watching all;
    all.connect(2, bob);
    check(all.lines(1), {online + bob_mask});
    all.connect(3, bob);
    all.send(2, "JOIN #messages");
    all.send(2, "PART #messages");
    all.leave(2);
    check(all.lines(1), {});
    all.leave(3);
    check(all.lines(1), {offline + "Bob"});
    all.connect(2, bob);
    check(all.lines(1), {online + bob_mask});
}

BOOST_AUTO_TEST_CASE(each_client_that_watches_is_told_and_only_those)
{
    watching all;
    all.connect(4, ada);
    all.give(eve, access::full, access::none);
    all.connect(5, eve);
    all.lines(1);
    all.send(5, "MONITOR + Bob");
    all.connect(2, bob);
    check(all.lines(1), {online + bob_mask});
    check(all.lines(4), {});
    check(all.lines(5), {":irc.example 730 Eve :" + bob_mask});
    all.leave(5);
    check(all.lines(1), {offline + "Eve"});
    all.leave(2); // no list of somebody gone is looked at
    check(all.lines(1), {offline + "Bob"});
}

BOOST_AUTO_TEST_CASE(a_new_nick_is_somebody_elses)
{
    watching all;
    all.connect(2, bob);
    all.lines(1);
    all.learn({bob, "Robert", "", ""});
    check(all.lines(1), {offline + "Bob", online + "Robert!u@user-5e11d00d.directus"});
    all.learn({bob, "ROBERT", "", ""}); // the same, in another case
    check(all.lines(1), {});
    all.leave(2);
    check(all.lines(1), {offline + "ROBERT"});
    all.learn({bob, "Bob", "", ""}); // of somebody offline
    check(all.lines(1), {});
}

BOOST_AUTO_TEST_CASE(away_is_told_to_those_who_asked_for_it)
{
    for (const bool asked : {true, false}) {
        watching all(asked ? std::initializer_list<cap>{cap::extended_monitor, cap::away_notify}
                           : std::initializer_list<cap>{cap::away_notify});
        all.connect(2, bob);
        all.lines(1);
        all.send(2, "AWAY :tea");
        check(all.lines(1), asked ? strings{":" + bob_mask + " AWAY :tea"} : strings{});
        all.send(2, "AWAY :coffee");
        check(all.lines(1), asked ? strings{":" + bob_mask + " AWAY :coffee"} : strings{});
        all.connect(3, bob); // and is not away there
        check(all.lines(1), asked ? strings{":" + bob_mask + " AWAY"} : strings{});
        all.send(3, "AWAY :tea");
        all.lines(1);
        all.leave(3);
        all.leave(2);
        check(all.lines(1),
              asked ? strings{":" + bob_mask + " AWAY :coffee", offline + "Bob"} : strings{offline + "Bob"});
    }
}

BOOST_AUTO_TEST_CASE(away_needs_its_own_capability)
{
    watching all({cap::extended_monitor});
    all.connect(2, bob);
    all.lines(1);
    all.send(2, "AWAY :tea");
    check(all.lines(1), {});
}

BOOST_AUTO_TEST_CASE(away_is_told_once_to_those_on_the_channel)
{
    watching all({cap::extended_monitor, cap::away_notify});
    all.send(1, "JOIN #messages");
    all.enter(2, bob);
    all.send(2, "AWAY :tea");
    check(all.lines(1), {":" + bob_mask + " AWAY :tea"});
    all.connect(3, eve); // who is not on the channel
    all.lines(1);
    all.send(3, "AWAY :out");
    check(all.lines(1), {":" + eve_mask + " AWAY :out"});
}

BOOST_AUTO_TEST_CASE(where_the_channel_is_quiet_those_who_watch_are_told)
{
    auto with = plain();
    with.join_limit = 1;
    watching all({cap::extended_monitor, cap::away_notify}, with);
    all.send(1, "JOIN #messages");
    all.enter(2, bob);
    all.send(2, "AWAY :tea");
    check(all.lines(1), {":" + bob_mask + " AWAY :tea"});
}

BOOST_AUTO_TEST_CASE(who_is_not_watched_any_more_is_not_told_of)
{
    watching all({cap::extended_monitor, cap::away_notify});
    all.connect(2, bob);
    all.lines(1);
    all.send(1, "MONITOR - Bob");
    all.send(2, "AWAY :tea");
    all.leave(2);
    check(all.lines(1), {});
}

BOOST_AUTO_TEST_SUITE_END()
