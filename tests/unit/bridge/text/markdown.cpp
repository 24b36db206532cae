#include "bridge/text/markdown.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <chrono>
#include <random>
#include <string>
#include <string_view>
#include <vector>

BOOST_AUTO_TEST_SUITE(markdown)

namespace {

using parts = std::vector<irc::formatted>;

// Styles as letters, so that they can be read in a test: <b:bold> <i:italic> <s:struck>.
std::string drawn(const parts& what)
{
    std::string out;
    for (const auto& one : what) {
        std::string how;
        how += one.how.bold ? "b" : "";
        how += one.how.italic ? "i" : "";
        how += one.how.strikethrough ? "s" : "";
        out += how.empty() ? one.text : "<" + how + ":" + one.text + ">";
    }
    return out;
}

void check(std::string_view line, std::string_view expected, int at = __builtin_LINE())
{
    BOOST_TEST_CONTEXT("expected at line " << at)
    {
        BOOST_TEST(drawn(bridge::read_markdown(line)) == expected);
    }
}

void unchanged(std::string_view line, int at = __builtin_LINE())
{
    check(line, line, at);
}

void written(const parts& what, std::string_view expected, int at = __builtin_LINE())
{
    BOOST_TEST_CONTEXT("expected at line " << at)
    {
        BOOST_TEST(bridge::write_markdown(what) == expected);
    }
}

constexpr auto bold = [] { return irc::style{.bold = true}; };
constexpr auto italic = [] { return irc::style{.italic = true}; };
constexpr auto struck = [] { return irc::style{.strikethrough = true}; };
constexpr auto bold_italic = [] { return irc::style{.bold = true, .italic = true}; };

} // namespace

BOOST_AUTO_TEST_CASE(markers_become_styles)
{
    check("**bold** and __bold__", "<b:bold> and <b:bold>");
    check("*italic* and _italic_", "<i:italic> and <i:italic>");
    check("~~struck~~", "<s:struck>");
    check("***both***, **_both_**, *__both__*", "<bi:both>, <bi:both>, <bi:both>");
    check("**a *b* c**", "<b:a ><bi:b><b: c>");
    check("*a **b***", "<i:a ><bi:b>");
    check("***a** b*", "<bi:a><i: b>");
    check("**a ~~b~~**", "<b:a ><bs:b>");
    check("**bold `code`**", "<b:bold `code`>");
    check("**a **b** c**", "<b:a b c>");
    check("(*a*), \"**b**\"! “_c_”… 😀**d**😀", "(<i:a>), \"<b:b>\"! “<i:c>”… 😀<b:d>😀");
    check("**Note:** and **done!**", "<b:Note:> and <b:done!>");
    check("un*frigging*believable, un**like**ly", "un<i:frigging>believable, un<b:like>ly");
    check("größe *größer* größe", "größe <i:größer> größe");
}

BOOST_AUTO_TEST_CASE(what_is_perhaps_no_marker_stays)
{
    for (const auto* line : {"",
                             "plain",
                             "* item",
                             "- item",
                             "> quoted",
                             "# heading",
                             "1. first",
                             "***",
                             "---",
                             "a * b * c",
                             "2*3*4 = 24",
                             "2**3**4",
                             "a*b + c*d",
                             "snake_case_name",
                             "_private",
                             "*args, **kwargs",
                             "int *a, *b;",
                             "src/*/foo/*.cpp",
                             "*.cpp,*.hpp",
                             "*.cpp and *.hpp",
                             "/* comment */ /*a*/",
                             "__main__.py",
                             "f(*a, *b)",
                             "~user ~5 minutes~",
                             "~~~",
                             "** bold **",
                             "**a",
                             "a**",
                             "*a_",
                             "**a*",
                             "*a**",
                             "____",
                             "`open",
                             "``a`",
                             "[text]",
                             "[text](not a url)",
                             "array[i](x)",
                             "[a](http://x y)",
                             "[a](http://x \"title\")",
                             "[a](://x)",
                             ":-* :*",
                             "x == *p && y == *q",
                             "¯\\_(ツ)_/¯",
                             "¯\\_ツ_/¯",
                             "C:\\dir\\file",
                             "\\\\server\\share",
                             "a\\b",
                             "path\\to\\",
                             "grep \"\\.cpp$\" \\(a\\|b\\)",
                             "sed s/\\*/x/",
                             "C:\\!dir\\[1]\\_x",
                             "****a****",
                             "&_&_&",
                             "^_^ ^_^",
                             "(*)",
                             "*_*",
                             "-_- -_-"})
        unchanged(line);
}

BOOST_AUTO_TEST_CASE(addresses_are_never_damaged)
{
    unchanged("https://d.example/a_b_c/_d_/*e*/~~f~~");
    unchanged("see https://d.example/_a_, https://d.example/_b_.");
    unchanged("https://d.example/a*b https://d.example/c*d");
    unchanged("<https://d.example/_x_>");
    unchanged("ftp://d.example/**x**y");
    check("**https://d.example/a_b_**", "<b:https://d.example/a_b_>");
    check("_https://d.example/a_b_", "<i:https://d.example/a_b>");
    check("*see https://d.example/x*", "<i:see https://d.example/x>");
    check("*a* https://d.example/*b", "<i:a> https://d.example/*b");
}

BOOST_AUTO_TEST_CASE(links_show_text_and_address)
{
    check("[here](https://d.example/a_b_c)", "here <https://d.example/a_b_c>");
    check("see [the **big** one](https://d.example/x(y)), yes",
          "see the <b:big> one <https://d.example/x(y)>, yes");
    check("[https://d.example](https://d.example)", "https://d.example");
    check("[](https://d.example)", "https://d.example");
    check("[ada@d.example](mailto:ada@d.example)", "ada@d.example");
    check("[mail](mailto:ada@d.example)", "mail <mailto:ada@d.example>");
    check("![a cat](https://d.example/cat.png)", "a cat <https://d.example/cat.png>");
    check("![](https://d.example/cat.png)!", "https://d.example/cat.png!");
    check("**[here](https://d.example)**", "<b:here <https://d.example>>");
    check("*[a*](https://d.example)", "*a* <https://d.example>");
    check("[[a](https://d.example)]", "[a <https://d.example>]");
}

BOOST_AUTO_TEST_CASE(code_is_literal_and_keeps_its_backticks)
{
    for (const auto* line : {"`code`", "`**a** _b_ \\* https://x/*`", "``a ` **b**``", "`` ` ``", "`  `",
                             "`a` ``b` c", "**a `b** c`", "```*code*```", "[`a](https://d.example)`"})
        unchanged(line);
    check("`*a*` *b*", "`*a*` <i:b>");
    check("`a *b*", "`a <i:b>");
    check("[`a*`*b*](https://d.example)", "`a*`<i:b> <https://d.example>");
}

BOOST_AUTO_TEST_CASE(backslashes_keep_markers_from_being_read_and_are_shown)
{
    for (const auto* line :
         {"\\*a\\*", "\\_a_", "\\~~a~~", "\\[a](https://x)", "[a\\](https://x)", "[a\\]b](https://x)",
          "\\![a\\](https://x)", "\\\\\\*a*", "C:\\*.cpp", "*a\\*", "\\"})
        unchanged(line);
    check("\\`*a*`", "\\`<i:a>`"); // no code
    check("**a\\*b**", "<b:a\\*b>");
    check("\\\\*a*", "\\\\<i:a>");
}

BOOST_AUTO_TEST_CASE(styles_are_written_as_markers)
{
    written({{"a ", {}}, {"b", bold()}, {" c", {}}}, "a **b** c");
    written({{"a", italic()}}, "*a*");
    written({{"a", struck()}}, "~~a~~");
    written({{"a", {.monospace = true}}}, "a");
    written({{"a", bold_italic()}}, "**_a_**");
    written({{"a ", bold()}, {"b", bold_italic()}, {" c", bold()}}, "**a _b_ c**");
    written({{"a ", bold()}, {"b", bold_italic()}, {" c", italic()}}, "**a _b_** _c_");
    written({{"un", {}}, {"believ", italic()}, {"able", {}}}, "un*believ*able");
    written({{"a", bold()}, {"b", italic()}}, "**a**_b_");
}

BOOST_AUTO_TEST_CASE(markers_stand_close_to_the_text)
{
    written({{"a", {}}, {" b ", bold()}, {"c", {}}}, "a **b** c");
    written({{"a", {}}, {"  ", bold()}, {"c", {}}}, "a  c");
    written({{" a ", bold()}, {"b", bold_italic()}}, " **a _b_**");
    written({{"\u00A0", bold()}, {"a", bold()}}, "\u00A0**a**");
}

BOOST_AUTO_TEST_CASE(what_markdown_cannot_say_is_left_out)
{
    written({{"a", {.bold = true, .underline = true}}}, "**a**");
    written({{"2", {}}, {"3", bold()}, {"4", {}}}, "234"); // inside a number nothing begins
    written({{"a", {.bold = true, .monospace = true}}}, "**a**");
    written({{"2", {}}, {"3", italic()}, {"4", {}}, {" a", bold()}}, "234 **a**");
    written({{"2", {}}, {"3", bold()}, {"4 ", {}}, {"a", italic()}}, "234 *a*");
    written({{"C:\\", bold()}}, "C:\\"); // a marker behind it would be none
}

BOOST_AUTO_TEST_CASE(styles_that_would_change_the_text_are_left_out)
{
    written({{"a", bold()}, {" 2 * 3 snake_case", {}}}, "**a** 2 * 3 snake_case");
    written({{"a*b", bold()}}, "**a*b**");
    written({{"a `b*`", bold()}}, "**a `b*`**");
    written({{"a", bold()}, {" *b*", {}}}, "a *b*");
    written({{"a**b", bold()}}, "a**b");
    written({{"`a", {}}, {"b", bold()}, {"c`", {}}}, "`abc`"); // in code nothing begins
    written({{"~~a~~ ", {}}, {"b", italic()}}, "~~a~~ b");
}

BOOST_AUTO_TEST_CASE(written_markdown_reads_as_the_text_or_is_the_text)
{
    const auto seed = std::random_device()();
    std::mt19937 random(seed);
    const std::vector<std::string> words{"a",   "B",      "7",   " ", " ",
                                         "*",   "_",      "~",   "`", "\\",
                                         "[",   "](",     ")",   "!", "**",
                                         "~~",  "__",     ".",   "ä", "“",
                                         "😀",   "\u00A0", "://", "x", "https://d.example/a_b*c",
                                         "\\*", "```",    "¯",   "(", "ツ"};
    std::size_t styled = 0;
    for (int round = 0; round < 5000; ++round) {
        parts what;
        std::string text;
        for (auto count = 1 + random() % 6; count > 0; --count) {
            irc::formatted part;
            for (auto size = 1 + random() % 4; size > 0; --size)
                part.text += words[random() % words.size()];
            part.how = {.bold = random() % 3 == 0,
                        .italic = random() % 3 == 0,
                        .strikethrough = random() % 4 == 0,
                        .monospace = random() % 5 == 0};
            text += part.text;
            what.push_back(std::move(part));
        }
        const auto markdown = bridge::write_markdown(what);
        std::string read;
        for (const auto& one : bridge::read_markdown(markdown))
            read += one.text;
        const auto count = [](const std::string& in, char c) { return std::ranges::count(in, c); };
        BOOST_TEST_CONTEXT("seed " << seed << " round " << round << ": " << text << " as " << markdown)
        {
            BOOST_TEST((read == text || markdown == text));
            BOOST_TEST(count(markdown, '\\') == count(text, '\\'));
            BOOST_TEST(count(markdown, '`') == count(text, '`'));
        }
        styled += markdown != text ? 1 : 0;
    }
    BOOST_TEST(styled > 500u);
}

BOOST_AUTO_TEST_CASE(reading_takes_no_backslash_and_no_backtick)
{
    const auto seed = std::random_device()();
    std::mt19937 random(seed);
    const std::vector<std::string> words{"a",  " ", "*", "_", "~~", "`", "``", "\\", "\\\\",
                                         "**", ".", "!", "[", "]",  "(", ")",  "ツ", "[a](https://x)"};
    for (int round = 0; round < 5000; ++round) {
        std::string line;
        for (auto count = 1 + random() % 16; count > 0; --count)
            line += words[random() % words.size()];
        std::string read;
        for (const auto& one : bridge::read_markdown(line))
            read += one.text;
        BOOST_TEST_CONTEXT("seed " << seed << " round " << round << ": " << line)
        {
            for (const char c : {'\\', '`'})
                BOOST_TEST(std::ranges::count(read, c) == std::ranges::count(line, c));
        }
    }
}

BOOST_AUTO_TEST_CASE(hostile_lines_are_quick)
{
    const auto start = std::chrono::steady_clock::now();
    for (const std::string part :
         {"*a ", "_a_", "a*", "[a](http://", "[](", "`a``b", "**a _b ~~c ", "[", "\\*", "*a_"}) {
        std::string line;
        while (line.size() < 32'768)
            line += part;
        bridge::read_markdown(line);
    }
    BOOST_TEST((std::chrono::steady_clock::now() - start < std::chrono::seconds(5)));
}

BOOST_AUTO_TEST_SUITE_END()
