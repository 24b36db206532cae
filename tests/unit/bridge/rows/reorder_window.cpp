#include "bridge/rows/reorder_window.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(reorder_window)

using namespace std::chrono_literals;

namespace {

struct fixture {
    base::wall_time wall{1'700'000'000'000ms};
    base::time_point now{1h};
    bridge::reorder_window window;

    // A row that comes after this time and is dated so much before its arrival.
    void arrives(base::duration after, base::duration age)
    {
        now += after;
        wall += after;
        window.arrived(wall - age, now);
    }
};

} // namespace

BOOST_FIXTURE_TEST_CASE(rows_in_order_do_not_wait, fixture)
{
    for (int n = 0; n < 100; ++n)
        arrives(3ms, 10ms);
    BOOST_TEST((window.length(now) == 0ms));
}

BOOST_FIXTURE_TEST_CASE(rows_of_one_date_are_in_order, fixture)
{
    arrives(0ms, 5ms);
    arrives(2ms, 7ms);
    BOOST_TEST((window.length(now) == 0ms));
}

BOOST_FIXTURE_TEST_CASE(a_row_that_came_late_makes_it_twice_as_long, fixture)
{
    arrives(0ms, 0ms);
    arrives(20ms, 25ms); // dated 5 ms before the other and 20 ms later
    BOOST_TEST((window.length(now) == 40ms));
    arrives(1ms, 27ms); // later still than the first
    BOOST_TEST((window.length(now) == 42ms));
}

BOOST_FIXTURE_TEST_CASE(the_first_row_that_is_dated_later_counts, fixture)
{
    arrives(0ms, 0ms);
    arrives(10ms, 0ms);
    arrives(10ms, 15ms); // between the two
    BOOST_TEST((window.length(now) == 20ms));
}

BOOST_FIXTURE_TEST_CASE(within_one_tick_it_is_still_late, fixture)
{
    arrives(0ms, 0ms);
    arrives(0ms, 1ms);
    BOOST_TEST((window.length(now) == 2ms));
}

BOOST_FIXTURE_TEST_CASE(it_has_a_limit_and_what_comes_later_does_not_count, fixture)
{
    arrives(0ms, 0ms);
    arrives(200ms, 201ms);
    BOOST_TEST((window.length(now) == bridge::reorder_window::longest));
    fixture other;
    other.arrives(0ms, 0ms);
    other.arrives(251ms, 300ms);
    BOOST_TEST((other.window.length(other.now) == 0ms));
}

BOOST_FIXTURE_TEST_CASE(it_fades, fixture)
{
    arrives(0ms, 0ms);
    arrives(50ms, 60ms);
    BOOST_TEST((window.length(now) == 100ms));
    BOOST_TEST((window.length(now + 5min) == 50ms));
    BOOST_TEST((window.length(now + 10min) == 0ms));
    // A smaller lateness does not shorten it, one as large renews it.
    arrives(1min, 0ms);
    arrives(5ms, 6ms);
    BOOST_TEST((window.length(now) == 90ms));
    arrives(4min, 0ms);
    arrives(30ms, 31ms);
    BOOST_TEST((window.length(now) == 60ms));
}

BOOST_AUTO_TEST_SUITE_END()
