#include "bridge/people/recent_writers.hpp"

#include <boost/test/unit_test.hpp>

using namespace std::chrono_literals;

namespace {

const base::user_id ada("ada");
const base::user_id bob("bob");
constexpr base::time_point noon{1h};
using users = std::vector<base::user_id>;

} // namespace

BOOST_AUTO_TEST_SUITE(recent_writers)

BOOST_AUTO_TEST_CASE(users_are_due_in_the_order_of_their_times)
{
    bridge::recent_writers all;
    BOOST_TEST((all.deadline() == std::nullopt));
    all.add(ada, noon + 2s);
    all.add(bob, noon + 1s);
    BOOST_TEST((all.deadline() == noon + 1s));
    BOOST_TEST((all.take_due(noon) == users()));
    BOOST_TEST((all.take_due(noon + 1s) == users{bob}));
    BOOST_TEST((all.deadline() == noon + 2s));
    BOOST_TEST((all.take_due(noon + 3s) == users{ada}));
    BOOST_TEST((all.deadline() == std::nullopt));
}

BOOST_AUTO_TEST_CASE(later_time_of_a_user_counts)
{
    bridge::recent_writers all;
    all.add(ada, noon + 1s);
    all.add(ada, noon + 3s);
    all.add(ada, noon + 2s);
    BOOST_TEST((all.deadline() == noon + 3s));
    BOOST_TEST((all.take_due(noon + 3s) == users{ada}));
    BOOST_TEST((all.take_due(noon + 4s) == users()));
}

BOOST_AUTO_TEST_SUITE_END()
