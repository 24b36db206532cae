#include "irc/graphemes.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using irc::grapheme_prefix;

BOOST_AUTO_TEST_SUITE(graphemes)

BOOST_AUTO_TEST_CASE(what_fits_is_taken_whole)
{
    BOOST_TEST(grapheme_prefix("", 10) == 0U);
    BOOST_TEST(grapheme_prefix("abc", 10) == 3U);
    BOOST_TEST(grapheme_prefix("abc", 3) == 3U);
    BOOST_TEST(grapheme_prefix("abc", 10, 3) == 3U);
}

BOOST_AUTO_TEST_CASE(clusters_stay_together)
{
    const std::string family = "👩‍👩‍👧"; // 18 bytes, 5 code points
    BOOST_TEST(grapheme_prefix("a" + family, 18) == 1U);
    BOOST_TEST(grapheme_prefix("a" + family, 19) == 19U);
    BOOST_TEST(grapheme_prefix("a" + family, 100, 5) == 1U);
    BOOST_TEST(grapheme_prefix("🇩🇪🇫🇷", 12) == 8U);
    BOOST_TEST(grapheme_prefix("ae\u0301", 3) == 1U);
}

BOOST_AUTO_TEST_CASE(a_first_cluster_that_is_too_long_is_cut_between_code_points)
{
    BOOST_TEST(grapheme_prefix("👩‍👩‍👧", 10) == 7U);
    BOOST_TEST(grapheme_prefix("👩‍👩‍👧", 100, 1) == 4U);
    BOOST_TEST(grapheme_prefix("👩", 3) == 0U);
}

BOOST_AUTO_TEST_SUITE_END()
