#include "irc/writer.hpp"

#include <boost/test/unit_test.hpp>

using irc::writer;

BOOST_AUTO_TEST_SUITE(writer_)

BOOST_AUTO_TEST_CASE(a_whole_line)
{
    std::string out;
    writer(out)
        .tag("time", "2026-11-23T18:49:42.618Z")
        .tag("bot")
        .tag("+note", "a; b\\")
        .begin("ada!u@h", "PRIVMSG")
        .param("#messages")
        .text("hello there")
        .end();
    BOOST_TEST(
        out ==
        "@time=2026-11-23T18:49:42.618Z;bot;+note=a\\:\\sb\\\\ :ada!u@h PRIVMSG #messages :hello there\r\n");
}

BOOST_AUTO_TEST_CASE(numerics_have_three_digits)
{
    std::string out;
    writer(out).begin("irc.example", irc::numeric::RPL_WELCOME).param("ada").text("Welcome").end();
    writer(out)
        .begin("irc.example", irc::numeric::ERR_NOSUCHNICK)
        .param("ada")
        .param("bob")
        .text("No such nick")
        .end();
    BOOST_TEST(out == ":irc.example 001 ada :Welcome\r\n:irc.example 401 ada bob :No such nick\r\n");
}

BOOST_AUTO_TEST_CASE(an_empty_source_is_left_out)
{
    std::string out;
    writer(out).begin("", "PING").text("").end();
    BOOST_TEST(out == "PING :\r\n");
}

BOOST_AUTO_TEST_CASE(one_writer_writes_several_lines_each_with_its_own_tags)
{
    std::string out;
    writer line(out);
    line.tag("a").begin({}, "X").end();
    line.begin({}, "Y").end();
    line.tag("b").begin({}, "Z").end();
    BOOST_TEST(out == "@a X\r\nY\r\n@b Z\r\n");
}

BOOST_AUTO_TEST_CASE(what_cannot_be_a_middle_parameter_becomes_a_star)
{
    for (const std::string_view bad :
         {std::string_view(""), std::string_view("a b"), std::string_view(":a"), std::string_view("a\nb"),
          std::string_view("a\rb"), std::string_view("a\0b", 3)}) {
        std::string out;
        writer(out).begin({}, "X").param(bad).param("a:b").end();
        BOOST_TEST(out == "X * a:b\r\n");
    }
}

BOOST_AUTO_TEST_CASE(line_ends_and_nul_become_spaces_wherever_they_stand)
{
    using namespace std::string_view_literals;
    std::string out;
    writer(out).tag("k\n"sv, "v\r\n\0"sv).begin("so\rurce"sv, "COM\nMAND").text("a\r\nQUIT :\0b"sv).end();
    BOOST_TEST(out == "@k =v\\r\\n\\s :so urce COM MAND :a  QUIT : b\r\n");
}

BOOST_AUTO_TEST_SUITE_END()
