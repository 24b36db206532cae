#include "bridge/rows/msgid.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(msgid)

using namespace bridge::msgid;

BOOST_AUTO_TEST_CASE(that_of_an_edit_means_its_row)
{
    const base::item_id row("8f3a1c2b-0000-4000-8000-000000000001");
    BOOST_TEST(of_edit(row, 12) == row.str() + ".12");
    BOOST_TEST((row_of(of_edit(row, 12)) == row));
    BOOST_TEST((row_of(row.str()) == row));
    BOOST_TEST(row_of("17").str() == "17");
    BOOST_TEST(row_of("17.1").str() == "17");
}

BOOST_AUTO_TEST_CASE(that_of_a_reaction_means_its_row)
{
    const base::item_id row("8f3a1c2b-0000-4000-8000-000000000001");
    BOOST_TEST(of_reaction(row, base::item_id("7"), false) == row.str() + ".r7");
    BOOST_TEST(of_reaction(row, row, true) == row.str() + ".u" + row.str());
    for (const bool undone : {false, true}) {
        BOOST_TEST((row_of(of_reaction(row, row, undone)) == row));
        BOOST_TEST(is_reaction(of_reaction(row, row, undone)));
    }
    for (const auto* other : {"17", "17.3", "a.r", "r7", ""})
        BOOST_TEST(!is_reaction(other), other);
}

BOOST_AUTO_TEST_CASE(a_key_may_have_a_dot_of_its_own)
{
    BOOST_TEST(row_of("a.b").str() == "a.b");
    BOOST_TEST(row_of("a.b.3").str() == "a.b");
    BOOST_TEST(row_of("a.").str() == "a.");
}

BOOST_AUTO_TEST_CASE(what_cannot_be_a_key_means_none)
{
    for (const auto* id : {"", ".1", "a b", "a\tb", "\xc3\xa4", "a\x7f"})
        BOOST_TEST(row_of(id).empty(), id);
    BOOST_TEST(row_of(std::string(129, 'a')).empty());
    BOOST_TEST(!row_of(std::string(128, 'a')).empty());
}

BOOST_AUTO_TEST_SUITE_END()
