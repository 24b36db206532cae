// Rows of our users' creates, between their events and their answers.
#include "server/links/own_rows.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(own_rows)

namespace {

const base::user_id ada("ada"), bob("bob");

directus::item row(const std::string& id, const base::user_id& author)
{
    return {base::item_id(id), "text " + id, author, {}};
}

bridge::said early(const std::string& id, const base::user_id& author)
{
    return {.row = row(id, author), .early = true};
}

bridge::said last(const std::string& id, const base::user_id& author)
{
    return {.row = row(id, author)};
}

std::string ids(const std::vector<bridge::said>& rows)
{
    std::string all;
    for (const auto& one : rows)
        all += one.row.id.str() + " ";
    return all;
}

} // namespace

BOOST_AUTO_TEST_CASE(rows_of_one_create_are_shown_together_in_the_order_of_their_keys)
{
    server::own_rows rows;
    BOOST_TEST(ids(rows.gather(early("3", ada))) == "");
    BOOST_TEST(ids(rows.gather(early("1", ada))) == "");
    const auto together = rows.gather(last("2", ada));
    BOOST_TEST(ids(together) == "1 2 3 ");
    for (const auto& one : together)
        BOOST_TEST(!one.early);
    BOOST_TEST(ids(rows.gather(last("4", ada))) == "4 ");
}

BOOST_AUTO_TEST_CASE(rows_of_another_author_do_not_wait)
{
    server::own_rows rows;
    rows.gather(early("1", ada));
    BOOST_TEST(ids(rows.gather(last("2", bob))) == "2 ");
    BOOST_TEST(ids(rows.gather(last("3", ada))) == "1 3 ");
}

BOOST_AUTO_TEST_CASE(row_that_the_answer_shows_is_not_shown_again)
{
    server::own_rows rows;
    BOOST_TEST(!rows.drop_gathered(row("1", ada)));
    rows.gather(early("1", ada));
    rows.gather(early("2", ada));
    BOOST_TEST(!rows.drop_gathered(row("3", ada)));
    BOOST_TEST(rows.drop_gathered(row("1", ada)));
    BOOST_TEST(!rows.drop_gathered(row("1", ada)));
    BOOST_TEST(ids(rows.gather(last("3", ada))) == "2 3 ");
}

BOOST_AUTO_TEST_CASE(deadline_is_that_of_the_first_event_that_has_not_come)
{
    server::own_rows rows;
    const base::time_point now{1h};
    BOOST_TEST(!rows.deadline());
    rows.expect(base::item_id("1"), now + 5s);
    rows.expect(base::item_id("2"), now + 6s);
    BOOST_TEST((rows.deadline() == now + 5s));
    rows.arrived(base::item_id("1"));
    BOOST_TEST((rows.deadline() == now + 6s));
    rows.expire(now + 5999ms);
    BOOST_TEST((rows.deadline() == now + 6s));
    rows.expire(now + 6s);
    BOOST_TEST(!rows.deadline());
}

BOOST_AUTO_TEST_CASE(after_a_gap_nothing_is_gathered_or_expected)
{
    server::own_rows rows;
    rows.gather(early("1", ada));
    rows.expect(base::item_id("2"), base::time_point(1h));
    rows.clear();
    BOOST_TEST(!rows.deadline());
    BOOST_TEST(ids(rows.gather(last("3", ada))) == "3 ");
}

BOOST_AUTO_TEST_SUITE_END()
