#include "irc/formatting.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

BOOST_AUTO_TEST_SUITE(formatting)

namespace {

using parts = std::vector<irc::formatted>;

// The pieces of a line, cut at these places, as they are sent.
std::vector<std::string> sent(const std::string& line, const std::vector<std::size_t>& cuts)
{
    irc::reopening formatting(line);
    std::vector<std::string> out;
    std::size_t start = 0;
    for (const auto cut : cuts) {
        out.push_back(formatting.piece(std::string_view(line).substr(start, cut - start)));
        BOOST_TEST(out.back().size() <= cut - start + formatting.most());
        start = cut;
    }
    out.push_back(formatting.piece(std::string_view(line).substr(start)));
    return out;
}

} // namespace

BOOST_AUTO_TEST_CASE(codes_are_taken_out)
{
    using irc::without_codes;
    BOOST_TEST(without_codes("plain") == "plain");
    BOOST_TEST(without_codes("a\x02"
                             "b\x1d"
                             "c\x1e"
                             "d\x1f"
                             "e\x11"
                             "f\x16g\x0fh") == "abcdefgh");
    BOOST_TEST(without_codes("\x03"
                             "4red\x03 \x03"
                             "04,08both\x03"
                             "4,plain \x03"
                             "123") == "red both,plain 3");
    BOOST_TEST(without_codes("\x04"
                             "ff0000red\x04"
                             "FF0000,00ff00both\x04"
                             "ff00short") == "redbothff00short");
    BOOST_TEST(without_codes("\x03") == "");
    BOOST_TEST(!irc::has_codes("plain *text* 1,2"));
    BOOST_TEST(irc::has_codes("\x0f"));
}

BOOST_AUTO_TEST_CASE(a_line_is_read_as_parts)
{
    BOOST_TEST((irc::read_codes("") == parts{}));
    BOOST_TEST((irc::read_codes("\x02\x02\x1d") == parts{}));
    BOOST_TEST((irc::read_codes("a\x02"
                                "b\x1d"
                                "c\x02"
                                "d\x0f"
                                "e") == parts{{"a", {}},
                                              {"b", {.bold = true}},
                                              {"c", {.bold = true, .italic = true}},
                                              {"d", {.italic = true}},
                                              {"e", {}}}));
    BOOST_TEST((irc::read_codes("a\x02\x02"
                                "b") == parts{{"ab", {}}}));
}

BOOST_AUTO_TEST_CASE(parts_are_written_and_what_begins_ends)
{
    BOOST_TEST(irc::write_codes(parts{{"a", {}}, {"b", {.bold = true}}}) == "a\x02"
                                                                            "b\x02");
    BOOST_TEST(irc::write_codes(parts{{"a", {.bold = true}}, {"b", {.bold = true, .italic = true}}}) ==
               "\x02"
               "a\x1d"
               "b\x1d\x02");
    BOOST_TEST(irc::write_codes(parts{{"a", {.strikethrough = true}}, {"b", {.monospace = true}}}) ==
               "\x1e"
               "a\x1e\x11"
               "b\x11");
    BOOST_TEST(irc::write_codes(parts{}) == "");
}

BOOST_AUTO_TEST_CASE(what_is_open_at_a_cut_is_opened_again)
{
    const auto check = [](const std::vector<std::string>& actual, const std::vector<std::string>& expected) {
        BOOST_TEST(actual == expected, boost::test_tools::per_element());
    };
    check(sent("abcd", {2}), {"ab", "cd"});
    check(sent("\x02"
               "ab\x1d"
               "cd\x02"
               "ef",
               {2, 4, 6}),
          {"\x02"
           "a",
           "\x02"
           "b\x1d",
           "\x02\x1d"
           "cd",
           "\x02\x1d\x02"
           "ef"});
    check(sent("\x1d"
               "ab\x0f"
               "cd",
               {2, 5}),
          {"\x1d"
           "a",
           "\x1d"
           "b\x0f"
           "c",
           "d"});
}

BOOST_AUTO_TEST_CASE(colours_are_opened_again_so_that_nothing_becomes_part_of_them)
{
    BOOST_TEST(sent("\x03"
                    "4ab12",
                    {4})[1] == "\x03"
                               "0412");
    BOOST_TEST(sent("\x03"
                    "4,8a,1",
                    {5})[1] == "\x03"
                               "04,08,1");
    BOOST_TEST(sent("\x03"
                    "4a,1",
                    {3})[1] == "\x03"
                               "04\x02\x02,1");
    // The background stays where only the foreground changes.
    BOOST_TEST(sent("\x03"
                    "4,8a\x03"
                    "5bc",
                    {8})[1] == "\x03"
                               "04,08\x03"
                               "05c");
    BOOST_TEST(sent("\x04"
                    "ff0000ab",
                    {8})[1] == "\x04"
                               "ff0000b");
    BOOST_TEST(sent("\x03"
                    "4a\x03"
                    "bc",
                    {5})[1] == "c");
}

BOOST_AUTO_TEST_CASE(a_code_is_not_cut)
{
    const std::string line = "ab\x03"
                             "04,08cd";
    for (const std::size_t size : {3, 4, 5, 6, 7})
        BOOST_TEST(irc::before_code(line, size) == 2u);
    BOOST_TEST(irc::before_code(line, 8) == 8u);
    BOOST_TEST(irc::before_code(line, 2) == 2u);
    BOOST_TEST(irc::before_code(line, 0) == 0u);
    BOOST_TEST(irc::before_code("a\x02"
                                "b",
                                2) == 2u);
    BOOST_TEST(irc::before_code("\x03"
                                "1 23",
                                3) == 3u);
}

BOOST_AUTO_TEST_SUITE_END()
