// Each row once and in order.
#include "timeline_fixture.hpp"

#include <random>

BOOST_AUTO_TEST_SUITE(timeline)

using namespace timeline_test;
using bridge::timeline;

BOOST_FIXTURE_TEST_CASE(live_rows_are_shown_as_they_come_each_once, live)
{
    BOOST_TEST(!line.holding());
    event(row(1));
    event(row(2, 1ms));
    event(row(1));
    check({"1", "2"});
    BOOST_TEST(!line.deadline());
}

BOOST_FIXTURE_TEST_CASE(the_answer_and_the_event_of_a_create_show_it_once_in_either_order, live)
{
    answer(row(1));
    event(row(1));
    event(row(2));
    answer(row(2));
    check({"1", "2"});
}

BOOST_FIXTURE_TEST_CASE(rows_are_held_until_the_gap_is_read_back_then_shown_in_order, live)
{
    line.hold();
    event(row(4, 4s));
    answer(row(3, 3s)); // an own one, too: it does not overtake what was missed
    check({});
    replay({row(1, 1s), row(2, 2s), row(3, 3s), row(5, 5s)});
    check({"1", "2", "3", "4", "5"});
    BOOST_TEST(counts.missed == 3u);
    event(row(5, 5s));
    event(row(6, 6s));
    check({"6"});
}

BOOST_AUTO_TEST_CASE(at_first_rows_are_held_too)
{
    timeline line({}, start);
    BOOST_TEST(line.holding());
    timeline::actions out;
    line.received({.row = row(1)}, base::time_point(1h), start, out);
    BOOST_TEST(out.empty());
    line.replayed(as_said({row(1), row(2)}), base::time_point(1h), base::time_point(1h), start, out);
    BOOST_TEST(told(out) == (strings{"1", "2"}), boost::test_tools::per_element());
}

BOOST_FIXTURE_TEST_CASE(the_answer_tells_whose_a_held_row_is, live)
{
    line.hold();
    event(row(1));
    answer(row(1));
    replay({});
    BOOST_REQUIRE(out.size() == 1u);
    BOOST_TEST((std::get<said>(out.front()).from == base::client_id{1}));
}

BOOST_FIXTURE_TEST_CASE(a_row_that_overtook_another_makes_the_next_ones_wait, live)
{
    event(row(2, 20ms));
    now += 10ms;
    event(row(1, 10ms)); // late by 10 ms: too late for this time
    check({"2", "1"});
    now += 1s;
    event(row(4, 1020ms));
    check({});
    BOOST_TEST((line.deadline() == now + 20ms));
    now += 5ms;
    event(row(3, 1010ms));
    event(row(5, 1030ms));
    check({});
    wait();
    check({"3", "4"});
    wait();
    check({"5"});
    BOOST_TEST(!line.deadline());
}

BOOST_FIXTURE_TEST_CASE(within_the_window_equal_dates_go_by_key_as_numbers, live)
{
    event(row(1, 1ms));
    event(row(2, 0ms));
    check({"1", "2"});
    event(row(10, 5ms));
    event(row(9, 5ms));
    wait();
    check({"9", "10"});
}

BOOST_FIXTURE_TEST_CASE(dates_far_from_now_give_no_order_and_do_not_wait, live)
{
    event(row(1, 24h * 365 * 5));
    event(row(2, -24h * 365));
    event(row(3, 1ms));
    auto undated = row(4);
    undated.date.reset();
    event(undated);
    event(row(5, 2ms));
    check({"1", "2", "3", "4", "5"});
    BOOST_TEST(!line.deadline());
}

BOOST_FIXTURE_TEST_CASE(what_waits_when_the_feed_goes_is_shown_with_what_was_missed, live)
{
    event(row(2, 2ms));
    event(row(1, 1ms));
    check({"2", "1"});
    event(row(5, 5ms));
    line.hold();
    BOOST_TEST(!line.deadline());
    replay({row(4, 4ms), row(5, 5ms)});
    check({"4", "5"});
}

BOOST_FIXTURE_TEST_CASE(what_is_older_than_the_start_is_history_and_no_news, live)
{
    line.hold();
    auto undated = row(5);
    undated.date.reset();
    replay({row(1, -1ms), row(2, 0ms), row(3, 1ms), undated});
    check({"2", "3", "5"});
    BOOST_TEST(counts.missed == 3u);
    event(row(1, -1ms));
    check({});
    event(row(4, -1h)); // created now, dated otherwise
    check({"4"});
}

BOOST_AUTO_TEST_CASE(rows_of_the_future_that_were_there_at_the_beginning_are_no_news)
{
    timeline line({}, start);
    timeline::actions out;
    const base::time_point now(1h);
    line.replayed(as_said({row(1), row(2031, 24h * 365 * 5)}), now, now, start + 1s, out);
    BOOST_TEST(told(out) == strings{"1"}, boost::test_tools::per_element());
}

BOOST_FIXTURE_TEST_CASE(a_row_of_the_future_ends_nothing, live)
{
    event(row(2031, 24h * 365 * 5));
    check({"2031"});
    BOOST_TEST((line.cursor() == start - overlap)); // never moved by a row's date
    line.proved(start + 1h);
    line.proved(start + 2h);
    line.hold();
    replay({row(3, 2h), row(2031, 24h * 365 * 5)});
    check({"3"}); // and the row itself is remembered as long as it is read back
}

BOOST_FIXTURE_TEST_CASE(the_cursor_lies_an_overlap_behind_the_last_proof, live)
{
    line.proved(start + 1h);
    BOOST_TEST((line.cursor() == start + 50min));
    line.proved(start + 30min); // never back
    BOOST_TEST((line.cursor() == start + 50min));
    line.hold();
    line.proved(start + 2h); // a held feed proves nothing
    BOOST_TEST((line.cursor() == start + 50min));
}

BOOST_AUTO_TEST_CASE(of_many_missed_rows_the_newest_are_shown_and_own_ones_always)
{
    live with({.catch_up = 2});
    with.line.hold();
    auto rows = as_said({row(1), row(2, 1ms), row(3, 2ms), row(4, 3ms)});
    rows.front().from = base::client_id{1};
    with.counts = with.line.replayed(std::move(rows), with.now, with.now, with.wall(), with.out);
    with.check({"1", "3", "4"});
    BOOST_TEST(with.counts.missed == 4u);
    BOOST_TEST(with.counts.left_out == 1u);
    with.event(row(2, 1ms)); // it was counted
    with.check({});
}

BOOST_AUTO_TEST_CASE(too_many_held_rows_are_let_go_and_read_back_instead)
{
    live with({.hold = 2});
    with.line.hold();
    for (int n = 1; n <= 3; ++n)
        with.event(row(n, n * 1ms));
    BOOST_TEST(with.line.overflowed());
    with.line.hold();
    BOOST_TEST(!with.line.overflowed());
    with.replay({row(1, 1ms), row(2, 2ms), row(3, 3ms)});
    with.check({"1", "2", "3"});
}

BOOST_AUTO_TEST_CASE(so_are_held_rows_that_are_too_large_together)
{
    live with({.hold_bytes = 2000});
    with.line.hold();
    const std::string large(1500, 'x');
    with.event(row(1, 1ms, large));
    with.event(row(2, 2ms, large));
    BOOST_TEST(!with.line.overflowed());
    with.event(row(3, 3ms, large));
    BOOST_TEST(with.line.overflowed());
    with.line.hold();
    with.replay({row(1, 1ms, large), row(2, 2ms, large), row(3, 3ms, large)});
    with.check({"1", "2", "3"});
}

BOOST_FIXTURE_TEST_CASE(a_sweep_shows_what_no_event_told_of, live)
{
    event(row(1));
    now += 1min;
    BOOST_TEST(sweep({row(1), row(2, 1s), row(3, 2s)}) == 2u);
    check({"1", "2", "3"});
    event(row(2, 1s));
    check({});
    BOOST_TEST(sweep({row(1), row(2, 1s), row(3, 2s)}) == 0u);
    check({});
}

BOOST_FIXTURE_TEST_CASE(a_sweep_leaves_alone_what_may_be_on_its_way_and_what_is_history, live)
{
    now += 1min;
    BOOST_TEST(sweep({row(1, -5s), row(2, 58s)}) == 0u);
    check({});
    event(row(2, 58s));
    check({"2"});
}

namespace {

// Rows as they are stored, with the ways in which a scope hears of them.
struct history : live {
    explicit history(std::mt19937& source)
        : random(source)
    {
    }

    void store(bool by_us)
    {
        stored.push_back(row(static_cast<int>(stored.size()), wall() - start));
        const bool is_lost = line.holding() && random() % 2; // as events are while the feed is away
        if (by_us)
            answer(stored.back());
        if (!is_lost)
            event(stored.back());
    }
    std::vector<directus::item> since_cursor() const
    {
        std::vector<directus::item> again;
        std::ranges::copy_if(stored, std::back_inserter(again),
                             [&](const auto& one) { return *one.date >= line.cursor(); });
        return again;
    }
    void step()
    {
        now += base::duration(random() % 60'000);
        line.fired(now, out);
        switch (random() % 6) {
        case 0:
            line.hold();
            break;
        case 1:
            line.proved(wall());
            break;
        case 2:
            replay(since_cursor());
            line.proved(wall());
            break;
        case 3:
            sweep(since_cursor());
            break;
        default:
            store(random() % 2);
        }
    }

    std::mt19937& random;
    std::vector<directus::item> stored;
};

} // namespace

// By answer, event, sweep and read-back, in any order and number.
BOOST_AUTO_TEST_CASE(each_row_is_shown_once_and_in_order_however_it_comes)
{
    const auto seed = std::random_device()();
    BOOST_TEST_MESSAGE("seed " << seed);
    std::mt19937 random(seed);
    for (int round = 0; round < 300; ++round) {
        BOOST_TEST_CONTEXT("seed " << seed << " round " << round)
        {
            history one(random);
            for (int step = 0; step < 200; ++step)
                one.step();
            one.replay(one.since_cursor());
            strings expected;
            for (const auto& stored : one.stored)
                expected.push_back(stored.id.str());
            BOOST_TEST(told(one.out) == expected, boost::test_tools::per_element());
        }
    }
}

BOOST_AUTO_TEST_CASE(how_many_rows_are_unknown)
{
    live one;
    one.event(row(1));
    one.event(row(2));
    const std::vector known{row(1), row(2)};
    const std::vector more{row(2), row(3)};
    BOOST_TEST(one.line.lacking(known, one.wall()) == 0u);
    BOOST_TEST(one.line.lacking(more, one.wall()) == 1u);
    BOOST_TEST(one.line.lacking({}, one.wall()) == 0u);
}

BOOST_AUTO_TEST_SUITE_END()
