// Schedule of the sweeps.
#include "server/links/sweep_schedule.hpp"

#include <boost/test/unit_test.hpp>

using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(sweep_schedule)

namespace {

struct fixture {
    server::sweep_schedule sweeps;
    base::time_point now{1h};

    base::duration interval() const { return sweeps.deadline({}) - now; }
};

} // namespace

BOOST_FIXTURE_TEST_CASE(first_sweep_is_due_after_the_slow_interval, fixture)
{
    sweeps.restart(now);
    BOOST_TEST((interval() == 50s));
}

BOOST_FIXTURE_TEST_CASE(missing_rows_shorten_the_interval_which_then_doubles, fixture)
{
    sweeps.found(1, now);
    BOOST_TEST((interval() == 5s));
    for (const auto next : {10s, 20s, 40s, 50s, 50s}) {
        sweeps.found(0, now);
        BOOST_TEST((interval() == next));
    }
}

BOOST_FIXTURE_TEST_CASE(restart_keeps_the_interval, fixture)
{
    sweeps.found(3, now);
    now += 1h;
    sweeps.restart(now);
    BOOST_TEST((interval() == 5s));
}

BOOST_FIXTURE_TEST_CASE(event_that_stays_out_brings_the_sweep_forward, fixture)
{
    sweeps.restart(now);
    BOOST_TEST((sweeps.deadline(now + 5s) == now + 5s));
    BOOST_TEST((sweeps.deadline(now + 60s) == now + 50s));
}

BOOST_FIXTURE_TEST_CASE(one_sweep_at_a_time, fixture)
{
    BOOST_TEST(!sweeps.is_under_way());
    BOOST_TEST(sweeps.try_begin(now, {}));
    BOOST_TEST(sweeps.is_under_way());
    BOOST_TEST(!sweeps.try_begin(now, {}));
    sweeps.ended();
    BOOST_TEST(sweeps.try_begin(now, {}));
}

BOOST_FIXTURE_TEST_CASE(event_that_comes_in_time_saves_the_sweep, fixture)
{
    sweeps.restart(now);
    const auto by = now + 5s;
    BOOST_TEST(!sweeps.try_begin(by, {}));
    BOOST_TEST(!sweeps.try_begin(by - 1ms, by));
    BOOST_TEST(sweeps.try_begin(by, by));
}

BOOST_AUTO_TEST_SUITE_END()
