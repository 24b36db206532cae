#include "server/rest/row_walk.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

using server::row_place;
using server::row_walk;

namespace {

constexpr std::size_t limit = 100;

base::wall_time at(int ms)
{
    return base::wall_time(base::duration(ms));
}

directus::item row(const std::string& id, int ms, const std::string& content = "text")
{
    return {.id = directus::item_id(id), .content = content, .author = {}, .date = at(ms)};
}

std::string keys(const std::vector<directus::item>& rows)
{
    std::string out;
    for (const auto& item : rows)
        out += item.id.str();
    return out;
}

} // namespace

BOOST_AUTO_TEST_SUITE(server_row_walk)

BOOST_AUTO_TEST_CASE(walk_without_bounds_ends_at_an_empty_page)
{
    auto walk = row_walk::to_older({}, {}, 3);
    BOOST_TEST(walk.next().newest_first);
    BOOST_TEST(walk.next().limit == 3u);
    BOOST_TEST(walk.try_add({row("b", 2), row("a", 1)}, 3, limit));
    BOOST_TEST(!walk.is_done(3));
    BOOST_TEST((walk.next().end == at(2))); // of the millisecond 1 one row is there
    BOOST_TEST(walk.next().offset == 1u);
    BOOST_TEST(walk.try_add({}, 3, limit));
    BOOST_TEST(walk.is_done(3));
    BOOST_TEST(walk.is_whole());
    BOOST_TEST(keys(walk.take_rows()) == "ab");
}

BOOST_AUTO_TEST_CASE(rows_moved_to_the_next_page_come_once)
{
    auto walk = row_walk::to_newer({}, {}, 10);
    BOOST_TEST(walk.try_add({row("a", 1), row("m", 2), row("n", 2)}, 10, limit));
    // "c", of that date too, was stored meanwhile and stands before "m".
    BOOST_TEST(walk.try_add({row("n", 2), row("x", 3), row("n", 4)}, 10, limit));
    BOOST_TEST(keys(walk.rows()) == "amnxn"); // a key of another date is another row
}

BOOST_AUTO_TEST_CASE(one_page_without_end_is_given_up)
{
    auto walk = row_walk::to_newer({}, {}, 1'000);
    const std::vector page(250, row("a", 1));
    std::size_t pages = 0;
    while (walk.try_add(page, 1'000, limit))
        BOOST_REQUIRE(++pages <= (limit + row_walk::most_read) / page.size() + 1);
    BOOST_TEST(walk.count() == 1u);
}

BOOST_AUTO_TEST_CASE(walk_ends_at_the_messages_wanted_and_counts_no_others)
{
    auto walk = row_walk::to_newer({}, {}, 2);
    BOOST_TEST(walk.try_add({row("a", 1), row("b", 2, ""), row("c", 3), row("d", 4)}, 2, limit));
    BOOST_TEST(walk.is_done(2));
    BOOST_TEST(!walk.is_whole());
    BOOST_TEST(walk.count() == 2u);
    BOOST_TEST(keys(walk.rows()) == "abc");
}

BOOST_AUTO_TEST_CASE(rows_of_the_lower_bounds_date_are_told_by_number)
{
    // Three rows of the date 1; the place is the first of them.
    auto walk = row_walk::to_older(row_place{at(1), 0, 1, 3}, {}, 10);
    BOOST_TEST((walk.next().from == at(1)));
    BOOST_TEST(walk.try_add({row("d", 2), row("c", 1), row("b", 1), row("a", 1)}, 10, limit));
    BOOST_TEST(walk.is_whole());
    BOOST_TEST(keys(walk.take_rows()) == "bcd");
}

BOOST_AUTO_TEST_CASE(rows_that_came_to_the_lower_bounds_date_end_the_walk)
{
    auto walk = row_walk::to_older(row_place{at(1)}, {}, 10);
    BOOST_TEST(walk.try_add({row("b", 2), row("a", 1)}, 10, limit));
    BOOST_TEST(walk.is_whole());
    BOOST_TEST(keys(walk.rows()) == "b");
}

BOOST_AUTO_TEST_CASE(rows_of_the_upper_bounds_date_are_told_by_number)
{
    auto walk = row_walk::to_newer(row_place{at(1), 0, 1, 1}, row_place{at(2), 1, 2, 3}, 10);
    BOOST_TEST((walk.next().end == at(3)));
    BOOST_TEST(walk.next().offset == 1u);
    BOOST_TEST(walk.try_add({row("b", 2), row("c", 2), row("d", 2)}, 10, limit));
    BOOST_TEST(walk.is_whole());
    BOOST_TEST(keys(walk.rows()) == "b");
}

BOOST_AUTO_TEST_CASE(bounds_of_one_date_leave_the_rows_between_them)
{
    const row_place first{at(1), 0, 1, 4};
    const row_place last{at(1), 3, 4, 4};
    auto older = row_walk::to_older(first, last, 10);
    BOOST_TEST(older.next().offset == 1u);
    BOOST_TEST(older.try_add({row("c", 1), row("b", 1), row("a", 1)}, 10, limit));
    BOOST_TEST(keys(older.take_rows()) == "bc");
    auto newer = row_walk::to_newer(first, last, 10);
    BOOST_TEST(newer.next().offset == 1u);
    BOOST_TEST(newer.try_add({row("b", 1), row("c", 1), row("d", 1)}, 10, limit));
    BOOST_TEST(keys(newer.take_rows()) == "bc");
}

BOOST_AUTO_TEST_CASE(page_with_a_row_without_a_date_is_not_added)
{
    auto walk = row_walk::to_older({}, {}, 10);
    auto undated = row("b", 1);
    undated.date.reset();
    BOOST_TEST(!walk.try_add({row("a", 2), undated}, 10, limit));
    BOOST_TEST(walk.rows().empty());
}

BOOST_AUTO_TEST_CASE(rows_that_are_no_messages_are_read_up_to_a_bound)
{
    auto walk = row_walk::to_older({}, {}, 1);
    int ms = 1'000'000;
    bool is_added = true;
    std::size_t pages = 0;
    for (; is_added && pages < 1'000; ++pages) {
        std::vector<directus::item> page;
        while (page.size() < row_walk::page_size)
            page.push_back(row("x", --ms, ""));
        is_added = walk.try_add(std::move(page), 1, 0);
    }
    BOOST_TEST(!is_added);
    BOOST_TEST(pages == row_walk::most_read / row_walk::page_size + 2);
    BOOST_TEST(walk.count() == 0u);
}

BOOST_AUTO_TEST_CASE(further_pages_have_at_least_25_rows)
{
    auto walk = row_walk::to_older({}, {}, 2);
    BOOST_TEST(walk.try_add({row("a", 1)}, 2, limit));
    BOOST_TEST(walk.next().limit == 25u);
}

BOOST_AUTO_TEST_SUITE_END()
