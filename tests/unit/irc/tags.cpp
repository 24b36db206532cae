#include "irc/tags.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(tags)

BOOST_AUTO_TEST_CASE(a_tag_is_found_by_its_whole_name)
{
    constexpr std::string_view tags = "label=a1;+draft/reply=42;bot;empty=;+x=a=b";
    BOOST_TEST((irc::find_tag(tags, "label") == "a1"));
    BOOST_TEST((irc::find_tag(tags, "+draft/reply") == "42"));
    BOOST_TEST((irc::find_tag(tags, "bot") == ""));
    BOOST_TEST((irc::find_tag(tags, "empty") == ""));
    BOOST_TEST((irc::find_tag(tags, "+x") == "a=b"));
    BOOST_TEST(!irc::find_tag(tags, "reply").has_value());
    BOOST_TEST(!irc::find_tag(tags, "lab").has_value());
    BOOST_TEST(!irc::find_tag(tags, "LABEL").has_value());
    BOOST_TEST(!irc::find_tag("", "label").has_value());
}

BOOST_AUTO_TEST_CASE(the_last_of_equal_tags_counts)
{
    BOOST_TEST((irc::find_tag("a=1;b=2;a=3", "a") == "3"));
    BOOST_TEST((irc::find_tag("a=1;a", "a") == ""));
    BOOST_TEST((irc::find_tag(";;a=1;", "a") == "1"));
}

BOOST_AUTO_TEST_CASE(a_found_value_is_unescaped)
{
    BOOST_TEST((irc::find_tag("a=x\\sy\\:z", "a") == "x y;z"));
}

BOOST_AUTO_TEST_CASE(values_are_escaped_and_come_back)
{
    BOOST_TEST(irc::escape_tag_value("a; b\\c\r\nd") == "a\\:\\sb\\\\c\\r\\nd");
    BOOST_TEST(irc::unescape_tag_value("a\\:\\sb\\\\c\\r\\nd") == "a; b\\c\r\nd");
    BOOST_TEST(irc::escape_tag_value(std::string_view("a\0b", 3)) == "a\\sb");
}

BOOST_AUTO_TEST_CASE(a_needless_or_lone_backslash_is_dropped)
{
    BOOST_TEST(irc::unescape_tag_value("\\b") == "b");
    BOOST_TEST(irc::unescape_tag_value("a\\") == "a");
    BOOST_TEST(irc::unescape_tag_value("\\") == "");
    BOOST_TEST(irc::unescape_tag_value("\\\\") == "\\");
}

BOOST_AUTO_TEST_SUITE_END()
