// Several lines in one create: what they have in common, and what each has for itself.
#include "send_queue_fixture.hpp"

BOOST_AUTO_TEST_SUITE(send_queue_batches)

using namespace send_queue_test;
using base::errc;

BOOST_AUTO_TEST_CASE(a_batch_is_bounded_in_lines_and_bytes)
{
    queue q(key_kind::uuid, {.lines = 200});
    for (int n = 0; n < 120; ++n)
        q.say("x");
    q.ready();
    for (const auto size : {50u, 50u, 20u}) {
        BOOST_TEST(q.sent.size() == size);
        q.stored_all(strings(size, "x"));
    }
    q.say("first");
    for (int n = 0; n < 3; ++n)
        q.say(std::string(30 * 1024, 'y'));
    q.stored("first");
    BOOST_TEST(q.sent.size() == 2u);
    q.step([&](auto& out) { q.machine.stored(q.rows({q.sent[0].content}), q.now, q.wall(), out); });
    // Of one row for two lines, the other is looked for.
    BOOST_TEST(q.asked.size() == 1u);
}

BOOST_AUTO_TEST_CASE(the_answer_comes_in_any_order_and_lines_are_confirmed_in_theirs)
{
    for (const auto kind : {key_kind::uuid, key_kind::integer}) {
        auto q = three(kind);
        check(q.stored_all({"c", "a", "b"}), {"confirmed a", "confirmed b", "confirmed c"});
        BOOST_TEST(q.machine.empty());
    }
}

BOOST_AUTO_TEST_CASE(until_the_kind_of_the_keys_is_known_lines_go_one_by_one)
{
    queue q(key_kind::unknown);
    q.say("a");
    q.say("b");
    q.say("c");
    check(q.ready(), {"create a"});
    check(q.stored("a"), {"confirmed a", "create b"});
    q.machine.set_key_kind(key_kind::uuid);
    q.say("d");
    check(q.stored("b"), {"confirmed b", "create c|d"});
}

BOOST_AUTO_TEST_CASE(a_throttled_batch_is_sent_again_as_it_was)
{
    auto q = three();
    const auto sent = q.sent;
    q.say("d");
    check(q.throttled(2s), {});
    check(q.pass(2s), {"create a|b|c"});
    BOOST_TEST((q.sent == sent));
    check(q.stored_all({"a", "b", "c"}), {"confirmed a", "confirmed b", "confirmed c", "create d"});
}

BOOST_AUTO_TEST_CASE(a_refused_batch_goes_line_by_line_with_the_same_keys_before_batches_go_on)
{
    for (const auto kind : {key_kind::uuid, key_kind::integer}) {
        auto q = three(kind);
        const auto sent = q.sent;
        q.say("d");
        q.say("e");
        check(q.refused(errc::invalid_payload), {"create a"});
        BOOST_TEST((q.sent[0] == sent[0]));
        check(q.stored("a"), {"confirmed a", "create b"});
        BOOST_TEST((q.sent[0] == sent[1]));
        check(q.refused(errc::invalid_payload), {"returned b rejected", "create c"});
        BOOST_TEST((q.sent[0] == sent[2]));
        check(q.stored("c"), {"confirmed c", "create d|e"});
        BOOST_TEST((q.sent[0].id > sent[2].id || kind == key_kind::integer));
        check(q.stored_all({"d", "e"}), {"confirmed d", "confirmed e"});
    }
}

BOOST_AUTO_TEST_CASE(what_goes_line_by_line_waits_for_the_link_and_for_its_time)
{
    auto q = three();
    q.refused(errc::invalid_payload);
    q.ready(false);
    check(q.unclear(errc::unreachable), {});
    check(q.ready(), {"look"});
    check(q.not_found(), {"create a"});
    check(q.throttled(1s), {});
    check(q.pass(1s), {"create a"});
    check(q.stored("a"), {"confirmed a", "create b"});
    check(q.pass(10min), {"returned c expired"});
    check(q.stored("b"), {"confirmed b"});
}

BOOST_AUTO_TEST_CASE(a_batch_that_is_there_is_stored)
{
    auto q = lost_three();
    q.say("d");
    check(q.found_all({"b", "c", "a"}), {"confirmed a", "confirmed b", "confirmed c", "create d"});
}

BOOST_AUTO_TEST_CASE(a_batch_that_is_not_there_is_sent_again_as_it_was)
{
    auto q = lost_three();
    const auto sent = q.sent;
    q.say("d");
    check(q.not_found(), {"create a|b|c"});
    BOOST_TEST((q.sent == sent));
    check(q.unclear(errc::timeout), {"look"});
    check(q.not_found(), {});
    check(q.pass(2s), {"create a|b|c"});
    BOOST_TEST((q.sent == sent));
    check(q.refused(errc::not_unique), {"look"}); // the first attempt, late
    check(q.found_all({"a", "b", "c"}), {"confirmed a", "confirmed b", "confirmed c", "create d"});
}

BOOST_AUTO_TEST_CASE(the_rest_of_a_batch_that_is_there_in_part_is_looked_for)
{
    auto q = lost_three();
    check(q.found("b"), {});
    check(q.pass(2s), {"look a|c"});
    check(q.look_failed(), {});
    check(q.pass(2s), {"look a|c"});
    check(q.found("c"), {});
    check(q.pass(2s), {"look a"});
    check(q.found("a"), {"confirmed a", "confirmed b", "confirmed c"});
}

BOOST_AUTO_TEST_CASE(what_does_not_come_of_a_batch_that_is_there_is_unknown)
{
    auto q = lost_three();
    q.say("d");
    check(q.found_all({"a", "c"}), {});
    strings all;
    while (all.empty()) {
        check(q.pass(2s), {"look b"});
        all = q.not_found();
    }
    check(all, {"confirmed a", "returned b unknown", "confirmed c", "create d"});
    BOOST_TEST((q.now == base::time_point(1h + 30s)));
}

BOOST_AUTO_TEST_CASE(a_key_that_is_anothers_returns_its_line_alone)
{
    auto q = three();
    check(q.refused(errc::not_unique), {"look"});
    check(q.found("b", bob), {"create a"});
    check(q.stored("a"), {"confirmed a", "create b"});
    check(q.refused(errc::not_unique), {"look"});
    check(q.found("b", bob), {"returned b rejected", "create c"});
    BOOST_TEST((q.error == errc::not_unique));
}

BOOST_AUTO_TEST_CASE(refusals_that_a_look_up_makes_certain_split_the_batch)
{
    for (const auto why : {errc::rejected, errc::not_unique}) {
        auto q = three();
        check(q.refused(why), {"look"});
        check(q.not_found(), {"create a"});
        check(q.stored("a"), {"confirmed a", "create b"});
        check(q.refused(why), {"look"});
        check(q.not_found(), {"returned b rejected", "create c"});
        check(q.stored("c"), {"confirmed c"});
    }
}

BOOST_AUTO_TEST_CASE(without_permission_a_batch_is_not_tried_line_by_line)
{
    auto q = three();
    check(q.refused(errc::forbidden), {"look"});
    check(q.not_found(), {"returned a forbidden", "returned b forbidden", "returned c forbidden"});
}

BOOST_AUTO_TEST_CASE(a_batch_over_the_operators_limit_goes_in_smaller_ones_for_good)
{
    for (const auto kind : {key_kind::uuid, key_kind::integer}) {
        auto q = three(kind);
        check(q.refused(rejection(errc::invalid_payload,
                                  "Invalid payload. Exceeded max batch mutation limit of 2.")),
              {"create a|b"});
        check(q.stored_all({"a", "b"}), {"confirmed a", "confirmed b", "create c"});
        for (const auto* text : {"d", "e", "f"})
            q.say(text);
        check(q.stored("c"), {"confirmed c", "create d|e"});
    }
}

BOOST_AUTO_TEST_CASE(rows_that_an_answer_leaves_out_are_looked_for_and_not_sent_again)
{
    auto q = three();
    q.machine.set_permissions(directus::access::full, directus::access::full);
    check(q.stored_all({"a"}), {"look b|c"});
    check(q.found("b"), {});
    check(q.pass(2s), {"look c"});
    check(q.not_found(), {"confirmed a", "confirmed b", "returned c removed"});
}

BOOST_AUTO_TEST_CASE(without_keys_an_answer_with_fewer_rows_ends_the_batch_at_once)
{
    auto q = three(key_kind::integer);
    q.say("d");
    q.machine.set_permissions(directus::access::full, directus::access::full);
    check(q.stored_all({"a", "c"}), {"confirmed a", "returned b removed", "confirmed c", "create d"});
    check(q.stored_all({}), {"returned d removed"});
    // A policy may hide rows from their author.
    q.machine.set_permissions(directus::access::full, directus::access::partial);
    check(q.say("e"), {"create e"});
    check(q.stored_all({}), {"returned e unknown"});
}

BOOST_AUTO_TEST_CASE(without_keys_a_row_of_another_text_may_be_of_any_line_without_one)
{
    auto q = three(key_kind::integer);
    q.machine.set_permissions(directus::access::full, directus::access::full);
    auto rows = q.rows({"a", "c"});
    rows[1].content = "changed by a hook";
    check(q.step([&](auto& out) { q.machine.stored(rows, q.now, q.wall(), out); }),
          {"confirmed a", "returned b unknown", "returned c unknown"});
}

BOOST_AUTO_TEST_CASE(of_rows_that_a_hook_changed_none_is_missing)
{
    for (const auto kind : {key_kind::uuid, key_kind::integer}) {
        auto q = three(kind);
        auto rows = q.rows({"a", "b", "c"});
        rows[1].content = "b!";
        if (kind == key_kind::uuid)
            rows[2].id = base::item_id("ffffffff-0000-4000-8000-000000000001");
        check(q.step([&](auto& out) { q.machine.stored(rows, q.now, q.wall(), out); }),
              {"confirmed a", "confirmed b", "confirmed c"});
    }
}

BOOST_AUTO_TEST_CASE(a_batch_that_fails_until_the_time_to_settle_is_over_goes_line_by_line)
{
    for (const auto why : {errc::server_failed, errc::timeout}) {
        auto q = lost_three(key_kind::uuid, why);
        strings all = q.not_found();
        while (all.empty() || all[0] == "create a|b|c") {
            if (all.empty())
                all = q.pass(2s);
            check(all, {"create a|b|c"});
            check(q.unclear(why), {"look"});
            all = q.not_found();
        }
        check(all, {"create a"});
        BOOST_TEST((q.now == base::time_point(1h + 30s)));
        // The batch may yet be stored; then its keys are taken.
        check(q.refused(errc::not_unique), {"look"});
        check(q.not_found(), {});
        check(q.pass(2s), {"look"});
        check(q.found("a"), {"confirmed a", "create b"});
        // What was sent before is not known not to be stored.
        check(q.abandoned(), {"returned b unknown", "returned c unknown"});
    }
}

BOOST_AUTO_TEST_CASE(lines_leave_a_batch_that_is_not_under_way_as_they_grow_too_old)
{
    queue q(key_kind::uuid, {.lines = 10});
    q.say("a");
    q.pass(1min);
    q.say("b");
    q.pass(1min);
    q.say("c");
    check(q.pass(7min), {});
    check(q.ready(), {"create a|b|c"});
    q.throttled(90s);
    check(q.pass(90s), {"returned a expired", "create b|c"});
    q.ready(false);
    check(q.unclear(errc::unreachable), {});
    check(q.pass(30s), {"returned b unknown"});
    check(q.pass(1min), {"returned c unknown"});
    BOOST_TEST(q.machine.empty());
    BOOST_TEST(!q.machine.deadline());
}

BOOST_AUTO_TEST_CASE(a_batch_ends_where_its_open_lines_have_left_it)
{
    queue q(key_kind::uuid, {.lines = 10});
    q.say("a");
    q.pass(5min);
    q.say("b");
    check(q.ready(), {"create a|b"});
    q.ready(false);
    check(q.unclear(errc::unreachable), {});
    check(q.appeared("b"), {});
    check(q.pass(5min), {"returned a unknown", "confirmed b"});
    BOOST_TEST(q.machine.empty());
    q.say("c");
    check(q.ready(), {"create c"});
}

BOOST_AUTO_TEST_CASE(abandoning_returns_a_batch_in_order)
{
    auto q = three();
    q.say("d");
    check(q.abandoned(),
          {"returned a unknown", "returned b unknown", "returned c unknown", "returned d rejected"});
    auto known = three();
    known.throttled(1s);
    check(known.abandoned(), {"returned a rejected", "returned b rejected", "returned c rejected"});
    auto seen = three();
    seen.appeared("b");
    check(seen.abandoned(), {"returned a unknown", "confirmed b", "returned c unknown"});
}

BOOST_AUTO_TEST_SUITE_END()
