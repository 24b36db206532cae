#include "bridge/text/message_text.hpp"

#include "base/utf8.hpp"

#include <boost/test/unit_test.hpp>

#include <random>
#include <string>
#include <string_view>
#include <vector>

BOOST_AUTO_TEST_SUITE(message_text)

namespace {

using namespace std::string_view_literals;
using strings = std::vector<std::string>;

constexpr auto link = "https://d.example/admin/content/messages/17";

void check(std::string_view content, const strings& expected, bridge::shown_limits limits = {},
           int line = __builtin_LINE())
{
    BOOST_TEST_CONTEXT("expected at line " << line)
    {
        BOOST_TEST(bridge::irc_lines(content, limits, link) == expected, boost::test_tools::per_element());
    }
}

std::string numbered(int count)
{
    std::string text;
    for (int n = 1; n <= count; ++n)
        text += "line " + std::to_string(n) + "\n";
    return text;
}

std::string stored(std::string_view text)
{
    return bridge::stored_text(text, bridge::formatting::markdown).value_or("(none)");
}

} // namespace

BOOST_AUTO_TEST_CASE(a_row_is_one_line_or_several)
{
    check("hello", {"hello"});
    check("a\nb\r\nc\rd", {"a", "b", "c", "d"});
    check("\n\na\n \t\n\nb\n", {"a", "b"});
    check("  kept  ", {"  kept  "});
}

BOOST_AUTO_TEST_CASE(blank_rows_are_not_messages)
{
    check("", {});
    check(" \t\r\n\v\f", {});
    check("\0\x01"sv, {});
}

BOOST_AUTO_TEST_CASE(what_could_end_a_line_or_open_a_ctcp_never_passes)
{
    check("\x01VERSION\x01", {"VERSION"});
    check("a\0b\x01"
          "c"sv,
          {"abc"});
    check("bad \xff utf8", {"bad \xEF\xBF\xBD utf8"});
    check("\x02 bold \x03"
          "4red",
          {"\x02 bold \x03"
           "4red"});
}

BOOST_AUTO_TEST_CASE(me_is_an_action_on_each_line)
{
    check("/me waves", {"\x01"
                        "ACTION waves\x01"});
    check("/me waves\nand goes", {"\x01"
                                  "ACTION waves\x01",
                                  "\x01"
                                  "ACTION and goes\x01"});
    check("/me \x01waves", {"\x01"
                            "ACTION waves\x01"});
    check("/mean", {"/mean"});
    check("/ME shouts", {"/ME shouts"});
    check("/me", {"/me"});
    check("/me  ", {"/me  "}); // says nothing as an action, and was said all the same
    check("a\n/me b", {"a", "/me b"});
}

BOOST_AUTO_TEST_CASE(long_lines_are_split_at_words_within_the_limit)
{
    check("alpha beta gamma delta", {"alpha beta gamma", "delta"}, {.line = 16});
    check("/me alpha beta gamma delta",
          {"\x01"
           "ACTION alpha beta gamma\x01",
           "\x01"
           "ACTION delta\x01"},
          {.line = 25});
}

BOOST_AUTO_TEST_CASE(at_most_twenty_lines_are_shown_and_the_rest_counted)
{
    auto twenty = bridge::irc_lines(numbered(20), {}, link);
    BOOST_TEST(twenty.size() == 20u);
    BOOST_TEST(twenty.back() == "line 20");
    auto more = bridge::irc_lines(numbered(22), {}, link);
    BOOST_REQUIRE(more.size() == 21u);
    BOOST_TEST(more[19] == "line 20");
    BOOST_TEST(more[20] == std::string("… (+2 lines) ") + link);
}

BOOST_AUTO_TEST_CASE(at_most_so_many_bytes_are_shown)
{
    const auto shown = bridge::irc_lines(std::string(10'000, 'x'), {.line = 1000}, link);
    BOOST_REQUIRE(shown.size() == 9u);
    BOOST_TEST(shown.back() == std::string("… (+2 lines) ") + link);
    // Nothing is shown behind what was left out.
    check("aaaaaaaa\nbbbbbbbbbbbb\nc", {"aaaaaaaa", "… (+2 lines)"}, {.line = 20, .bytes = 16});
}

BOOST_AUTO_TEST_CASE(a_link_that_does_not_fit_is_left_out)
{
    check("a\nb", {"a", "… (+1 lines)"}, {.line = 30, .lines = 1});
    check("a\nb", {"a", std::string("… (+1 lines) ") + link}, {.line = 80, .lines = 1});
}

BOOST_AUTO_TEST_CASE(a_huge_row_is_quick)
{
    std::string text;
    while (text.size() < (8 << 20))
        text += "word word word\n";
    BOOST_TEST(bridge::irc_lines(text, {}, link).size() == 21u);
}

// Words and formatting are looked for at the beginning alone; the lines behind are counted all the same.
BOOST_AUTO_TEST_CASE(the_lines_of_a_huge_row_are_counted)
{
    const auto last = [](const std::string& text) {
        const auto lines = bridge::irc_lines(text, {.line = 400}, link);
        const auto pieces = bridge::irc_pieces(text, {.line = 400}, link);
        BOOST_TEST(lines.size() == 21U);
        BOOST_TEST(pieces.size() == 20U);
        return lines.back();
    };
    std::string text;
    for (int n = 0; n < 300'000; ++n)
        text += "word\n \n";
    BOOST_TEST(last(text) == std::string("… (+299980 lines) ") + link);
    std::string euros;
    while (euros.size() < 400'000)
        euros += "\u20ac";
    BOOST_TEST(last(euros).starts_with("… (+98"));
}

BOOST_AUTO_TEST_CASE(any_bytes_make_lines_that_hold_nothing_dangerous)
{
    const auto seed = std::random_device()();
    std::mt19937 random(seed);
    for (int round = 0; round < 300; ++round) {
        std::string text;
        for (unsigned size = random() % 300; size > 0; --size)
            text +=
                random() % 4 ? static_cast<char>(random()) : "\r\n\0\x01 \xC3\x02\x03*_~`["[random() % 13];
        for (const auto& one : bridge::irc_lines(text, {.line = 64}, link)) {
            BOOST_TEST_CONTEXT("seed " << seed << " round " << round)
            {
                BOOST_TEST(one.size() <= 64u);
                BOOST_TEST(base::utf8::valid(one));
                BOOST_TEST(one.find_first_of("\r\n\0\x01"sv) == std::string::npos);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(pieces_keep_blank_lines_and_give_long_ones_back)
{
    using piece = bridge::piece;
    const auto same = [](std::string_view content, const std::vector<piece>& expected,
                         bridge::shown_limits limits = {}) {
        BOOST_TEST((bridge::irc_pieces(content, limits, link) == expected), content);
    };
    same("", {});
    same(" \r\n", {});
    same("hello", {{"hello"}});
    same("\n \na\r\n\n\t\rb \n\n", {{"a"}, {""}, {"\t"}, {"b "}});
    same("alpha beta gamma delta\nx", {{"alpha beta "}, {"gamma delta", true}, {"x"}}, {.line = 16});
    same("a\x01\nb\xff", {{"a"}, {"b\xEF\xBF\xBD"}});
    same("/me a\nb", {{"\x01"
                       "ACTION a"},
                      {"b\x01"}});
    same("/me a", {{"\x01"
                    "ACTION a\x01"}});
}

BOOST_AUTO_TEST_CASE(pieces_with_the_count_of_the_rest_stay_within_the_limits)
{
    for (const auto& content :
         {numbered(50), std::string(2000, 'x'), "/me " + numbered(50), std::string(70, '\n') + "x"})
        for (const std::size_t most : {2, 9, 10}) {
            const auto shown =
                bridge::irc_pieces(content, {.line = 40, .lines = most, .bytes = 200}, "http://x/1");
            std::size_t bytes = 0;
            for (const auto& one : shown) {
                BOOST_TEST(one.text.size() <= 40u);
                bytes += one.text.size() + (one.concat || bytes == 0 ? 0 : 1);
            }
            BOOST_TEST(shown.size() <= most);
            BOOST_TEST(bytes <= 200u);
            BOOST_TEST(
                (shown.back().text.find("lines) http://x/1") != std::string::npos || shown.size() == 1u));
        }
    const auto ten = bridge::irc_pieces(numbered(10), {.lines = 10}, link);
    BOOST_TEST(ten.back().text == "line 10");
    const auto more = bridge::irc_pieces(numbered(12), {.lines = 10}, link);
    BOOST_TEST(more[8].text == "line 9");
    BOOST_TEST(more[9].text == std::string("… (+3 lines) ") + link);
}

BOOST_AUTO_TEST_CASE(a_text_is_stored_as_it_is_and_an_action_as_me)
{
    BOOST_TEST(stored("hello") == "hello");
    BOOST_TEST(stored("\x01"
                      "ACTION waves\x01") == "/me waves");
    BOOST_TEST(stored("\x01"
                      "ACTION waves") == "/me waves"); // some clients leave out the end
    BOOST_TEST(stored("/me waves") == "/me waves");
    BOOST_TEST(stored("a\x01"
                      "b") == "ab");
    BOOST_TEST(stored("\x01"
                      "ACTION a\x01"
                      "b\x01") == "/me ab");
}

BOOST_AUTO_TEST_CASE(other_ctcp_is_not_stored)
{
    for (const auto* text : {"\x01VERSION\x01",
                             "\x01"
                             "ACTION\x01",
                             "\x01"})
        BOOST_TEST(stored(text) == "(none)");
}

BOOST_AUTO_TEST_CASE(formatting_is_translated_inside_an_action_too)
{
    BOOST_TEST(stored("\x02"
                      "bold\x02") == "**bold**");
    BOOST_TEST(stored("\x01"
                      "ACTION is \x1dvery\x1d happy\x01") == "/me is *very* happy");
    check("/me is *very* happy", {"\x01"
                                  "ACTION is \x1dvery\x1d happy\x01"});
    check("**/me waves**", {"\x02/me waves\x02"}); // it does not begin with it
    check("**/me** waves", {"/me waves"}, {.formatting = bridge::formatting::strip});
    BOOST_TEST(bridge::stored_text("\x02"
                                   "a\x02",
                                   bridge::formatting::strip)
                   .value() == "a");
    BOOST_TEST(bridge::stored_text("\x02"
                                   "a\x02",
                                   bridge::formatting::raw)
                   .value() == "\x02"
                               "a\x02");
}

BOOST_AUTO_TEST_CASE(what_says_nothing_but_formatting_is_blank)
{
    BOOST_TEST(bridge::is_blank(stored("\x02\x02 \x0f")));
    BOOST_TEST(bridge::is_blank(stored("\x01"
                                       "ACTION \x03"
                                       "4\x01")));
}

BOOST_AUTO_TEST_CASE(formatting_goes_on_behind_a_split)
{
    check("**alpha beta gamma delta**",
          {"\x02"
           "alpha beta",
           "\x02"
           "gamma delta\x02"},
          {.line = 19});
    check("**alpha** beta gamma delta eta",
          {"\x02"
           "alpha\x02 beta gamma",
           "delta eta"},
          {.line = 24});
    check("*alpha\nbeta*", {"*alpha", "beta*"});
    check("/me *alpha beta gamma delta*",
          {"\x01"
           "ACTION \x1d"
           "alpha beta\x01",
           "\x01"
           "ACTION \x1dgamma delta\x1d\x01"},
          {.line = 28});
    check("**" + std::string(40, 'x') + "**",
          {"\x02" + std::string(26, 'x'), "\x02" + std::string(14, 'x') + "\x02"}, {.line = 30});
}

BOOST_AUTO_TEST_CASE(a_code_block_is_shown_with_its_fences)
{
    check("so:\n```cpp\nint *a, *b;\n\nf(*a);\n```\n*done*", {"so:", "```cpp", "int *a, *b;", "f(*a);", "```",
                                                              "\x1d"
                                                              "done\x1d"});
}

BOOST_AUTO_TEST_CASE(an_action_that_says_nothing_is_blank)
{
    BOOST_TEST(bridge::is_blank(stored("\x01"
                                       "ACTION \x01")));
    BOOST_TEST(bridge::is_blank(stored("\x01"
                                       "ACTION   \x01")));
    BOOST_TEST(bridge::is_blank(" \t"));
    BOOST_TEST(!bridge::is_blank("\xC2\xA0")); // a no-break space
}

BOOST_AUTO_TEST_SUITE_END()
