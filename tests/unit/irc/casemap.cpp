#include "irc/casemap.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(casemap)

BOOST_AUTO_TEST_CASE(only_ascii_letters_have_case)
{
    BOOST_TEST(irc::lowered("#AbZ[]\\^Ä@") == "#abz[]\\^Ä@");
    BOOST_TEST(irc::lowered("") == "");
}

BOOST_AUTO_TEST_CASE(sameness)
{
    BOOST_TEST(irc::same("#Messages", "#mESSAGES"));
    BOOST_TEST(irc::same("", ""));
    BOOST_TEST(!irc::same("a", "ab"));
    BOOST_TEST(!irc::same("ab", "a"));
    BOOST_TEST(!irc::same("[", "{"));
    BOOST_TEST(!irc::same("ä", "Ä"));
}

BOOST_AUTO_TEST_SUITE_END()
