#include "base/utf8.hpp"

#include <boost/test/unit_test.hpp>

namespace utf8 = base::utf8;

BOOST_AUTO_TEST_SUITE(utf8_)

BOOST_AUTO_TEST_CASE(well_formed_text_is_valid)
{
    for (const char* text :
         {"", "plain", "\xC2\x80", "\xDF\xBF", "\xE0\xA0\x80", "\xED\x9F\xBF", "\xEE\x80\x80", "\xEF\xBF\xBF",
          "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF", "größe 漢字 🎉"})
        BOOST_TEST(utf8::valid(text), text);
    BOOST_TEST(utf8::valid(std::string_view("\0", 1)));
}

BOOST_AUTO_TEST_CASE(overlong_surrogate_cut_and_too_high_sequences_are_not)
{
    for (const char* text :
         {"\x80", "\xBF", "\xC0\x80", "\xC1\xBF", "\xC2", "\xC2 ", "\xE0\x80\x80", "\xE0\x9F\xBF", "\xE2\x82",
          "\xE2\x82 ", "\xED\xA0\x80", "\xED\xBF\xBF", "\xF0\x80\x80\x80", "\xF0\x8F\xBF\xBF", "\xF0\x9F\x8E",
          "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF", "a\xFE"})
        BOOST_TEST(!utf8::valid(text), text);
}

BOOST_AUTO_TEST_CASE(repair_replaces_each_invalid_byte)
{
    BOOST_TEST(utf8::repaired("ok ä") == "ok ä");
    BOOST_TEST(utf8::repaired("a\xFFz") == "a\uFFFDz");
    BOOST_TEST(utf8::repaired("a\xE2\x82") == "a\uFFFD\uFFFD");
    BOOST_TEST(utf8::repaired("\xE2\x82z") == "\uFFFD\uFFFDz");
    BOOST_TEST(utf8::repaired("\xED\xA0\x80") == "\uFFFD\uFFFD\uFFFD");
}

BOOST_AUTO_TEST_CASE(a_bad_byte_is_found_wherever_it_stands)
{
    for (std::size_t at = 0; at < 40; ++at) {
        std::string text(40, 'a');
        text[at] = '\xFF';
        BOOST_TEST(!utf8::valid(text), at);
        BOOST_TEST(utf8::repaired(text) == text.substr(0, at) + "\uFFFD" + text.substr(at + 1));
    }
}

BOOST_AUTO_TEST_CASE(a_prefix_does_not_end_inside_a_character)
{
    BOOST_TEST(utf8::prefix("abc", 5) == 3U);
    BOOST_TEST(utf8::prefix("abc", 3) == 3U);
    BOOST_TEST(utf8::prefix("abc", 2) == 2U);
    BOOST_TEST(utf8::prefix("aäb", 2) == 1U);
    BOOST_TEST(utf8::prefix("aäb", 3) == 3U);
    BOOST_TEST(utf8::prefix("🎉", 3) == 0U);
    BOOST_TEST(utf8::prefix("🎉", 4) == 4U);
    BOOST_TEST(utf8::prefix("abc", 0) == 0U);
    BOOST_TEST(utf8::prefix("", 0) == 0U);
}

BOOST_AUTO_TEST_CASE(appending_writes_the_shortest_form)
{
    std::string out = "x";
    for (const char32_t code_point :
         {U'a', U'\x7F', U'\x80', U'\u07FF', U'\u0800', U'\uFFFF', U'\U00010000', U'\U0010FFFF'})
        utf8::append(out, code_point);
    BOOST_TEST(out == "xa\x7F\xC2\x80\xDF\xBF\xE0\xA0\x80\xEF\xBF\xBF\xF0\x90\x80\x80\xF4\x8F\xBF\xBF");
}

BOOST_AUTO_TEST_SUITE_END()
