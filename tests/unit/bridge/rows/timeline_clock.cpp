// Directus's clock is set: what is read back is found, and what was shown is not shown again.
#include "timeline_fixture.hpp"

BOOST_AUTO_TEST_SUITE(timeline_clock)

using namespace timeline_test;

namespace {

struct clocked : live {
    clocked()
    {
        now += 30min;
        for (int n = 1; n <= 3; ++n)
            event(row(n, time()));
        check({"1", "2", "3"});
        line.proved(wall());
        now += 1min;
    }
    base::duration set_clock(base::duration by)
    {
        set += by;
        return line.clock_moved(now, wall());
    }
};

} // namespace

BOOST_FIXTURE_TEST_CASE(a_clock_that_goes_its_way_was_not_set, clocked)
{
    BOOST_TEST((line.clock_moved(now, wall()) == 0ms));
    now += 1h;
    BOOST_TEST((line.clock_moved(now, wall()) == 0ms));
    for (int n = 0; n < 100; ++n) // it drifts
        BOOST_TEST((set_clock(n % 2 ? 3s : 1s) == 0ms));
    BOOST_TEST((line.cursor() == start + 20min));
}

BOOST_FIXTURE_TEST_CASE(after_a_step_back_the_cursor_is_the_same_moment_by_the_new_clock, clocked)
{
    BOOST_TEST((set_clock(-1h) == -1h));
    BOOST_TEST((line.cursor() == start + 20min - 1h));
    BOOST_TEST((line.clock_moved(now, wall()) == 0ms));
    line.hold();
    replay({});
    line.proved(wall());
    BOOST_TEST((line.cursor() == wall() - overlap));
}

BOOST_FIXTURE_TEST_CASE(what_was_missed_over_a_step_back_is_shown_and_nothing_twice, clocked)
{
    set_clock(-1h);
    const auto missed = row(4, time());
    line.hold();
    replay({missed, row(1, 30min), row(2, 30min), row(3, 30min)});
    check({"4"});
    BOOST_TEST(counts.missed == 1u);
    event(row(5, time()));
    check({"5"});
    now += 10s;
    BOOST_TEST(sweep({missed, row(5, time() - 10s), row(6, time() - 5s)}) == 1u);
    check({"6"});
}

// Rows that the fast clock has dated come into a read-back's reach as the new one goes on.
BOOST_FIXTURE_TEST_CASE(rows_of_the_fast_clock_are_not_missed_when_their_time_comes, clocked)
{
    const std::vector before{row(1, 30min), row(2, 30min), row(3, 30min),
                             row(90, 10min)}; // one from before the scope
    set_clock(-1h);
    line.hold();
    replay(before);
    for (int minute = 0; minute < 120; ++minute) {
        now += 1min;
        std::vector<directus::item> found;
        std::ranges::copy_if(before, std::back_inserter(found), [&](const auto& one) {
            return *one.date >= line.cursor() && *one.date <= wall();
        });
        BOOST_TEST(sweep(found) == 0u);
        line.proved(wall());
    }
    check({});
}

BOOST_FIXTURE_TEST_CASE(what_was_there_before_the_proof_by_the_new_clock_is_history, clocked)
{
    set_clock(-1h);
    line.hold();
    replay({row(70, time() - 5min), row(71, time() - 10s)});
    check({"71"});
}

BOOST_FIXTURE_TEST_CASE(a_step_forward_leaves_the_proof_for_the_last_rows_of_the_old_clock, clocked)
{
    const auto missed = row(4, time());
    BOOST_TEST((set_clock(1h) == 1h));
    BOOST_TEST((line.cursor() == start + 20min));
    line.hold();
    line.proved(wall());
    BOOST_TEST((line.cursor() == start + 20min)); // held
    replay({row(1, 30min), row(2, 30min), row(3, 30min), missed, row(5, time())});
    check({"4", "5"});
    line.proved(wall());
    BOOST_TEST((line.cursor() == wall() - overlap));
}

BOOST_FIXTURE_TEST_CASE(what_the_fast_clock_has_dated_since_it_was_heard_is_shown, clocked)
{
    const auto missed = row(4, time());
    set_clock(-1h);
    line.hold();
    replay({row(5, time()), row(1, 30min), row(2, 30min), row(3, 30min), missed});
    check({"5", "4"});
}

BOOST_FIXTURE_TEST_CASE(rows_keep_their_own_dates_behind_a_step_back, clocked)
{
    set_clock(-1h);
    line.hold();
    replay({});
    const auto date = time();
    event(row(4, date));
    event(row(5, date));
    BOOST_REQUIRE(out.size() == 2u);
    BOOST_TEST((std::get<said>(out[0]).row.date == start + date));
    BOOST_TEST((std::get<said>(out[1]).row.date == start + date));
    BOOST_TEST((std::get<said>(out[1]).shift == 1ms));
}

BOOST_FIXTURE_TEST_CASE(a_key_given_anew_behind_a_step_back_is_a_new_row, clocked)
{
    set_clock(-1h);
    line.hold();
    replay({});
    now += 5s;
    event(row(1, time(), "after"));
    check({"1-", "1"});
}

BOOST_AUTO_TEST_SUITE_END()
