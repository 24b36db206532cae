#include "bridge/text/formatting.hpp"

#include "base/utf8.hpp"
#include "irc/formatting.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <iterator>
#include <random>
#include <string>
#include <string_view>

BOOST_AUTO_TEST_SUITE(row_formatting)

namespace {

using namespace std::string_view_literals;
using enum bridge::formatting;

void stored(std::string_view typed, std::string_view expected, bridge::formatting mode = markdown,
            int at = __builtin_LINE())
{
    BOOST_TEST_CONTEXT("expected at line " << at)
    {
        BOOST_TEST(bridge::formatted_for_row(typed, mode) == expected);
    }
}

void shown(std::string_view content, std::string_view expected, bridge::formatting mode = markdown,
           int at = __builtin_LINE())
{
    BOOST_TEST_CONTEXT("expected at line " << at)
    {
        BOOST_TEST(bridge::formatted_for_irc(content, mode) == expected);
    }
}

} // namespace

BOOST_AUTO_TEST_CASE(codes_are_stored_as_markdown)
{
    stored("a \x02"
           "bold\x02 word",
           "a **bold** word");
    stored("\x1ditalic\x1d", "*italic*");
    stored("\x1estruck\x1e", "~~struck~~");
    stored("\x02"
           "bold \x1d"
           "both\x0f none",
           "**bold _both_** none");
    stored("\x02never closed", "**never closed**");
    stored("\x02\x02"
           "empty\x1d\x1d",
           "empty");
    stored("a\x02 spaced \x02"
           "b",
           "a **spaced** b");
}

BOOST_AUTO_TEST_CASE(codes_that_markdown_cannot_say_are_dropped)
{
    stored("\x1funder\x1f \x03"
           "04,08colour\x03 \x16reverse\x16 \x04"
           "ff0000hex\x04",
           "under colour reverse hex");
    stored("\x11"
           "code\x11 and `more`",
           "code and `more`");
    stored("\x03"
           "4red\x03 and **by hand**",
           "red and **by hand**");
    stored("\x02\x03"
           "4red\x03\x02",
           "**red**");
    stored("\x02\x0f\x03", "");
}

BOOST_AUTO_TEST_CASE(codes_that_would_change_the_text_are_dropped)
{
    stored("\x02"
           "a\x02 is *b*",
           "a is *b*");
    stored("\x02"
           "a\x02 is C:\\*.cpp",
           "**a** is C:\\*.cpp");
    stored("\x02"
           "a\x02\nint *a, **b**;", // another line
           "a\nint *a, **b**;");
    stored("\x02"
           "a\x02\n```\n**b**\n```",
           "**a**\n```\n**b**\n```");
    stored("\x02```\x02\n*b*\n```", "```\n*b*\n```");
}

BOOST_AUTO_TEST_CASE(text_without_codes_is_stored_as_it_is_typed)
{
    for (const auto* text :
         {"", "plain", "**by hand** _x_ `y` \\* [a](https://b)", "a * b", "¯\\_(ツ)_/¯", "```\na\n```"})
        for (const auto mode : {markdown, strip, raw})
            stored(text, text, mode);
}

BOOST_AUTO_TEST_CASE(each_line_stands_for_itself)
{
    stored("\x02"
           "a\nb\r\n\x1d"
           "c\n",
           "**a**\nb\r\n*c*\n");
    stored("```\n\x02"
           "a\x02 *b*\n```\n\x02"
           "c\x02",
           "```\na *b*\n```\n**c**");
}

BOOST_AUTO_TEST_CASE(markdown_is_shown_as_codes)
{
    shown("**b** *i* ~~s~~ `c*`", "\x02"
                                  "b\x02 \x1di\x1d \x1es\x1e `c*`");
    shown("**a *b***", "\x02"
                       "a \x1d"
                       "b\x1d\x02");
    shown("[here](https://d.example/a_b_) \\*", "here <https://d.example/a_b_> \\*");
    shown("**a**\n\n*b*\r\nc\n", "\x02"
                                 "a\x02\n\n\x1d"
                                 "b\x1d\r\nc\n");
    shown("**a\nb**", "**a\nb**");
    shown("# a\n- *b*\n> c", "# a\n- \x1d"
                             "b\x1d\n> c");
}

BOOST_AUTO_TEST_CASE(code_blocks_are_literal)
{
    shown("see:\n```cpp\nint *a, *b;\n\n  x = **y**;\n```\nthat *is* all",
          "see:\n```cpp\nint *a, *b;\n\n  x = **y**;\n```\nthat \x1dis\x1d all");
    shown("````\n```\n*a*\n````\n*b*", "````\n```\n*a*\n````\n\x1d"
                                       "b\x1d");
    shown("```\n*a*", "```\n\x1d"
                      "a\x1d"); // never closed
    shown("```not a language\n*a*\n```", "```not a language\n\x1d"
                                         "a\x1d\n```");
    shown("    ```\n*a*\n    ```", "    ```\n\x1d"
                                   "a\x1d\n    ```");
    shown("```\n*a*\n```\n*b*", "```\n*a*\n```\nb", strip);
}

BOOST_AUTO_TEST_CASE(a_line_with_codes_is_not_markdown)
{
    shown("\x02"
          "a\x02 *b*\n*c*",
          "\x02"
          "a\x02 *b*\n\x1d"
          "c\x1d");
}

BOOST_AUTO_TEST_CASE(strip_leaves_formatting_out_on_both_ways)
{
    stored("\x02"
           "a\x02 \x03"
           "4b",
           "a b", strip);
    shown("**a** _b_ `c*` \\* [d](https://e)", "a b `c*` \\* d <https://e>", strip);
    shown("\x02"
          "a\x02 *b*",
          "a *b*", strip);
    shown("\x02\x0f", "\x02\x0f", strip); // nothing would be left
}

BOOST_AUTO_TEST_CASE(raw_passes_everything)
{
    stored("\x02"
           "a\x02 \x03"
           "4b",
           "\x02"
           "a\x02 \x03"
           "4b",
           raw);
    shown("**a**\n```\n\x02"
          "b\n```",
          "**a**\n```\n\x02"
          "b\n```",
          raw);
}

BOOST_AUTO_TEST_CASE(of_a_huge_text_the_beginning_is_translated)
{
    std::string text;
    while (text.size() < (4 << 20))
        text += "**a** word\n";
    const auto out = bridge::formatted_for_irc(text, markdown);
    BOOST_TEST(out.starts_with("\x02"
                               "a\x02 word\n\x02"
                               "a\x02"));
    BOOST_TEST(out.ends_with("**a** word\n"));
    const auto line = "**a**" + std::string(100'000, 'x');
    BOOST_TEST(bridge::formatted_for_irc(line, markdown) == line);
}

BOOST_AUTO_TEST_CASE(what_is_said_with_codes_keeps_its_text)
{
    const auto seed = std::random_device()();
    std::mt19937 random(seed);
    constexpr std::string_view codes = "\x02\x1d\x1e\x11\x1f\x16\x0f";
    const std::string_view words[] = {
        "a", "b", " ", "*", "_", "`", "~~", "\\", "[x](", "https://d.example/_a_", ")", "7", "ä", "\n"};
    std::size_t styled = 0;
    for (int round = 0; round < 3000; ++round) {
        std::string typed = "\x02"
                            "a\x02 ";
        for (auto count = random() % 12; count > 0; --count) {
            if (random() % 3 == 0)
                typed += codes[random() % codes.size()];
            else
                typed += words[random() % std::size(words)];
        }
        const auto plain = irc::without_codes(typed);
        const auto row = bridge::formatted_for_row(typed, markdown);
        const auto back = bridge::formatted_for_irc(row, markdown);
        BOOST_TEST_CONTEXT("seed " << seed << " round " << round << ": " << plain << " as " << row)
        {
            BOOST_TEST((row == plain || irc::without_codes(back) == plain));
            BOOST_TEST(!irc::has_codes(row));
        }
        styled += row != plain ? 1 : 0;
    }
    BOOST_TEST(styled > 500u);
}

BOOST_AUTO_TEST_CASE(text_without_markers_comes_through_both_ways)
{
    const auto seed = std::random_device()();
    std::mt19937 random(seed);
    constexpr std::string_view letters = "ab Z7.,:;/()<>{}|'\"!?#+-=&%$@^\n";
    for (int round = 0; round < 500; ++round) {
        std::string text;
        for (auto size = random() % 60; size > 0; --size)
            text += letters[random() % letters.size()];
        BOOST_TEST_CONTEXT("seed " << seed << " round " << round)
        {
            for (const auto mode : {markdown, strip, raw}) {
                BOOST_TEST(bridge::formatted_for_row(text, mode) == text);
                BOOST_TEST(bridge::formatted_for_irc(text, mode) == text);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(nothing_dangerous_comes_of_any_text)
{
    const auto seed = std::random_device()();
    std::mt19937 random(seed);
    constexpr std::string_view letters = "**__~~``[]()\\ \n\x02\x03\x04\x1d\x11"
                                         "a1,:/";
    for (int round = 0; round < 2000; ++round) {
        std::string text;
        for (auto size = random() % 80; size > 0; --size)
            text += random() % 4 ? letters[random() % letters.size()] : static_cast<char>(random());
        std::erase_if(text, [](char c) { return c == '\0' || c == '\x01'; });
        text = base::utf8::repaired(text);
        const auto lines = std::ranges::count(text, '\n');
        BOOST_TEST_CONTEXT("seed " << seed << " round " << round)
        {
            for (const auto mode : {markdown, strip, raw})
                for (const auto& out :
                     {bridge::formatted_for_row(text, mode), bridge::formatted_for_irc(text, mode)}) {
                    BOOST_TEST(base::utf8::valid(out));
                    BOOST_TEST(out.find_first_of("\0\x01"sv) == std::string::npos);
                    BOOST_TEST(std::ranges::count(out, '\n') <= lines);
                }
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
