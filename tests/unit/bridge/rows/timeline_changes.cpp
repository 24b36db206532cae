// Edits and deletions of rows that were shown.
#include "timeline_fixture.hpp"

BOOST_AUTO_TEST_SUITE(timeline_changes)

using namespace timeline_test;

namespace {

struct shown : live {
    shown()
    {
        event(row(1));
        event(row(2, 1ms));
        check({"1", "2"});
    }
    void edit(directus::item what) { line.updated(what, now, out); }
    void remove(int number) { line.deleted(key(number), now, out); }
    void look_up(const std::vector<directus::item>& found)
    {
        const auto wanted = line.remembered();
        line.looked_up(wanted, found, now, now, out);
    }
};

} // namespace

BOOST_FIXTURE_TEST_CASE(live, shown)
{
    edit(row(1, 0ms, "new"));
    edit(row(1, 0ms, "new")); // says nothing new
    edit(row(1, 0ms, "newer"));
    remove(2);
    remove(2);
    edit(row(7, 0ms, "never shown"));
    remove(8);
    check({"1*1", "1*2", "2-"});
}

BOOST_FIXTURE_TEST_CASE(a_row_that_waits_is_shown_as_it_is_by_then, shown)
{
    line.hold();
    event(row(3, 3ms, "old"));
    event(row(4, 4ms));
    edit(row(3, 3ms, "new"));
    remove(4);
    check({});
    replay({row(3, 3ms, "new")});
    BOOST_REQUIRE(out.size() == 1u);
    BOOST_TEST(std::get<bridge::said>(out.front()).row.content == "new");
}

BOOST_FIXTURE_TEST_CASE(a_row_deleted_before_its_event_came_is_not_shown, shown)
{
    remove(3);
    event(row(3, 3ms));
    line.hold();
    replay({row(3, 3ms)});
    check({});
}

BOOST_FIXTURE_TEST_CASE(edits_that_were_missed_are_found_by_the_read_back, shown)
{
    line.hold();
    replay({row(1, 0ms, "new"), row(2, 1ms), row(3, 2ms)});
    check({"1*1", "3"});
}

BOOST_FIXTURE_TEST_CASE(edits_that_no_event_told_of_are_found_by_the_sweep, shown)
{
    BOOST_TEST(sweep({row(1), row(2, 1ms, "new")}) == 0u);
    check({"2*1"});
}

BOOST_FIXTURE_TEST_CASE(edits_and_deletions_that_were_missed_are_found_by_looking_the_rows_up, shown)
{
    event(row(3, 2ms));
    check({"3"});
    look_up({row(3, 2ms), row(2, 1ms, "new")});
    check({"2*1", "1-"});
    look_up({row(3, 2ms), row(2, 1ms, "new")});
    check({});
}

BOOST_FIXTURE_TEST_CASE(what_was_looked_up_before_an_event_is_outdated, shown)
{
    const auto asked = now;
    const auto wanted = line.remembered();
    now += 1s;
    edit(row(1, 0ms, "new"));
    check({"1*1"});
    line.looked_up(wanted, std::vector{row(1), row(2, 1ms)}, asked, now, out);
    check({});
}

BOOST_FIXTURE_TEST_CASE(of_rows_shown_as_history, shown)
{
    const std::vector rows{row(1, 0ms), row(-1, -1h), row(-2, -2h)};
    line.shown_as_history(rows);
    edit(row(-1, -1h, "new"));
    remove(-2);
    check({"-1*1", "-2-"});
}

BOOST_FIXTURE_TEST_CASE(they_know_when_the_row_was_shown, shown)
{
    const std::vector rows{row(-1, -1h)};
    line.shown_as_history(rows);
    const auto then = now;
    now += 1h;
    edit(row(1, 0ms, "new"));
    remove(-1);
    BOOST_TEST((std::get<bridge::edited>(out.at(0)).shown_at == then));
    BOOST_TEST(!std::get<bridge::removed>(out.at(1)).shown_at);
}

BOOST_AUTO_TEST_SUITE_END()
