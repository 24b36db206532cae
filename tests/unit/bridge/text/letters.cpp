#include "bridge/text/letters.hpp"

#include <boost/test/unit_test.hpp>

#include <string_view>

BOOST_AUTO_TEST_SUITE(letters)

using bridge::letter;

BOOST_AUTO_TEST_CASE(a_character_has_a_kind)
{
    const std::string_view text = "a1 _ä“\u00A0😀中";
    const auto at = [&](std::string_view what) { return bridge::letter_at(text, text.find(what)); };
    BOOST_TEST((at("a") == letter::word));
    BOOST_TEST((at("1") == letter::digit));
    BOOST_TEST((at(" ") == letter::space));
    BOOST_TEST((at("_") == letter::punctuation));
    BOOST_TEST((at("ä") == letter::word));
    BOOST_TEST((at("“") == letter::punctuation));
    BOOST_TEST((at("\u00A0") == letter::space));
    BOOST_TEST((at("😀") == letter::punctuation));
    BOOST_TEST((at("中") == letter::word));
    BOOST_TEST((bridge::letter_at(text, text.size()) == letter::space));
}

BOOST_AUTO_TEST_CASE(so_has_the_one_before_a_place)
{
    BOOST_TEST((bridge::letter_before("a", 0) == letter::space));
    BOOST_TEST((bridge::letter_before("a*", 1) == letter::word));
    BOOST_TEST((bridge::letter_before("“*", std::string_view("“").size()) == letter::punctuation));
    BOOST_TEST((bridge::letter_before("ä", 2) == letter::word));
}

BOOST_AUTO_TEST_CASE(white_space_at_the_edges)
{
    BOOST_TEST(bridge::leading_space("\t \u00A0a ") == 4u);
    BOOST_TEST(bridge::trailing_space(" a\u00A0 ") == 3u);
    BOOST_TEST(bridge::leading_space("  ") == 2u);
    BOOST_TEST(bridge::trailing_space("  ") == 2u);
    BOOST_TEST(bridge::leading_space("a") == 0u);
    BOOST_TEST(bridge::trailing_space("") == 0u);
}

BOOST_AUTO_TEST_SUITE_END()
