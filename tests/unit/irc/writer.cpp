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

BOOST_AUTO_TEST_CASE(a_line_is_cut_between_characters_after_512_bytes_behind_its_tags)
{
    const std::string head = ":irc.example PONG irc.example :";
    for (std::string_view word : {"x", "\u00e9", "\u20ac", "\U0001f600", "\x80"}) {
        std::string wanted, long_text;
        while (head.size() + wanted.size() + word.size() <= 510)
            wanted += word;
        while (long_text.size() < 600)
            long_text += word;
        std::string out = "@time=before X\r\n";
        writer(out).tag("k", "v").begin("irc.example", "PONG").param("irc.example").text(long_text).end();
        if (word == "\x80")
            BOOST_TEST(out.size() <= 18 + 5 + 512);
        else
            BOOST_TEST(out == "@time=before X\r\n@k=v " + head + wanted + "\r\n", word);
    }
}

BOOST_AUTO_TEST_CASE(a_word_that_is_repeated_leaves_room_for_the_rest)
{
    std::string out;
    writer(out).begin({}, "X").echo(std::string(500, 'a')).echo("b c").echo("d").text("why").end();
    BOOST_TEST(out == "X " + std::string(200, 'a') + " * d :why\r\n");
}

BOOST_AUTO_TEST_CASE(line_ends_and_nul_become_spaces_wherever_they_stand)
{
    using namespace std::string_view_literals;
    std::string out;
    writer(out).tag("k\n"sv, "v\r\n\0"sv).begin("so\rurce"sv, "COM\nMAND").text("a\r\nQUIT :\0b"sv).end();
    BOOST_TEST(out == "@k =v\\r\\n\\s :so urce COM MAND :a  QUIT : b\r\n");
}

BOOST_AUTO_TEST_SUITE_END()
