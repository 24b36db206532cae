// Rows that begin to meet the filter are new messages, and those that no longer do are deleted ones.
#include "timeline_fixture.hpp"

BOOST_AUTO_TEST_SUITE(timeline_filter)

using namespace timeline_test;

namespace {

directus::item hidden(int number, base::duration after = 0ms, std::string text = "text")
{
    auto out = row(number, after, std::move(text));
    out.hidden = true;
    return out;
}

struct filtered : live {
    filtered()
    {
        event(row(1));
        event(hidden(2, 1ms));
        answer(hidden(3, 2ms));
        check({"1"});
        now += 2min;
    }
    void update(directus::item what) { line.updated(what, now, out); }
    void look_up(const std::vector<directus::item>& found) { look_up(found, now); }
    void look_up(const std::vector<directus::item>& found, base::time_point asked)
    {
        const auto wanted = line.remembered();
        line.looked_up(wanted, found, asked, now, out);
    }
};

} // namespace

BOOST_FIXTURE_TEST_CASE(a_row_that_enters_is_said_once_with_its_own_date, filtered)
{
    update(row(2, 1ms));
    BOOST_REQUIRE(out.size() == 1u);
    const auto& what = std::get<said>(out.front());
    BOOST_TEST(what.entered);
    BOOST_TEST(what.past); // minutes later
    BOOST_TEST((what.row.date == start + 1ms));
    check({"2"});
    update(row(2, 1ms));
    update(row(2, 1ms, "new"));
    check({"2*1"});
    BOOST_TEST(sweep({row(1), row(2, 1ms, "new")}) == 0u);
    check({});
}

BOOST_FIXTURE_TEST_CASE(a_row_that_leaves_is_removed_and_said_again_when_it_comes_back, filtered)
{
    update(hidden(1));
    update(hidden(1));
    check({"1-"});
    update(row(1));
    check({"1"});
    update(hidden(1));
    line.deleted(key(1), now, out);
    update(row(1));
    check({"1-"});
}

BOOST_FIXTURE_TEST_CASE(an_own_row_that_leaves_while_it_waits_is_shown_and_then_removed, filtered)
{
    const auto own = row(5, time());
    event(row(6, time() + 20ms)); // a later one came first: the window opens
    now += 1ms;
    answer(own);
    check({"6", "5"});
    now += 1ms;
    answer(row(7, time() + 30ms));
    check({});
    update(hidden(7, time() + 30ms));
    check({"7", "7-"});
    BOOST_TEST(!line.deadline());
}

BOOST_FIXTURE_TEST_CASE(an_own_row_that_leaves_while_rows_are_held_is_kept, filtered)
{
    line.hold();
    answer(row(5, time()));
    update(hidden(5, time()));
    check({});
    const auto wanted = line.remembered();
    replay({});
    check({"5"});
    now += 1s;
    line.looked_up(wanted, std::vector{row(1), hidden(5, 2min)}, now, now, out);
    check({"5-"});
}

BOOST_FIXTURE_TEST_CASE(an_answer_does_not_bring_back_a_row_that_left_since, filtered)
{
    const auto own = row(5, time());
    line.received({.row = own, .from = base::client_id{1}, .heard_at = now}, now, wall(), out);
    check({"5"});
    now += 10ms;
    update(hidden(5, 2min));
    check({"5-"});
    now += 10ms;
    answer(own);
    check({});
    update(own); // it enters once more
    check({"5"});
}

BOOST_FIXTURE_TEST_CASE(an_event_that_was_held_back_does_not_bring_back_a_row_that_left_since, filtered)
{
    const auto heard_at = now;
    now += 10ms;
    update(hidden(5, 2min));
    update(hidden(6, 2min));
    line.received({.row = row(5, 2min), .heard_at = heard_at}, now, wall(), out);
    check({});
    // One of ours still wants its answer.
    line.received({.row = row(6, 2min), .from = base::client_id{1}, .heard_at = heard_at}, now, wall(), out);
    check({"6", "6-"});
}

BOOST_FIXTURE_TEST_CASE(an_update_of_a_row_that_nobody_knows_is_none, filtered)
{
    update(row(50, -1h));
    check({});
}

BOOST_FIXTURE_TEST_CASE(rows_that_were_hidden_at_the_start_may_enter_too, filtered)
{
    const std::vector rows{hidden(-1, -24h), hidden(-2, -1h)};
    line.found_hidden(rows, now);
    update(row(-1, -24h));
    check({"-1"});
}

BOOST_FIXTURE_TEST_CASE(a_row_published_before_its_event_came_is_said_once, filtered)
{
    answer(hidden(9, 1min));
    event(row(9, 1min));
    update(row(9, 1min));
    check({"9"});
}

BOOST_FIXTURE_TEST_CASE(what_entered_or_left_in_an_outage_is_found_by_the_read_back, filtered)
{
    line.hold();
    event(row(4, 2min));
    update(hidden(4, 2min));
    now += 1min;
    replay({row(2, 1ms)}); // read with the filter
    check({"2"});
    look_up({hidden(1), row(2, 1ms), row(3, 2ms), hidden(4, 2min)});
    check({"1-", "3"});
    look_up({hidden(1), row(2, 1ms), row(3, 2ms), hidden(4, 2min)});
    check({});
}

BOOST_FIXTURE_TEST_CASE(what_entered_while_the_feed_is_away_waits_for_the_read_back, filtered)
{
    line.hold();
    update(row(2, 1ms));
    check({});
    replay({row(1), row(2, 1ms)});
    check({"2"});
}

BOOST_FIXTURE_TEST_CASE(a_sweep_finds_what_entered_without_an_event, filtered)
{
    BOOST_TEST(sweep({row(1), row(3, 2ms)}) == 1u);
    check({"3"});
}

BOOST_FIXTURE_TEST_CASE(what_was_looked_up_before_an_event_is_outdated, filtered)
{
    const auto asked = now;
    now += 1s;
    update(row(2, 1ms));
    update(hidden(1));
    check({"2", "1-"});
    look_up({row(1), hidden(2, 1ms), hidden(3, 2ms)}, asked);
    check({});
    update(row(1));
    check({"1"});
}

BOOST_FIXTURE_TEST_CASE(a_row_that_was_deleted_while_hidden_is_forgotten, filtered)
{
    look_up({row(1)});
    update(row(2, 1ms));
    check({});
}

BOOST_AUTO_TEST_SUITE_END()
