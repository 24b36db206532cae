// Lines that answer a row: it is stored with them, and where it is gone, they are stored without it.
#include "send_queue_fixture.hpp"

BOOST_AUTO_TEST_SUITE(send_queue_replies)

using namespace send_queue_test;
using base::errc;

namespace {

const directus::rejection reply_is_gone{errc::invalid_payload, "INVALID_FOREIGN_KEY"};

strings reply(queue& q, std::string text, std::string to)
{
    return q.step([&](auto& out) {
        q.machine.queued({base::client_id{1}, std::move(text), false, {}, base::item_id(std::move(to))},
                         q.now, q.wall(), out);
    });
}

} // namespace

BOOST_AUTO_TEST_CASE(the_row_is_named_in_every_attempt)
{
    queue q;
    q.ready();
    check(reply(q, "one", "17"), {"create one"});
    const auto first = q.sent;
    BOOST_TEST(first.at(0).reply_to.str() == "17");
    q.unclear(errc::timeout);
    check(q.not_found(), {"create one"});
    BOOST_TEST((q.sent == first));
}

BOOST_AUTO_TEST_CASE(a_line_whose_row_is_gone_is_sent_without_it)
{
    for (const auto kind : {key_kind::uuid, key_kind::integer}) {
        queue q(kind);
        q.ready();
        reply(q, "one", "17");
        const auto key = q.key;
        check(q.refused(reply_is_gone), {"create one"});
        BOOST_TEST(q.sent.at(0).reply_to.empty());
        BOOST_TEST((q.key == key));
        check(q.refused(reply_is_gone), {"returned one rejected"}); // that was not it
    }
}

BOOST_AUTO_TEST_CASE(of_several_only_that_one_is)
{
    queue q;
    reply(q, "one", "17");
    q.say("two");
    reply(q, "three", "18");
    check(q.ready(), {"create one|two|three"});
    check(q.refused(errc::invalid_payload), {"create one"});
    BOOST_TEST(q.sent.at(0).reply_to.str() == "17");
    check(q.refused(reply_is_gone), {"create one"});
    BOOST_TEST(q.sent.at(0).reply_to.empty());
    check(q.stored("one"), {"confirmed one", "create two"});
    check(q.stored("two"), {"confirmed two", "create three"});
    BOOST_TEST(q.sent.at(0).reply_to.str() == "18");
}

BOOST_AUTO_TEST_CASE(other_refusals_are_final)
{
    queue q;
    q.ready();
    reply(q, "one", "17");
    check(q.refused(errc::invalid_payload), {"returned one rejected"});
}

BOOST_AUTO_TEST_SUITE_END()
