#include "bridge/rows/typed_rows.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

BOOST_AUTO_TEST_SUITE(typed_rows)

using base::item_id;

BOOST_AUTO_TEST_CASE(a_row_is_known_by_its_key_and_text_together)
{
    bridge::typed_rows rows;
    rows.add(item_id("1"), "*a*");
    rows.add(item_id("2"), "*b*");
    BOOST_TEST(rows.contains(item_id("1"), "*a*"));
    BOOST_TEST(rows.contains(item_id("2"), "*b*"));
    BOOST_TEST(!rows.contains(item_id("1"), "*b*"));
    BOOST_TEST(!rows.contains(item_id("1"), ""));
    BOOST_TEST(!rows.contains(item_id("3"), "*a*"));
}

BOOST_AUTO_TEST_CASE(the_oldest_is_forgotten_first)
{
    bridge::typed_rows rows;
    for (std::size_t n = 0; n <= bridge::typed_rows::most; ++n)
        rows.add(item_id(std::to_string(n)), "*a*");
    BOOST_TEST(!rows.contains(item_id("0"), "*a*"));
    BOOST_TEST(rows.contains(item_id("1"), "*a*"));
    BOOST_TEST(rows.contains(item_id(std::to_string(bridge::typed_rows::most)), "*a*"));
}

BOOST_AUTO_TEST_SUITE_END()
