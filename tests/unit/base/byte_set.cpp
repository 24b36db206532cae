#include "base/byte_set.hpp"

#include <boost/test/unit_test.hpp>

using base::byte_set;

BOOST_AUTO_TEST_SUITE(byte_sets)

BOOST_AUTO_TEST_CASE(finds_the_first_of_its_bytes)
{
    constexpr byte_set marks("*_");
    BOOST_TEST(marks.find_in("a_b*c") == 1u);
    BOOST_TEST(marks.find_in("a_b*c", 2) == 3u);
    BOOST_TEST(marks.find_in("abc") == std::string_view::npos);
    BOOST_TEST(marks.find_in("*", 1) == std::string_view::npos);
    BOOST_TEST(marks.find_in("") == std::string_view::npos);
}

BOOST_AUTO_TEST_CASE(knows_nul_and_bytes_beyond_ascii)
{
    constexpr byte_set some(std::string_view("\0\xff", 2));
    BOOST_TEST(some.has('\0'));
    BOOST_TEST(some.has('\xff'));
    BOOST_TEST(!some.has('a'));
    BOOST_TEST(some.find_in("a\xc3\xff") == 2u);
}

BOOST_AUTO_TEST_SUITE_END()
