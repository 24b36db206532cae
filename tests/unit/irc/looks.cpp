#include "irc/looks.hpp"

#include "irc/nicknames.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using irc::looks;

BOOST_AUTO_TEST_SUITE(looks_)

BOOST_AUTO_TEST_CASE(letters_of_other_scripts_look_like_latin_ones)
{
    for (const auto* name :
         {"Ada", "ADA", "\u0410d\u0430", "\u0391da", "\uFF21da", "\U0001D400da", "A\u0501a"})
        BOOST_TEST(looks(name) == looks("ada"), name);
    BOOST_TEST(looks("\u0421\u0430rl") == looks("Carl"));
    BOOST_TEST(looks("Grace") != looks("Ada"));
    BOOST_TEST(looks("Ada") != looks("Ada_"));
}

BOOST_AUTO_TEST_CASE(letters_and_digits_that_look_alike_are_equal)
{
    BOOST_TEST(looks("B0b") == looks("Bob"));
    BOOST_TEST(looks("B0b") == looks("BOB"));
    for (const auto* name : {"PaypaI", "paypal", "Paypa1", "paypa|", "PAYPAL", "paypa\u0131", "paypa\u04CF"})
        BOOST_TEST(looks(name) == looks("Paypal"), name);
    BOOST_TEST(looks("rnike") == looks("Mike"));
}

BOOST_AUTO_TEST_CASE(accents_are_seen)
{
    BOOST_TEST(looks("Jos\u00E9") != looks("Jose"));
    BOOST_TEST(looks("Jos\u00E9") == looks("Jose\u0301"));
}

BOOST_AUTO_TEST_CASE(what_cannot_be_seen_does_not_count)
{
    for (const auto* blank :
         {"\u200B", "\u2060", "\u00AD", "\u2800", "\u3164", "\uFE0F", "\u034F", "\U0001D159", "\U000E0061"})
        BOOST_TEST(looks(std::string("A") + blank + "da" + blank) == looks("ada"), blank);
    BOOST_TEST(looks("\u2800\u2800") == "");
    BOOST_TEST(looks("") == "");
}

BOOST_AUTO_TEST_CASE(what_folds_to_the_same_looks_the_same)
{
    for (const auto* name : {"STRASSE", "ΣΑΣ", "\uFB01n", "K\u0130M", "\u212Aim", "\xFFx", "0x1F"})
        BOOST_TEST(looks(irc::folded(name)) == looks(name), name);
    std::string lengthy;
    for (int n = 0; n < 1000; ++n)
        lengthy += "\uFDFA"; // 18 letters
    BOOST_TEST(looks(lengthy).size() > lengthy.size());
}

BOOST_AUTO_TEST_SUITE_END()
