#include "irc/text.hpp"

#include "base/utf8.hpp"

#include <boost/test/unit_test.hpp>

#include <random>
#include <string>

namespace {

using pieces = std::vector<std::string>;

pieces owned(const std::vector<std::string_view>& views)
{
    return {views.begin(), views.end()};
}

void check_split(std::string_view text, std::size_t max_bytes, const pieces& expected)
{
    BOOST_TEST(owned(irc::split(text, max_bytes)) == expected, boost::test_tools::per_element());
}

void check_lines(std::string_view text, const pieces& expected)
{
    BOOST_TEST(owned(irc::lines(text)) == expected, boost::test_tools::per_element());
}

} // namespace

BOOST_AUTO_TEST_SUITE(text)

BOOST_AUTO_TEST_CASE(what_fits_is_one_piece)
{
    check_split("", 16, {});
    check_split("short", 16, {"short"});
    check_split("exactly sixteen!", 16, {"exactly sixteen!"});
    check_split("  spaces stay  ", 16, {"  spaces stay  "});
}

BOOST_AUTO_TEST_CASE(cuts_are_made_at_words)
{
    check_split("the quick brown fox jumps", 16, {"the quick brown", "fox jumps"});
    check_split("exactly sixteen! and more", 16, {"exactly sixteen!", "and more"});
    check_split("exactly sixteen! ", 16, {"exactly sixteen!"});
    check_split("two spaces  between", 16, {"two spaces ", "between"});
}

BOOST_AUTO_TEST_CASE(a_word_of_more_than_half_a_piece_may_be_cut)
{
    check_split("abcdefghijklmnopqrstuvwxyz", 16, {"abcdefghijklmnop", "qrstuvwxyz"});
    check_split("ab cdefghijklmnopqrstuvwxyz", 16, {"ab cdefghijklmno", "pqrstuvwxyz"});
    check_split("abcdefgh ijklmnopqrstuvwxyz", 16, {"abcdefgh", "ijklmnopqrstuvwx", "yz"});
}

BOOST_AUTO_TEST_CASE(characters_and_clusters_stay_whole)
{
    check_split("漢漢漢漢漢漢漢", 16, {"漢漢漢漢漢", "漢漢"});
    check_split("abcdefghijklmnoe\u0301x", 16, {"abcdefghijklmno", "e\u0301x"});
    check_split("aaaa👩‍👩‍👧", 18, {"aaaa", "👩‍👩‍👧"});
    // Larger than a piece: between code points, as nothing better is left.
    check_split("👩‍👩‍👧‍👦", 16, {"👩‍👩\u200D", "👧‍👦"});
    // A space that carries an accent is no place to cut.
    check_split("abcdefghijkl \u0301mnop", 16, {"abcdefghijkl \u0301m", "nop"});
}

BOOST_AUTO_TEST_CASE(pieces_of_a_whole_keep_the_space_at_their_end)
{
    const auto check = [](std::string_view text, const pieces& expected) {
        BOOST_TEST(owned(irc::split_whole(text, 16)) == expected, boost::test_tools::per_element());
    };
    check("", {});
    check("exactly sixteen!", {"exactly sixteen!"});
    check("the quick brown fox jumps", {"the quick brown ", "fox jumps"});
    check("exactly sixteen! and more", {"exactly sixteen!", " and more"});
    check("two spaces  between", {"two spaces  ", "between"});
    check("abcdefghijklmnopqrstuvwxyz", {"abcdefghijklmnop", "qrstuvwxyz"});
}

BOOST_AUTO_TEST_CASE(any_text_can_be_put_together_again)
{
    const auto seed = std::random_device()();
    BOOST_TEST_MESSAGE("seed " << seed);
    std::mt19937 random(seed);
    const std::string parts[] = {" ", " ",      "a",      "word", "ä",  "漢",
                                 "🎉", "\u0301", "\u200D", "🇩",    "  ", "https://example.com/"};
    for (int i = 0; i < 500; ++i) {
        std::string text;
        for (auto count = random() % 100; count > 0; --count)
            text += parts[random() % std::size(parts)];
        const std::size_t max_bytes = 16 + random() % 60;
        const auto pieces = irc::split(text, max_bytes);
        std::size_t position = 0;
        bool whole = true;
        for (const std::string_view piece : pieces) {
            if (!text.substr(position).starts_with(piece) ||
                (position > 0 && piece.data() != text.data() + position))
                whole = whole && text[position++] == ' ';
            whole = whole && piece.data() == text.data() + position && !piece.empty() &&
                    piece.size() <= max_bytes && base::utf8::valid(piece);
            position += piece.size();
        }
        whole = whole && (position == text.size() || text.substr(position) == " ");
        BOOST_TEST(whole, "seed " << seed << ", round " << i << ", " << max_bytes << " bytes: " << text);
    }
}

BOOST_AUTO_TEST_CASE(line_ends_of_every_kind_end_lines)
{
    check_lines("", {});
    check_lines("one", {"one"});
    check_lines("one\n", {"one"});
    check_lines("one\ntwo\r\nthree\rfour", {"one", "two", "three", "four"});
    check_lines("a\n\nb", {"a", "", "b"});
    check_lines("\n", {""});
    check_lines("\r\n\r\n", {"", ""});
    check_lines("\n\r", {"", ""});
}

BOOST_AUTO_TEST_CASE(an_away_message_is_kept_short_and_valid)
{
    BOOST_TEST(irc::away_text("tea") == "tea");
    BOOST_TEST(irc::away_text("") == "");
    BOOST_TEST(irc::away_text("a\xFFz") == "a\xEF\xBF\xBDz");
    BOOST_TEST(irc::away_text(std::string(301, 'a')) == std::string(300, 'a'));
    BOOST_TEST(irc::away_text(std::string(299, 'a') + "\xC3\xA4") == std::string(299, 'a'));
}

BOOST_AUTO_TEST_SUITE_END()
