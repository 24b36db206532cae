#include "bridge/sending/send_queue.hpp"

#include "send_queue_fixture.hpp"

BOOST_AUTO_TEST_SUITE(send_queue)

using namespace send_queue_test;
using base::errc;

BOOST_AUTO_TEST_CASE(one_create_is_under_way_and_what_is_said_meanwhile_is_the_next)
{
    queue q;
    check(q.say("one"), {});
    check(q.ready(), {"create one"});
    check(q.say("two"), {});
    check(q.say("three"), {});
    check(q.ready(), {});
    BOOST_TEST(q.machine.size() == 3u);
    check(q.stored("one"), {"confirmed one", "create two|three"});
    BOOST_TEST(q.machine.size() == 2u);
    check(q.stored_all({"two", "three"}), {"confirmed two", "confirmed three"});
    BOOST_TEST(q.machine.empty());
    check(q.stored("three"), {});
    BOOST_TEST(!q.machine.deadline());
}

BOOST_AUTO_TEST_CASE(the_confirmation_carries_the_line_and_the_row)
{
    queue q;
    q.ready();
    bridge::send_queue::actions out;
    q.machine.queued({base::client_id{7}, "hi", true}, q.now, q.wall(), out);
    q.did(out);
    out.clear();
    q.machine.stored({q.row("hi")}, q.now, q.wall(), out);
    BOOST_REQUIRE(out.size() == 1u);
    const auto& done = std::get<bridge::send_queue::confirmed>(out[0]);
    BOOST_TEST((done == bridge::send_queue::confirmed{{base::client_id{7}, "hi", true}, q.row("hi")}));
}

BOOST_AUTO_TEST_CASE(a_full_queue_returns_the_line_at_once)
{
    queue q(key_kind::uuid, {.lines = 2});
    q.ready();
    q.say("one");
    q.say("two");
    check(q.say("three"), {"returned three full"});
    check(q.stored("one"), {"confirmed one", "create two"});
    check(q.say("four"), {});
}

BOOST_AUTO_TEST_CASE(a_message_of_several_lines_takes_the_room_of_as_many)
{
    queue q(key_kind::uuid, {.lines = 4});
    q.ready();
    q.say("one");
    q.say("2\n3");
    check(q.say("4\n5"), {"returned 4\n5 full"});
    check(q.say(std::string(513, 'x')), {"returned " + std::string(513, 'x') + " full"});
    check(q.say("four"), {});
    queue small(key_kind::uuid, {.lines = 4});
    small.say("1\n2\n3\n4\n5\n6"); // whatever its size, one goes
    check(small.ready(), {"create 1\n2\n3\n4\n5\n6"});
    check(small.say("more"), {"returned more full"});
}

BOOST_AUTO_TEST_CASE(a_refusal_returns_the_line_and_goes_on)
{
    queue q;
    q.ready();
    q.say("one");
    q.say("two");
    check(q.refused(errc::invalid_payload), {"returned one rejected", "create two"});
    BOOST_TEST((q.error == errc::invalid_payload));
    q.say("three");
    check(q.refused(errc::forbidden), {"look"});
    check(q.not_found(), {"returned two forbidden", "create three"});
    check(q.refused(errc::not_unique), {"look"});
    check(q.not_found(), {"returned three rejected"});
    check(q.refused(errc::not_unique), {});
}

BOOST_AUTO_TEST_CASE(a_throttled_create_is_sent_again_after_its_time_with_the_same_key)
{
    queue q;
    q.ready();
    q.say("one");
    q.say("two");
    const auto key = q.key;
    check(q.throttled(1994ms), {});
    check(q.ready(), {});
    check(q.pass(1993ms), {});
    check(q.pass(1ms), {"create one"});
    BOOST_TEST(q.key.str() == key.str());
    check(q.throttled(0ms), {});
    check(q.pass(0ms), {"create one"});
    check(q.stored("one"), {"confirmed one", "create two"});
}

BOOST_AUTO_TEST_CASE(a_throttled_create_waits_for_the_link_too)
{
    queue q;
    q.ready();
    q.say("one");
    q.throttled(2s);
    q.ready(false);
    check(q.pass(5s), {});
    check(q.ready(), {"create one"});
}

BOOST_AUTO_TEST_CASE(integer_keys_are_left_to_directus)
{
    for (const auto kind : {key_kind::integer, key_kind::unknown}) {
        queue q(kind);
        q.ready();
        q.say("one");
        BOOST_TEST(q.key.empty());
    }
}

BOOST_AUTO_TEST_CASE(waiting_lines_expire_by_age_and_in_order)
{
    queue q;
    q.say("one");
    q.pass(1min);
    q.say("two");
    check(q.pass(9min - 1ms), {});
    check(q.pass(1ms), {"returned one expired"});
    check(q.pass(1min), {"returned two expired"});
    BOOST_TEST((q.error == errc::unreachable));
    BOOST_TEST(!q.machine.deadline());
}

BOOST_AUTO_TEST_CASE(waiting_lines_expire_while_one_is_under_way)
{
    queue q;
    q.ready();
    q.say("one");
    q.say("two");
    check(q.pass(10min), {"returned two expired"});
    // The answer is owed by the link; until it comes nothing is known.
    BOOST_TEST(!q.machine.deadline());
    check(q.stored("one"), {"confirmed one"});
}

BOOST_AUTO_TEST_CASE(one_that_is_not_executed_for_too_long_expires)
{
    queue q;
    q.ready();
    q.say("one");
    strings all;
    for (int n = 0; n < 20 && all.empty(); ++n) {
        q.throttled(1min);
        for (auto& one : q.pass(1min))
            if (one != "create one")
                all.push_back(one);
    }
    check(all, {"returned one expired"});
    BOOST_TEST(q.machine.empty());
}

BOOST_AUTO_TEST_CASE(abandoning_returns_everything_now_and_from_now_on)
{
    queue q;
    q.ready();
    q.say("one");
    q.say("two");
    check(q.abandoned(), {"returned one unknown", "returned two rejected"});
    BOOST_TEST((q.error == errc::stopping));
    BOOST_TEST(!q.machine.deadline());
    check(q.say("three"), {"returned three rejected"});
    check(q.stored("one"), {}); // a late answer
    check(q.ready(), {});
    check(q.pass(20min), {});
}

BOOST_AUTO_TEST_CASE(abandoning_knows_what_was_certainly_not_executed)
{
    queue q;
    q.ready();
    q.say("one");
    q.throttled(2s);
    check(q.abandoned(), {"returned one rejected"});

    queue seen;
    seen.ready();
    seen.say("one");
    check(seen.appeared("one"), {});
    check(seen.abandoned(), {"confirmed one"});
}

BOOST_AUTO_TEST_CASE(a_live_row_is_claimed_by_its_key)
{
    queue q;
    q.ready();
    q.say("one");
    BOOST_REQUIRE(q.machine.claims(q.row("one")));
    BOOST_TEST(q.machine.claims(q.row("one"))->text == "one");
    BOOST_TEST(q.machine.claims(q.row("rewritten by a flow")));
    BOOST_TEST(!q.machine.claims(q.row("one", bob)));
    auto other = q.row("one");
    other.id = base::item_id("018bcfe5-6800-7000-8000-000000000000");
    BOOST_TEST(!q.machine.claims(other));
    q.stored("one");
    BOOST_TEST(!q.machine.claims(q.row("one")));
}

BOOST_AUTO_TEST_CASE(a_live_row_is_claimed_by_its_text_where_keys_are_integers)
{
    queue q(key_kind::integer);
    q.ready();
    q.say("one");
    BOOST_TEST(q.machine.claims(q.row("one")));
    BOOST_TEST(!q.machine.claims(q.row("two")));
    BOOST_TEST(!q.machine.claims(q.row("one", bob)));
    q.throttled(1s); // not executed: it is no row yet
    BOOST_TEST(!q.machine.claims(q.row("one")));
}

BOOST_AUTO_TEST_SUITE_END()
