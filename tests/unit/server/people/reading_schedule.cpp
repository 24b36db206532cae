#include "server/people/reading_schedule.hpp"

#include <boost/test/unit_test.hpp>

using namespace std::chrono_literals;

namespace {

struct fixture {
    server::reading_schedule reads;
    base::time_point now{1h};

    base::duration pause(base::duration interval = 10min) const { return *reads.deadline(interval) - now; }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(reading_schedule, fixture)

BOOST_AUTO_TEST_CASE(first_reading_is_due_at_once)
{
    BOOST_TEST(!reads.deadline(10min));
    reads.missed(now);
    BOOST_TEST(!reads.deadline(10min));
}

BOOST_AUTO_TEST_CASE(answered_reading_is_repeated_after_the_interval)
{
    reads.started(now);
    reads.answered();
    BOOST_TEST((pause() == 10min));
    BOOST_TEST((pause(2s) == 2s));
}

BOOST_AUTO_TEST_CASE(failed_reading_is_repeated_after_a_minute)
{
    reads.started(now);
    BOOST_TEST((pause() == 1min));
    BOOST_TEST((pause(2s) == 2s));
    now += 1min;
    reads.started(now);
    reads.answered();
    BOOST_TEST((pause() == 10min));
}

BOOST_AUTO_TEST_CASE(missed_events_are_read_a_minute_after_the_last_reading)
{
    reads.started(now);
    reads.answered();
    reads.missed(now + 5min);
    BOOST_TEST((pause() == 1min)); // long ago by now
    now += 5min + 1s;
    reads.started(now);
    reads.answered();
    BOOST_TEST((pause() == 10min));
}

BOOST_AUTO_TEST_CASE(events_missed_during_a_reading_are_read_again)
{
    reads.started(now);
    reads.missed(now + 1s);
    reads.answered();
    BOOST_TEST((pause() == 1min));
}

BOOST_AUTO_TEST_SUITE_END()
