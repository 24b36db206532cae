#include "bridge/history/text_shares.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(text_shares)

using bridge::fair_share;

BOOST_AUTO_TEST_CASE(nothing_is_cut_where_all_fit)
{
    BOOST_TEST(fair_share({3, 5, 2}, 10) == 5u);
    BOOST_TEST(fair_share({}, 10) == 0u);
}

BOOST_AUTO_TEST_CASE(long_texts_share_what_short_ones_leave)
{
    BOOST_TEST(fair_share({100, 2, 90, 8}, 50) == 20u);
    BOOST_TEST(fair_share({100, 100, 100}, 10) == 3u);
    BOOST_TEST(fair_share({1, 1}, 0) == 0u);
}

BOOST_AUTO_TEST_SUITE_END()
