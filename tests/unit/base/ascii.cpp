#include "base/ascii.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(ascii)

BOOST_AUTO_TEST_CASE(only_letters_of_ascii_are_lowered)
{
    BOOST_TEST(base::lowered("Content-TYPE @[`{ \xc3\x84\xc0") == "content-type @[`{ \xc3\x84\xc0");
    BOOST_TEST(base::lowered("") == "");
}

BOOST_AUTO_TEST_CASE(blanks_within_stay)
{
    BOOST_TEST(base::trimmed(" \ta b\t ") == "a b");
    BOOST_TEST(base::trimmed("a\r\n") == "a\r\n");
    BOOST_TEST(base::trimmed("a b\r", " \r") == "a b");
    BOOST_TEST(base::trimmed(" \t") == "");
    BOOST_TEST(base::trimmed("") == "");
}

BOOST_AUTO_TEST_SUITE_END()
