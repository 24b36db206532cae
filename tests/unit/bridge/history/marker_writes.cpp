#include "bridge/history/marker_writes.hpp"

#include <boost/test/unit_test.hpp>

using namespace std::chrono_literals;
using users = std::vector<base::user_id>;

namespace {

const base::user_id one_user("ada");
const base::user_id other_user("bob");
constexpr base::time_point now{1h};

struct writes {
    bridge::marker_writes all;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(marker_writes_, writes)

BOOST_AUTO_TEST_CASE(the_first_goes_at_once_and_the_next_waits)
{
    BOOST_TEST(!all.deadline().has_value());
    all.moved(one_user);
    BOOST_TEST((all.deadline() <= now));
    BOOST_TEST(all.start(now) == users{one_user});
    BOOST_TEST(!all.deadline().has_value());
    all.done(one_user, now + 1s);
    BOOST_TEST(!all.has(one_user));
    all.moved(one_user);
    all.moved(one_user); // the latest counts: one write
    BOOST_TEST((all.deadline() == now + 4s));
    BOOST_TEST(all.start(now + 4s - 1ms).empty());
    BOOST_TEST(all.start(now + 4s) == users{one_user});
}

BOOST_AUTO_TEST_CASE(one_at_a_time)
{
    all.moved(one_user);
    all.start(now);
    all.moved(one_user);
    BOOST_TEST(all.has(one_user));
    BOOST_TEST(!all.deadline().has_value());
    BOOST_TEST(all.start(now + 1h).empty());
    BOOST_TEST(all.start_all().empty());
    all.done(one_user, now + 1h);
    BOOST_TEST(all.start(now + 1h + 3s) == users{one_user});
}

BOOST_AUTO_TEST_CASE(users_do_not_wait_for_each_other)
{
    all.moved(one_user);
    all.start(now);
    all.moved(other_user);
    BOOST_TEST(all.start(now) == users{other_user});
    BOOST_TEST(!all.has(base::user_id("eve")));
}

BOOST_AUTO_TEST_CASE(at_the_end_nothing_waits)
{
    all.moved(one_user);
    all.start(now);
    all.done(one_user, now);
    all.moved(one_user);
    BOOST_TEST(all.start_all() == users{one_user});
    all.done(one_user, now);
    BOOST_TEST(all.start_all().empty());
}

BOOST_AUTO_TEST_SUITE_END()
