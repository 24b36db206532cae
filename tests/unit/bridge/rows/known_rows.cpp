#include "bridge/rows/known_rows.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(known_rows)

using base::item_id;

BOOST_AUTO_TEST_CASE(the_last_ones_are_known)
{
    bridge::known_rows rows(2);
    BOOST_TEST(!rows.contains(item_id("1")));
    for (const auto* key : {"1", "2", "2", "3"})
        rows.add(item_id(key));
    BOOST_TEST(!rows.contains(item_id("1")));
    BOOST_TEST(rows.contains(item_id("2")));
    BOOST_TEST(rows.contains(item_id("3")));
    BOOST_TEST(!rows.contains(item_id()));
}

BOOST_AUTO_TEST_CASE(what_is_gone_leaves_its_place)
{
    bridge::known_rows rows(2);
    rows.add(item_id("1"));
    rows.add(item_id("2"));
    rows.remove(item_id("2"));
    rows.remove(item_id("2"));
    BOOST_TEST(!rows.contains(item_id("2")));
    rows.add(item_id("3"));
    BOOST_TEST(rows.contains(item_id("1")));
    BOOST_TEST(rows.contains(item_id("3")));
}

BOOST_AUTO_TEST_SUITE_END()
