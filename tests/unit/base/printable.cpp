#include "base/printable.hpp"

#include "base/utf8.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using base::printable;

BOOST_AUTO_TEST_SUITE(base_printable)

BOOST_AUTO_TEST_CASE(text_without_controls_is_unchanged)
{
    BOOST_TEST(printable("") == "");
    BOOST_TEST(printable("Nachricht nicht erlaubt – größer als 10 €") ==
               "Nachricht nicht erlaubt – größer als 10 €");
}

BOOST_AUTO_TEST_CASE(controls_become_spaces)
{
    BOOST_TEST(printable("a\r\nb\x1b[2J\x7F") == "a  b [2J ");
    BOOST_TEST(printable("a\xC2\x9B"
                         "31m") == "a 31m");
    BOOST_TEST(printable("a\xE2\x80\xAE"
                         "b\xE2\x80\xA8"
                         "c\xE2\x81\xA6"
                         "d") == "a b c d");
    BOOST_TEST(printable(std::string("a\0b", 3)) == "a b");
}

BOOST_AUTO_TEST_CASE(bytes_that_are_not_utf8_are_replaced)
{
    BOOST_TEST(printable("a\xFF"
                         "b") == "a\xEF\xBF\xBD"
                                 "b");
}

BOOST_AUTO_TEST_CASE(long_text_is_cut_behind_a_whole_character)
{
    BOOST_TEST(printable("12345", 5) == "12345");
    BOOST_TEST(printable("123456", 5) == "12345…");
    BOOST_TEST(printable("1234€", 5) == "1234…");
    BOOST_TEST(printable(std::string(1'000'000, 'x'), 5) == "xxxxx…");
    for (std::size_t most = 0; most < 12; ++most)
        BOOST_TEST(base::utf8::valid(printable("€\xE2\x82"
                                               "ä\xF0\x9F\x98\x80",
                                               most)));
}

BOOST_AUTO_TEST_SUITE_END()
