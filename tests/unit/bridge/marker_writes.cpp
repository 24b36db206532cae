#include "bridge/marker_writes.hpp"

#include <boost/test/unit_test.hpp>

using namespace std::chrono_literals;
using users = std::vector<base::user_id>;

namespace {

const base::user_id ada("ada");
const base::user_id bob("bob");
constexpr base::time_point now{1h};

struct writes {
    bridge::marker_writes all;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(marker_writes_, writes)

BOOST_AUTO_TEST_CASE(the_first_goes_at_once_and_the_next_waits)
{
    BOOST_TEST(!all.deadline().has_value());
    all.moved(ada);
    BOOST_TEST((all.deadline() <= now));
    BOOST_TEST(all.start(now) == users{ada});
    BOOST_TEST(!all.deadline().has_value());
    all.done(ada, now + 1s);
    BOOST_TEST(!all.has(ada));
    all.moved(ada);
    all.moved(ada); // the latest counts: one write
    BOOST_TEST((all.deadline() == now + 4s));
    BOOST_TEST(all.start(now + 4s - 1ms).empty());
    BOOST_TEST(all.start(now + 4s) == users{ada});
}

BOOST_AUTO_TEST_CASE(one_at_a_time)
{
    all.moved(ada);
    all.start(now);
    all.moved(ada);
    BOOST_TEST(all.has(ada));
    BOOST_TEST(!all.deadline().has_value());
    BOOST_TEST(all.start(now + 1h).empty());
    BOOST_TEST(all.start_all().empty());
    all.done(ada, now + 1h);
    BOOST_TEST(all.start(now + 1h + 3s) == users{ada});
}

BOOST_AUTO_TEST_CASE(users_do_not_wait_for_each_other)
{
    all.moved(ada);
    all.start(now);
    all.moved(bob);
    BOOST_TEST(all.start(now) == users{bob});
    BOOST_TEST(!all.has(base::user_id("eve")));
}

BOOST_AUTO_TEST_CASE(at_the_end_nothing_waits)
{
    all.moved(ada);
    all.start(now);
    all.done(ada, now);
    all.moved(ada);
    BOOST_TEST(all.start_all() == users{ada});
    all.done(ada, now);
    BOOST_TEST(all.start_all().empty());
}

BOOST_AUTO_TEST_SUITE_END()
