// Outcomes that are not known: settled by looking for the key that the gateway chose.
#include "send_queue_fixture.hpp"

BOOST_AUTO_TEST_SUITE(send_queue_outcomes)

using namespace send_queue_test;
using base::errc;

BOOST_AUTO_TEST_CASE(found_with_our_author_it_was_stored)
{
    auto q = lost();
    check(q.found("one"), {"confirmed one", "create two"});
}

BOOST_AUTO_TEST_CASE(found_with_another_author_it_is_not_ours)
{
    auto q = lost();
    check(q.found("one", bob), {"returned one rejected", "create two"});
    BOOST_TEST((q.error == errc::not_unique));
}

BOOST_AUTO_TEST_CASE(not_found_it_is_sent_again_with_the_same_key_at_first_at_once_then_with_pauses)
{
    auto q = lost();
    const auto key = q.key;
    check(q.not_found(), {"create one"});
    BOOST_TEST(q.key.str() == key.str());
    check(q.unclear(errc::timeout), {"look"});
    check(q.not_found(), {});
    check(q.pass(1999ms), {});
    check(q.pass(1ms), {"create one"});
    BOOST_TEST(q.key.str() == key.str());
    check(q.stored("one"), {"confirmed one", "create two"});
    BOOST_TEST(q.key.str() > key.str());
}

BOOST_AUTO_TEST_CASE(after_silence_creates_go_over_rest_for_a_while)
{
    for (const auto kind : {key_kind::uuid, key_kind::integer}) {
        auto q = lost(kind);
        BOOST_TEST(!q.over_rest);
        if (kind == key_kind::uuid) {
            check(q.not_found(), {"create one"});
            BOOST_TEST(q.over_rest);
            check(q.refused(errc::invalid_payload), {"returned one rejected", "create two"});
        } else {
            check(q.pass(30s), {"returned one unknown", "create two"});
        }
        BOOST_TEST(q.over_rest);
        check(q.stored("two"), {"confirmed two"});
        q.pass(1min);
        check(q.say("three"), {"create three"});
        BOOST_TEST(!q.over_rest);
    }
}

BOOST_AUTO_TEST_CASE(without_a_socket_creates_go_over_rest_one_at_a_time)
{
    queue q;
    q.ready_over(send_queue::way::rest);
    check(q.say("one"), {"create one"});
    BOOST_TEST(q.over_rest);
    check(q.say("two"), {});
    check(q.ready_over(send_queue::way::socket), {}); // the answer over REST is awaited
    check(q.stored("one"), {"confirmed one", "create two"});
    BOOST_TEST(!q.over_rest);
    check(q.stored("two"), {"confirmed two"});
    q.ready_over(send_queue::way::rest);
    check(q.say("three"), {"create three"});
    BOOST_TEST(q.over_rest);
}

BOOST_AUTO_TEST_CASE(silence_over_rest_does_not_keep_creates_there)
{
    auto q = lost();
    q.not_found();
    q.pass(59s);
    check(q.unclear(errc::timeout), {"look"});
    check(q.not_found(), {});
    check(q.pass(2s), {"create one"});
    BOOST_TEST(!q.over_rest);
}

BOOST_AUTO_TEST_CASE(other_failures_do_not_bring_creates_to_rest)
{
    for (const auto why : {errc::unreachable, errc::server_failed, errc::overloaded}) {
        auto q = lost(key_kind::uuid, why);
        check(q.not_found(), {"create one"});
        BOOST_TEST(!q.over_rest);
    }
}

BOOST_AUTO_TEST_CASE(forbidden_and_not_there_it_was_refused)
{
    auto q = doubted(errc::forbidden);
    check(q.not_found(), {"returned one forbidden", "create two"});
    auto there = doubted(errc::forbidden);
    check(there.found("one"), {"confirmed one", "create two"}); // only the answer could not be read
}

BOOST_AUTO_TEST_CASE(forbidden_though_creating_is_permitted_is_told_as_what_it_is)
{
    using directus::access;
    const auto told = [](const char* message, access create, access read) {
        auto q = doubted(errc::forbidden, message);
        BOOST_TEST(q.asked_permissions);
        q.machine.set_permissions(create, read);
        auto did = q.not_found();
        return did.front() + ": " + q.message;
    };
    const auto* const unseen = "You don't have permission to access this.";
    const auto* const field = "You don't have permission to access field \"x\"";
    BOOST_TEST(told(unseen, access::full, access::full) == "returned one removed: ");
    BOOST_TEST(told(unseen, access::partial, access::full) == "returned one removed: ");
    BOOST_TEST(told(unseen, access::full, access::partial) == "returned one unknown: ");
    BOOST_TEST(told(unseen, access::none, access::full) == "returned one forbidden: ");
    BOOST_TEST(told(field, access::none, access::full) == "returned one forbidden: ");
    BOOST_TEST(told(field, access::partial, access::full) == std::string("returned one rejected: ") + field);
    BOOST_TEST(told("mind your language", access::none, access::none) ==
               "returned one rejected: mind your language");
}

BOOST_AUTO_TEST_CASE(with_integer_keys_only_the_permissions_tell_what_forbidden_means)
{
    using directus::access;
    const auto told = [](const char* message, access create, access read) {
        queue q(key_kind::integer);
        q.ready();
        q.say("one");
        check(q.refused(rejection(errc::forbidden, message)), {"look permissions"});
        q.machine.set_permissions(create, read);
        return q.not_found().front();
    };
    const auto* const unseen = "You don't have permission to access this.";
    BOOST_TEST(told(unseen, access::full, access::full) == "returned one removed");
    BOOST_TEST(told(unseen, access::full, access::partial) == "returned one unknown");
    BOOST_TEST(told(unseen, access::none, access::full) == "returned one forbidden");
    BOOST_TEST(told("You don't have permission to access field", access::full, access::full) ==
               "returned one unknown"); // it may be stored, and not be readable
}

BOOST_AUTO_TEST_CASE(a_flow_refuses_for_certain_after_one_look)
{
    auto q = doubted(errc::rejected, "mind your language");
    check(q.not_found(), {"returned one rejected", "create two"});
    BOOST_TEST(q.message == "mind your language");
    auto there = doubted(errc::rejected, "a hook behind the insert");
    check(there.found("one"), {"confirmed one", "create two"});
    queue integer(key_kind::integer);
    integer.ready();
    integer.say("one");
    check(integer.refused(rejection(errc::rejected, "mind")), {"returned one rejected"});
}

BOOST_AUTO_TEST_CASE(what_was_not_executed_is_sent_again_with_growing_pauses)
{
    for (const auto kind : {key_kind::uuid, key_kind::integer}) {
        queue q(kind);
        q.ready();
        q.say("one");
        for (const auto pause : {1s, 2s, 4s, 8s, 16s, 30s, 30s}) {
            check(q.refused(errc::overloaded), {});
            check(q.pass(pause - 1ms), {});
            check(q.pass(1ms), {"create one"});
        }
        check(q.stored("one"), {"confirmed one"});
    }
}

BOOST_AUTO_TEST_CASE(a_refusal_that_cannot_be_looked_into_is_looked_into_again)
{
    auto q = doubted(errc::server_failed);
    check(q.look_failed(), {});
    check(q.pass(2s), {"look"});
    check(q.not_found(), {"returned one rejected", "create two"});
}

BOOST_AUTO_TEST_CASE(another_unique_field_refuses_the_line_instead_of_being_tried_for_ever)
{
    auto q = doubted(errc::not_unique);
    check(q.not_found(), {"returned one rejected", "create two"});
}

BOOST_AUTO_TEST_CASE(not_unique_after_a_retry_may_be_our_own_first_attempt)
{
    auto q = lost();
    q.not_found();
    check(q.refused(errc::not_unique), {"look"});
    check(q.not_found(), {});
    check(q.pass(2s), {"look"}); // late to be seen
    check(q.found("one"), {"confirmed one", "create two"});

    auto never = lost();
    never.not_found();
    never.refused(errc::not_unique);
    never.not_found();
    strings all;
    for (int n = 0; n < 100 && all.empty(); ++n) {
        never.pass(2s);
        all = never.not_found();
    }
    check(all, {"returned one unknown", "create two"});
    BOOST_TEST((never.now <= base::time_point(1h + 32s)));
}

BOOST_AUTO_TEST_CASE(an_error_that_persists_ends_in_a_refusal_once_the_time_to_settle_is_over)
{
    auto q = lost(key_kind::uuid, errc::server_failed);
    strings all = q.not_found();
    for (int n = 0; n < 100 && (all.empty() || all[0] == "create one"); ++n) {
        if (all.empty())
            all = q.pass(2s);
        check(all, {"create one"});
        check(q.unclear(errc::server_failed), {"look"});
        all = q.not_found();
    }
    check(all, {"returned one rejected", "create two"});
    BOOST_TEST((q.now == base::time_point(1h + 30s)));
    BOOST_TEST((q.error == errc::server_failed));
}

BOOST_AUTO_TEST_CASE(a_link_that_is_busy_with_the_create_is_not_away)
{
    auto q = lost(key_kind::uuid, errc::server_failed);
    strings all = q.not_found();
    for (int n = 0; n < 100 && (all.empty() || all[0] == "create one"); ++n) {
        if (all.empty())
            all = q.pass(2s);
        q.ready(false);
        q.ready();
        check(q.unclear(errc::server_failed), {"look"});
        all = q.not_found();
    }
    check(all, {"returned one rejected", "create two"});
    BOOST_TEST((q.now == base::time_point(1h + 30s)));
}

BOOST_AUTO_TEST_CASE(silence_ends_once_the_line_is_too_old)
{
    auto q = lost();
    strings all = q.not_found();
    for (int n = 0; n < 1000 && q.machine.size() == 2; ++n) {
        if (all.empty())
            all = q.pass(2s);
        if (all != strings{"create one"})
            break;
        q.now += 20s;
        check(q.unclear(errc::timeout), {"look"});
        all = q.not_found();
    }
    check(all, {"returned one unknown", "returned two expired"});
    BOOST_TEST((q.now <= base::time_point(1h + 10min + 25s)));
}

BOOST_AUTO_TEST_CASE(a_look_up_that_fails_is_tried_again_until_the_line_is_too_old)
{
    auto q = lost();
    const auto start = q.now;
    strings all = q.look_failed();
    int looks = 1;
    while (all.empty()) {
        all = q.pass(2s);
        if (all != strings{"look"})
            break;
        ++looks;
        all = q.look_failed();
    }
    check(all, {"returned one unknown", "returned two expired"});
    BOOST_TEST(looks > 200);
    BOOST_TEST((q.now - start <= 10min + 2s));
    BOOST_TEST((q.error == errc::unreachable));
}

BOOST_AUTO_TEST_CASE(while_the_link_is_away_nothing_is_looked_for)
{
    queue q;
    q.ready();
    q.say("one");
    q.ready(false);
    check(q.unclear(errc::unreachable), {});
    check(q.pass(5min), {});
    check(q.ready(), {"look"});
    check(q.look_failed(), {}); // the time to settle began with the link's return
    check(q.pass(2s), {"look"});
    check(q.found("one"), {"confirmed one"});
}

BOOST_AUTO_TEST_CASE(token_renewals_do_not_prolong_the_time_to_settle)
{
    queue q(key_kind::integer);
    q.ready();
    q.say("one");
    check(q.unclear(errc::unreachable), {});
    strings all;
    for (int renewals = 0; all.empty() && renewals < 20; ++renewals) {
        all = q.pass(3s);
        if (!all.empty())
            break;
        q.ready(false);
        q.pass(100ms);
        all = q.ready();
    }
    check(all, {"returned one unknown"});
    BOOST_TEST((q.now <= base::time_point(1h + 32s)));
}

BOOST_AUTO_TEST_CASE(a_look_up_that_ends_while_the_link_is_away_is_used)
{
    auto q = lost();
    q.ready(false);
    check(q.found("one"), {"confirmed one"});
    check(q.ready(), {"create two"});

    auto gone = lost();
    gone.ready(false);
    check(gone.not_found(), {});
    check(gone.pass(1min), {});
    check(gone.ready(), {"create one"});

    auto failed = lost();
    failed.ready(false);
    check(failed.look_failed(), {});
    check(failed.pass(1min), {});
    check(failed.ready(), {"look"});
}

BOOST_AUTO_TEST_CASE(a_lost_line_goes_back_when_it_is_too_old_though_directus_stays_away)
{
    for (const auto kind : {key_kind::uuid, key_kind::integer}) {
        queue q(kind);
        q.ready();
        q.say("one");
        q.pass(1min);
        q.say("two");
        q.ready(false);
        q.unclear(errc::unreachable);
        check(q.pass(8min), {});
        check(q.pass(1min), {"returned one unknown"});
        check(q.pass(1min), {"returned two expired"});
        BOOST_TEST(!q.machine.deadline());
    }
}

BOOST_AUTO_TEST_CASE(a_throttled_retry_is_no_longer_certain)
{
    auto q = lost();
    q.not_found();
    q.throttled(1s);
    check(q.abandoned(), {"returned one unknown", "returned two rejected"});
}

BOOST_AUTO_TEST_SUITE_END()
