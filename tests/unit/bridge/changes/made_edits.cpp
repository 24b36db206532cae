#include "bridge/changes/made_edits.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

BOOST_AUTO_TEST_SUITE(made_edits)

namespace {

const base::item_id row("17");

} // namespace

BOOST_AUTO_TEST_CASE(only_the_written_text_of_the_row_matches)
{
    bridge::made_edits made(10);
    BOOST_TEST(!made.match(row, "new"));
    made.add(row, "new");
    BOOST_TEST(!made.match(base::item_id("18"), "new"));
    BOOST_TEST(!made.match(row, "newer"));
    BOOST_TEST(made.match(row, "new"));
}

BOOST_AUTO_TEST_CASE(each_subscription_is_shown_the_edit)
{
    bridge::made_edits made(10);
    made.add(row, "one");
    made.add(row, "two");
    for (int n = 0; n < 2; ++n) {
        BOOST_TEST(made.match(row, "one"));
        BOOST_TEST(made.match(row, "two"));
    }
}

BOOST_AUTO_TEST_CASE(text_that_was_superseded_may_be_anybodys)
{
    bridge::made_edits made(10);
    made.add(row, "mine");
    BOOST_TEST(made.match(row, "mine"));
    BOOST_TEST(!made.match(row, "theirs"));
    BOOST_TEST(!made.match(row, "mine"));
}

BOOST_AUTO_TEST_CASE(edit_of_others_before_it_does_not_end_a_text)
{
    bridge::made_edits made(10);
    made.add(row, "mine");
    BOOST_TEST(!made.match(row, "theirs"));
    BOOST_TEST(made.match(row, "mine"));
}

BOOST_AUTO_TEST_CASE(refused_edit_is_not_made)
{
    bridge::made_edits made(10);
    made.add(row, "shown");
    BOOST_TEST(made.match(row, "shown"));
    made.add(row, "refused");
    made.withdraw(row);
    BOOST_TEST(made.match(row, "shown"));
    BOOST_TEST(!made.match(row, "refused"));
    made.withdraw(base::item_id("18"));
}

BOOST_AUTO_TEST_CASE(only_the_last_rows_are_kept)
{
    bridge::made_edits made(2);
    for (const auto* key : {"1", "2", "1", "3"})
        made.add(base::item_id(key), std::string("text ") + key);
    BOOST_TEST(!made.match(base::item_id("1"), "text 1"));
    BOOST_TEST(made.match(base::item_id("2"), "text 2"));
    BOOST_TEST(made.match(base::item_id("3"), "text 3"));
}

BOOST_AUTO_TEST_SUITE_END()
