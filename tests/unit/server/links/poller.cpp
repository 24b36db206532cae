#include "server/links/poller.hpp"

#include <boost/test/unit_test.hpp>

using namespace std::chrono_literals;
using server::poller;

BOOST_AUTO_TEST_SUITE(poller_)

BOOST_AUTO_TEST_CASE(most_polls_read_the_last_seconds_alone)
{
    int newest = 0;
    int everything = 0;
    for (std::size_t n = 1; n <= 100; ++n) {
        const auto how = poller::reach_of(n, 2s);
        newest += how.newest_shown;
        everything += how.everything;
        BOOST_TEST((how.newest_shown || !how.everything));
    }
    BOOST_TEST(newest == 52);
    BOOST_TEST(everything == 4); // every 50 s
}

BOOST_AUTO_TEST_CASE(rows_are_looked_up_by_requests_of_one_page)
{
    std::vector<directus::item_id> rows(250, directus::item_id("1"));
    BOOST_TEST(poller::take_some(rows, 1'000).size() == 100u);
    BOOST_TEST(poller::take_some(rows, 10).size() == 10u);
    BOOST_TEST(rows.size() == 140u);
    BOOST_TEST(poller::take_some(rows, 100).size() == 100u);
    BOOST_TEST(poller::take_some(rows, 100).size() == 40u);
    BOOST_TEST(poller::take_some(rows, 100).empty());
}

BOOST_AUTO_TEST_CASE(slow_polls_read_everything)
{
    BOOST_TEST((poller::reach_of(1, 50s) == poller::reach{true, true}));
    BOOST_TEST((poller::reach_of(7, 1h) == poller::reach{true, true}));
}

BOOST_AUTO_TEST_SUITE_END()
