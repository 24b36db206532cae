#include "irc/mask.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

BOOST_AUTO_TEST_SUITE(mask)

namespace {

bool matches(std::string_view mask, std::string_view text)
{
    return irc::mask(mask).matches(text);
}

} // namespace

BOOST_AUTO_TEST_CASE(without_wildcards_all_has_to_be_equal_but_for_case)
{
    BOOST_TEST(matches("Ada", "aDA"));
    BOOST_TEST(matches("ÄRGER", "ärger"));
    BOOST_TEST(matches("", ""));
    BOOST_TEST(!matches("Ada", "Adam"));
    BOOST_TEST(!matches("Adam", "Ada"));
    BOOST_TEST(!matches("", "Ada"));
}

BOOST_AUTO_TEST_CASE(a_star_is_any_text)
{
    for (const auto* mask : {"*", "**", "A*", "*a", "*d*", "a*a", "*Ada*", "a*d*a"})
        BOOST_TEST(matches(mask, "Ada"), mask);
    for (const auto* mask : {"B*", "*b", "*b*", "a*b", "Ada*?", "*A*d*a*a"})
        BOOST_TEST(!matches(mask, "Ada"), mask);
    BOOST_TEST(matches("*", ""));
    BOOST_TEST(matches("*ab", "aab"));
    BOOST_TEST(matches("*a*ab", "aaaab"));
    BOOST_TEST(matches("*.directus", "user-8f3a1c2b.directus"));
    BOOST_TEST(!matches("*.directus", "user-8f3a1c2b.directus.example"));
}

BOOST_AUTO_TEST_CASE(a_question_mark_is_one_character)
{
    BOOST_TEST(matches("?da", "Ada"));
    BOOST_TEST(matches("???", "Ada"));
    BOOST_TEST(matches("?", "李"));
    BOOST_TEST(matches("*?", "李"));
    BOOST_TEST(matches("m?ller", "Müller"));
    BOOST_TEST(!matches("??", "李"));
    BOOST_TEST(!matches("????", "Ada"));
    BOOST_TEST(!matches("?", ""));
}

BOOST_AUTO_TEST_CASE(no_mask_takes_long_and_none_breaks)
{
    std::string many;
    for (int n = 0; n < 200; ++n)
        many += "*a";
    BOOST_TEST(!matches(many + "b", std::string(500, 'a')));
    BOOST_TEST(matches(many, std::string(500, 'a')));
    BOOST_TEST(!matches("\xff*", "Ada"));
    BOOST_TEST(!matches("A\xc3", "Ada"));
}

BOOST_AUTO_TEST_SUITE_END()
