// Several lines in one create whose rows appear, and those with integer keys, which nothing else settles.
#include "send_queue_fixture.hpp"

BOOST_AUTO_TEST_SUITE(send_queue_batches_appeared)

using namespace send_queue_test;
using base::errc;

BOOST_AUTO_TEST_CASE(rows_that_appear_settle_a_lost_batch_once_all_are_there)
{
    for (const auto kind : {key_kind::uuid, key_kind::integer}) {
        auto q = three(kind);
        check(q.appeared("c"), {}); // events overtake each other
        check(q.unclear(errc::timeout), kind == key_kind::uuid ? strings{"look a|b"} : strings{});
        check(q.appeared("a"), {});
        check(q.appeared("a"), {});
        check(q.appeared("b", bob), {});
        check(q.appeared("b"),
              kind == key_kind::uuid ? strings{} : strings{"confirmed a", "confirmed b", "confirmed c"});
        if (kind == key_kind::uuid)
            check(q.look_failed(), {"confirmed a", "confirmed b", "confirmed c"});
    }
}

BOOST_AUTO_TEST_CASE(a_row_that_appears_keeps_its_batch_from_being_sent_again)
{
    auto q = lost_three();
    q.not_found();
    q.unclear(errc::timeout);
    check(q.not_found(), {}); // it is sent again in 2 s
    check(q.appeared("b"), {"look a|c"});
    check(q.found_all({"a", "c"}), {"confirmed a", "confirmed b", "confirmed c"});
}

BOOST_AUTO_TEST_CASE(a_lost_batch_with_integer_keys_is_settled_line_by_line)
{
    auto q = lost_three(key_kind::integer);
    q.say("d");
    check(q.pass(10s), {});
    check(q.appeared("b"), {});
    check(q.pass(20s), {"returned a unknown", "confirmed b", "returned c unknown", "create d"});
}

BOOST_AUTO_TEST_CASE(with_integer_keys_equal_texts_are_one_row_each)
{
    queue q(key_kind::integer);
    q.say("a", 1);
    q.say("a", 2);
    q.ready();
    q.unclear(errc::timeout);
    auto row = q.row("a");
    BOOST_TEST((q.machine.claims(row)->from == base::client_id{1}));
    check(q.appeared(row), {});
    row.id = base::item_id("18");
    BOOST_TEST((q.machine.claims(row)->from == base::client_id{2}));
    check(q.appeared(row), {"confirmed a", "confirmed a"});
}

BOOST_AUTO_TEST_CASE(with_integer_keys_only_a_certain_refusal_sends_anything_again)
{
    auto unique = three(key_kind::integer);
    check(unique.refused(errc::not_unique), {"create a"}); // sent once, and rolled back
    auto forbidden = three(key_kind::integer);
    check(forbidden.refused(errc::forbidden), {"look permissions"});
    check(forbidden.not_found(), {"returned a forbidden", "returned b forbidden", "returned c forbidden"});
    auto there = three(key_kind::integer);
    there.appeared("a");
    check(there.refused(errc::forbidden), {"look permissions"});
    check(there.not_found(), {});
    check(there.pass(2s), {"look permissions"});
    check(there.not_found(), {"confirmed a", "returned b unknown", "returned c unknown"});
    auto failed = three(key_kind::integer);
    check(failed.refused(errc::server_failed),
          {"returned a unknown", "returned b unknown", "returned c unknown"});
    for (const auto why : {errc::server_failed, errc::malformed, errc::overloaded}) {
        auto unclear = three(key_kind::integer);
        check(unclear.unclear(why), {});
        check(unclear.pass(30s), {"returned a unknown", "returned b unknown", "returned c unknown"});
    }
}

BOOST_AUTO_TEST_CASE(with_integer_keys_a_text_does_not_outweigh_a_certain_refusal)
{
    auto q = three(key_kind::integer);
    q.appeared("b"); // written elsewhere
    check(q.refused(errc::invalid_payload), {"create a"});
    q.stored("a");
    check(q.refused(errc::invalid_payload), {"returned b rejected", "create c"});
}

BOOST_AUTO_TEST_CASE(each_line_of_a_batch_claims_its_row)
{
    for (const auto kind : {key_kind::uuid, key_kind::integer}) {
        auto q = three(kind);
        for (const auto* text : {"c", "a", "b"}) {
            const auto* line = q.machine.claims(q.row(text));
            BOOST_TEST((line && line->text == text));
        }
        BOOST_TEST(!q.machine.claims(q.row("a", bob)));
        q.throttled(1s); // not executed
        BOOST_TEST((q.machine.claims(q.row("a")) != nullptr) == (kind == key_kind::uuid));
    }
}

BOOST_AUTO_TEST_SUITE_END()
