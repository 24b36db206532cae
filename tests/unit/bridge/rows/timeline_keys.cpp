// Integer keys that begin anew: after a reset, a restored backup, or a restart of MySQL before 8.
#include "timeline_fixture.hpp"

#include <map>
#include <random>

BOOST_AUTO_TEST_SUITE(timeline_keys)

using namespace timeline_test;

namespace {

struct met : live {
    met()
    {
        for (int n = 1; n <= 3; ++n)
            event(row(n, time(), "before"));
        check({"1", "2", "3"});
        now += 5s;
    }
    directus::item again(int number, std::string text = "after")
    {
        return row(number, time(), std::move(text));
    }
};

directus::item with_uuid(base::duration after, std::string text)
{
    return {directus::item_id("018bcfe5-6800-7000-8000-000000000001"), std::move(text), {}, start + after};
}

} // namespace

BOOST_FIXTURE_TEST_CASE(a_new_row_with_a_known_key_is_shown_and_the_one_before_it_removed, met)
{
    event(again(1));
    check({"1-", "1"});
    event(again(2));
    answer(again(3)); // an own one
    check({"2-", "2", "3-", "3"});
}

BOOST_FIXTURE_TEST_CASE(it_is_shown_once_whatever_tells_of_it, met)
{
    const auto fresh = again(1);
    answer(fresh);
    event(fresh);
    now += 10s;
    BOOST_TEST(sweep({fresh, row(2, 0ms, "before")}) == 0u);
    line.hold();
    replay({fresh, row(2, 0ms, "before")});
    check({"1-", "1"});
}

BOOST_FIXTURE_TEST_CASE(a_row_of_the_same_date_is_the_same_row, met)
{
    line.hold();
    event(row(1, 0ms, "before"));
    replay({row(1, 0ms, "before"), row(2, 0ms, "before"), row(3, 0ms, "before")});
    check({});
}

BOOST_FIXTURE_TEST_CASE(deleted_rows_give_their_keys_to_new_ones, met)
{
    line.deleted(key(1), now, out);
    check({"1-"});
    event(row(1, 0ms, "before")); // its own event, late
    check({});
    event(again(1));
    check({"1"});
    line.deleted(key(1), now, out);
    check({"1-"});
    now += 1s;
    event(again(1));
    check({"1"});
}

BOOST_FIXTURE_TEST_CASE(a_key_whose_row_was_deleted_unseen_is_given_to_a_new_one, met)
{
    const auto unseen = row(7, time());
    now += 1s;
    line.deleted(key(7), now, out);
    event(unseen);
    check({});
    now += 5s;
    event(again(7));
    check({"7"});
}

BOOST_FIXTURE_TEST_CASE(a_line_with_the_key_of_a_row_that_was_deleted_unseen_is_none_that_is_gone, met)
{
    const auto unseen = row(7, time());
    line.deleted(key(7), now, out);
    BOOST_TEST(line.is_gone_unseen(unseen, now));
    now += 5s;
    BOOST_TEST(line.is_gone_unseen(unseen, now)); // its answer comes late
    BOOST_TEST(!line.is_gone_unseen(again(7), now));
}

BOOST_FIXTURE_TEST_CASE(a_read_back_brings_new_rows_with_known_keys, met)
{
    line.hold();
    now += 1min;
    replay({again(1), again(2, "before")});
    check({"1-", "1", "2"}); // the second says the same as the one before it
}

BOOST_FIXTURE_TEST_CASE(so_does_a_sweep, met)
{
    const auto fresh = again(2);
    now += 1min;
    BOOST_TEST(sweep({fresh}) == 1u);
    check({"2-", "2"});
    BOOST_TEST(sweep({fresh}) == 0u);
    check({});
}

BOOST_FIXTURE_TEST_CASE(what_counts_as_lacking_is_not_the_key_alone, met)
{
    const std::vector rows{row(1, 0ms, "before"), again(2)};
    now += 1s;
    BOOST_TEST(line.lacking(rows, wall()) == 1u);
}

BOOST_FIXTURE_TEST_CASE(edits_and_deletions_are_of_the_row_that_has_the_key_now, met)
{
    event(again(1));
    line.updated(row(1, 5s, "after, edited"), now, out);
    line.deleted(key(1), now, out);
    check({"1-", "1", "1*1", "1-"});
}

BOOST_FIXTURE_TEST_CASE(a_row_of_the_history_gives_its_key_to_a_new_one, met)
{
    const std::vector rows{row(9, -1h, "history")};
    line.shown_as_history(rows);
    event(again(9));
    check({"9-", "9"});
}

// With a backup whose rows are older: none of them is an edit of what was shown.
BOOST_FIXTURE_TEST_CASE(a_row_found_under_a_key_with_another_date_and_text_is_no_edit, met)
{
    const auto wanted = line.remembered();
    line.looked_up(wanted,
                   std::vector{row(1, -24h, "of the backup"), row(2, 0ms, "edited"), row(3, 0ms, "before")},
                   now, now, out);
    check({"2*1", "1-"});
}

BOOST_FIXTURE_TEST_CASE(a_row_that_somebody_dates_anew_is_not_shown_again, met)
{
    line.updated(row(1, time(), "before"), now, out); // to now
    line.updated(row(2, 24h * 365 * 5, "before"), now, out);
    now += 1min;
    sweep({row(1, 5s, "before"), row(2, 24h * 365 * 5, "before")});
    line.hold();
    replay({row(1, 5s, "before"), row(2, 24h * 365 * 5, "before")});
    check({});
}

BOOST_FIXTURE_TEST_CASE(a_uuid_always_stands_for_its_row, met)
{
    event(with_uuid(5s, "one"));
    check({with_uuid(5s, "").id.str()});
    now += 1min;
    event(with_uuid(65s, "one, dated anew"));
    line.hold();
    replay({with_uuid(65s, "one")});
    check({});
}

namespace {

// A collection that is emptied now and then, with or without a word, and counts anew.
struct collection : met {
    explicit collection(std::mt19937& source)
        : random(source)
    {
    }

    void store()
    {
        const auto text = std::to_string(++texts);
        stored.push_back(row(static_cast<int>(stored.size()) + 1, time(), text));
        if (random() % 3 == 0)
            answer(stored.back());
        else if (random() % 3 > 0)
            event(stored.back());
        if (random() % 3 == 0)
            event(stored.back()); // again
        expected.push_back(text);
    }
    void empty()
    {
        catch_up(); // of a row that nobody was told of in time nothing is left
        if (random() % 2)
            for (const auto& one : stored)
                line.deleted(one.id, now, out);
        stored.clear();
    }
    void catch_up()
    {
        line.hold();
        std::vector<directus::item> again;
        std::ranges::copy_if(stored, std::back_inserter(again),
                             [&](const auto& one) { return *one.date >= line.cursor(); });
        replay(again);
        line.proved(wall());
    }
    void step()
    {
        now += base::duration(1 + random() % 20'000);
        line.fired(now, out);
        switch (random() % 10) {
        case 0:
            return empty();
        case 1:
            return catch_up();
        case 2:
            return line.proved(wall());
        default:
            store();
        }
    }

    std::mt19937& random;
    std::vector<directus::item> stored;
    int texts = 0;
    strings expected;
};

} // namespace

BOOST_AUTO_TEST_CASE(each_row_is_shown_once_however_often_keys_begin_anew)
{
    const auto seed = std::random_device()();
    std::mt19937 random(seed);
    for (int round = 0; round < 200; ++round) {
        BOOST_TEST_CONTEXT("seed " << seed << " round " << round)
        {
            collection one(random);
            for (int step = 0; step < 150; ++step)
                one.step();
            one.catch_up();
            std::map<std::string, int> times;
            for (const auto& change : one.out)
                if (const auto* what = std::get_if<said>(&change))
                    ++times[what->row.content];
            for (const auto& text : one.expected)
                BOOST_TEST(times[text] == 1);
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
