// Outcomes that a live row settles: where keys are integers, nothing else does.
#include "send_queue_fixture.hpp"

BOOST_AUTO_TEST_SUITE(send_queue_appeared)

using namespace send_queue_test;
using base::errc;

BOOST_AUTO_TEST_CASE(an_integer_key_is_never_sent_again)
{
    auto q = lost(key_kind::integer);
    check(q.pass(30s - 1ms), {});
    check(q.ready(), {});
    check(q.pass(1ms), {"returned one unknown", "create two"});
}

BOOST_AUTO_TEST_CASE(an_integer_key_is_settled_by_the_row_that_appears)
{
    auto q = lost(key_kind::integer);
    check(q.pass(10s), {});
    check(q.appeared("one", bob), {});
    check(q.appeared("other"), {});
    check(q.appeared("one"), {"confirmed one", "create two"});
}

BOOST_AUTO_TEST_CASE(with_an_integer_key_the_time_to_settle_begins_with_the_links_return)
{
    queue q(key_kind::integer);
    q.ready();
    q.say("one");
    q.say("two");
    q.ready(false);
    check(q.unclear(errc::unreachable), {});
    check(q.pass(2min), {});
    check(q.ready(), {});
    check(q.pass(30s), {"returned one unknown", "create two"});
}

BOOST_AUTO_TEST_CASE(with_an_integer_key_no_permission_is_no_permission)
{
    queue q(key_kind::integer);
    q.ready();
    q.say("one");
    check(q.refused(errc::forbidden), {"look permissions"});
    check(q.not_found(), {"returned one forbidden"});

    queue there(key_kind::integer);
    there.ready();
    there.say("one");
    there.appeared("one");
    check(there.refused(errc::forbidden), {"confirmed one"});
}

BOOST_AUTO_TEST_CASE(a_row_that_appears_before_the_answer_changes_nothing_until_then)
{
    for (const auto kind : {key_kind::uuid, key_kind::integer}) {
        queue q(kind);
        q.ready();
        q.say("one");
        q.say("two");
        check(q.appeared("one"), {}); // the link can still have but one create
        check(q.unclear(errc::timeout), {"confirmed one", "create two"});
        check(q.appeared("two"), {});
        check(q.stored("two"), {"confirmed two"});
    }
}

BOOST_AUTO_TEST_CASE(a_row_that_appears_during_a_look_up_is_confirmed_with_its_answer)
{
    auto q = lost();
    check(q.appeared("one"), {});
    check(q.look_failed(), {"confirmed one", "create two"});
    auto pausing = lost();
    pausing.not_found();
    pausing.unclear(errc::timeout);
    pausing.not_found();
    check(pausing.appeared("one"), {"confirmed one", "create two"});
}

BOOST_AUTO_TEST_SUITE_END()
