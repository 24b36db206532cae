#include "bridge/rows/shown_times.hpp"

#include <boost/test/unit_test.hpp>

using namespace std::chrono_literals;

namespace {

constexpr base::wall_time noon{1'700'000'000'000ms};

} // namespace

BOOST_AUTO_TEST_SUITE(shown_times)

BOOST_AUTO_TEST_CASE(rows_of_one_date_are_shown_one_millisecond_apart)
{
    bridge::shown_times times;
    BOOST_TEST((times.shift_of(noon) == 0ms));
    BOOST_TEST((times.shift_of(noon) == 1ms));
    BOOST_TEST((times.shift_of(noon) == 2ms));
}

BOOST_AUTO_TEST_CASE(row_dated_within_shifted_times_is_shown_after_them)
{
    bridge::shown_times times;
    times.shift_of(noon);
    times.shift_of(noon);
    times.shift_of(noon);
    BOOST_TEST((times.shift_of(noon + 1ms) == 2ms));
    BOOST_TEST((times.shift_of(noon + 10ms) == 0ms));
}

BOOST_AUTO_TEST_CASE(row_that_comes_late_keeps_its_date)
{
    bridge::shown_times times;
    times.shift_of(noon);
    BOOST_TEST((times.shift_of(noon - 5s) == 0ms));
    BOOST_TEST((times.shift_of(noon) == 1ms)); // the newest is remembered
}

BOOST_AUTO_TEST_CASE(row_of_the_future_shifts_no_rows_of_the_present)
{
    bridge::shown_times times;
    times.shift_of(noon + 1h);
    BOOST_TEST((times.shift_of(noon) == 0ms));
    BOOST_TEST((times.shift_of(noon) == 1ms));
    BOOST_TEST((times.shift_of(noon + 1h) == 0ms));
}

BOOST_AUTO_TEST_SUITE_END()
