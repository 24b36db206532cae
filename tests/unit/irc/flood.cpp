#include "irc/flood.hpp"

#include <boost/test/unit_test.hpp>

using namespace std::chrono_literals;

namespace {

const base::time_point start{1h};

} // namespace

BOOST_AUTO_TEST_SUITE(flood)

BOOST_AUTO_TEST_CASE(a_burst_passes_and_then_one_line_an_interval)
{
    irc::flood flood(10, 500ms);
    for (int i = 0; i < 10; ++i)
        BOOST_TEST(flood.charge(start).count() == 0);
    BOOST_TEST(flood.charge(start).count() == 500);
    BOOST_TEST(flood.charge(start).count() == 1000);
}

BOOST_AUTO_TEST_CASE(a_client_that_waits_as_told_goes_on_at_the_steady_rate)
{
    irc::flood flood(2, 500ms);
    auto now = start;
    flood.charge(now);
    flood.charge(now);
    for (int i = 0; i < 5; ++i) {
        const auto delay = flood.charge(now);
        BOOST_TEST(delay.count() == 500);
        now += delay;
    }
}

BOOST_AUTO_TEST_CASE(the_burst_comes_back_with_time_and_no_further)
{
    irc::flood flood(3, 500ms);
    for (int i = 0; i < 3; ++i)
        flood.charge(start);
    BOOST_TEST(flood.charge(start + 500ms).count() == 0);
    BOOST_TEST(flood.charge(start + 500ms).count() == 500);
    for (int i = 0; i < 3; ++i)
        BOOST_TEST(flood.charge(start + 1h).count() == 0);
    BOOST_TEST(flood.charge(start + 1h).count() == 500);
}

BOOST_AUTO_TEST_CASE(lines_at_the_steady_rate_are_never_delayed)
{
    irc::flood flood(1, 500ms);
    for (int i = 0; i < 100; ++i)
        BOOST_TEST(flood.charge(start + i * 500ms).count() == 0);
}

BOOST_AUTO_TEST_CASE(what_is_refused_in_place_of_a_delay_costs_nothing)
{
    irc::flood flood(2, 500ms);
    BOOST_TEST(flood.is_forgotten(start));
    BOOST_TEST(flood.take(start));
    BOOST_TEST(flood.take(start));
    for (int i = 0; i < 10; ++i)
        BOOST_TEST(!flood.take(start));
    BOOST_TEST(!flood.take(start + 499ms));
    BOOST_TEST(flood.take(start + 500ms));
    BOOST_TEST(!flood.take(start + 500ms));
    BOOST_TEST(!flood.is_forgotten(start + 1499ms));
    BOOST_TEST(flood.is_forgotten(start + 1500ms));
}

BOOST_AUTO_TEST_SUITE_END()
