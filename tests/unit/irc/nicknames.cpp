#include "irc/nicknames.hpp"

#include <boost/test/unit_test.hpp>

#include <utility>

using irc::nick_from;

namespace {

std::string times(std::size_t count, std::string_view text)
{
    std::string out;
    for (std::size_t i = 0; i < count; ++i)
        out += text;
    return out;
}

} // namespace

BOOST_AUTO_TEST_SUITE(nicknames)

BOOST_AUTO_TEST_CASE(a_name_becomes_a_nick)
{
    const std::pair<std::string, std::string> names[] = {
        {"Ada", "Ada"},         {"Ada Lovelace", "Ada_Lovelace"},
        {" Ada ", "Ada"},       {"José", "José"},
        {"Jose\u0301", "José"}, {"李小龍", "李小龍"},
        {"O'Brien", "O'Brien"}, {"a,b:c!d@e*f?g.h#i&j$k+l~m%n", "a_b_c_d_e_f_g_h_i_j_k_l_m_n"},
        {"7of9", "_7of9"},      {"-dash", "_-dash"},
        {"a-1", "a-1"},         {"a\u00A0b\u3000c\u2028d", "a_b_c_d"},
        {"a\tb\nc", "a_b_c"},
    };
    for (const auto& [name, nick] : names)
        BOOST_TEST(nick_from(name) == nick);
}

BOOST_AUTO_TEST_CASE(what_cannot_be_seen_vanishes)
{
    using namespace std::string_literals;
    BOOST_TEST(nick_from("a\0b"s) == "ab");
    BOOST_TEST(nick_from("a\x01\x02\x03\x1F\x7F"
                         "b") == "ab");
    BOOST_TEST(nick_from("a\u009B"
                         "b") == "ab"); // C1
    BOOST_TEST(nick_from("a\u200B\u200C\u200D\u2060\uFEFF"
                         "b") == "ab"); // zero width
    BOOST_TEST(nick_from("\u202E"
                         "a\u2066"
                         "b\u200F\u061C") == "ab"); // bidi
    BOOST_TEST(nick_from("a\u00AD"
                         "b") == "ab"); // soft hyphen
    BOOST_TEST(nick_from("a\uE000"
                         "b") == "ab"); // private use
    BOOST_TEST(nick_from("a\uFFFE\U000E0041"
                         "b") == "ab");            // not a character, tag
    BOOST_TEST(nick_from("e\u200D\u0301") == "é"); // composed only then
    BOOST_TEST(nick_from("a\u2800\u3164\uFFA0\U0001D159\u034F"
                         "b") == "ab"); // blank, though they are no spaces
}

BOOST_AUTO_TEST_CASE(invalid_utf8_shows_as_replacement)
{
    BOOST_TEST(nick_from("a\xFF"
                         "b") == "a\uFFFDb");
}

BOOST_AUTO_TEST_CASE(nothing_visible_is_no_nick)
{
    for (const char* name :
         {"", " ", "  \t", "___", "_ _", "\u0301", "_\u0301", "\u200D", "\u202E", "\u3164", "\u2800",
          "\u115F\u1160", "\uFFA0", "\U0001D159", "\uFE0F", "\U000E0100", "_\u2800_", "..."})
        BOOST_TEST(nick_from(name) == "", name);
    BOOST_TEST(nick_from("+-") == "_-");
}

BOOST_AUTO_TEST_CASE(a_long_name_is_cut_between_characters)
{
    BOOST_TEST(nick_from(times(40, "a")) == times(32, "a"));
    BOOST_TEST(nick_from(times(40, "ä")) == times(32, "ä"));
    BOOST_TEST(nick_from(times(40, "漢")) == times(21, "漢"));
    BOOST_TEST(nick_from(times(40, "𝔸")) == times(16, "𝔸"));
    BOOST_TEST(nick_from(times(1, "1") + times(40, "a")) == times(1, "_1") + times(30, "a"));
    // The accent of the 32nd letter does not fit, so that the letter goes, too.
    BOOST_TEST(nick_from(times(31, "a") + "x\u0323" + "b") == times(31, "a"));
    // One letter with more accents than fit is cut inside of them.
    BOOST_TEST(nick_from(times(1, "x") + times(100, "\u0323")) == times(1, "x") + times(31, "\u0323"));
}

BOOST_AUTO_TEST_CASE(nicks_that_look_alike_fold_to_the_same)
{
    BOOST_TEST(irc::folded("ADA") == irc::folded("ada"));
    BOOST_TEST(irc::folded("ÄÖÜ") == irc::folded("äöü"));
    BOOST_TEST(irc::folded("STRASSE") == irc::folded("straße"));
    BOOST_TEST(irc::folded("ﬁ") == irc::folded("FI"));
    BOOST_TEST(irc::folded("Ａｄａ") == irc::folded("ada"));
    BOOST_TEST(irc::folded("e\u0301") == irc::folded("É"));
    BOOST_TEST(irc::folded("ΣΑΣ") == irc::folded("σας"));
    BOOST_TEST(irc::folded("a\uFE0F\u200D") == irc::folded("A"));
    BOOST_TEST(irc::folded("ada") != irc::folded("adb"));
    BOOST_TEST(irc::folded("ada") == "ada");
    BOOST_TEST(irc::folded("") == "");
}

BOOST_AUTO_TEST_CASE(what_a_client_types_may_be_anything)
{
    BOOST_TEST(irc::folded("A\xFF") == "a\uFFFD");
    BOOST_TEST(irc::folded(std::string_view("A\0B", 3)) == std::string_view("a\0b", 3));
}

BOOST_AUTO_TEST_CASE(what_a_database_may_take_for_equal)
{
    // U+212A KELVIN SIGN, U+0130 LATIN CAPITAL LETTER I WITH DOT ABOVE: as JavaScript lower-cases them, too.
    for (const auto* one :
         {"Kim@example.com", "\u212Aim@example.com", "K\u0130M@EXAMPLE.COM", "kím@example.com",
          "ｋｉｍ@example.com", " kim@example.com ", "k\u00ADim@example.com"})
        BOOST_TEST(irc::skeleton(one) == "kim@example.com", one);
    BOOST_TEST(irc::skeleton("ΑΣ@example.com") == irc::skeleton("ας@example.com"));
    BOOST_TEST(irc::skeleton("tim@example.com") != irc::skeleton("kim@example.com"));
    BOOST_TEST(irc::skeleton("k\xFF") == irc::skeleton("K\xFF"));
    BOOST_TEST(irc::skeleton("") == "");
}

BOOST_AUTO_TEST_CASE(digits_stand_behind_a_nick_within_the_limits)
{
    BOOST_TEST(irc::disambiguated("Ada", "8f3a") == "Ada_8f3a");
    BOOST_TEST(irc::disambiguated(times(32, "a"), "8f3a") == times(27, "a") + "_8f3a");
    BOOST_TEST(irc::disambiguated(times(16, "𝔸"), "8f3a") == times(14, "𝔸") + "_8f3a");
}

BOOST_AUTO_TEST_CASE(printable_text_is_one_harmless_line)
{
    BOOST_TEST(irc::printable("Ada Lovelace, Countess", 100) == "Ada Lovelace, Countess");
    BOOST_TEST(irc::printable(" one\r\ntwo\tthree ", 100) == "one  two three");
    BOOST_TEST(irc::printable("\x02"
                              "bold\x0F \u202E"
                              "evil\xFF",
                              100) == "bold evil\uFFFD");
    BOOST_TEST(irc::printable("", 100) == "");
    BOOST_TEST(irc::printable(" \n ", 100) == "");
    BOOST_TEST(irc::printable("größe", 3) == "gr");
    BOOST_TEST(irc::printable("größe", 4) == "grö");
    BOOST_TEST(irc::printable("abc", 0) == "");
}

BOOST_AUTO_TEST_CASE(what_nobody_can_be_called_is_no_nick)
{
    for (const auto* nick : {"Ada", "ADA", "_4you", "Bob_5e11", "User8f3a", "Ärger", "李", "[x]"})
        BOOST_TEST(irc::is_nick(nick), nick);
    for (const auto* text : {"", "4you", "-x", "_", "a b", "a,b", "a*", "a?", "Ada!u@host", "#messages", ":a",
                             "a.b", "\xff", "a\x01"})
        BOOST_TEST(!irc::is_nick(text), text);
    BOOST_TEST(irc::is_nick(std::string(32, 'x')));
    BOOST_TEST(!irc::is_nick(std::string(33, 'x')));
}

BOOST_AUTO_TEST_SUITE_END()
