#include "irc/message.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

using irc::message;

namespace {

std::vector<std::string> params(std::string_view line)
{
    const auto parsed = message::parse(line);
    BOOST_REQUIRE(parsed.has_value());
    std::vector<std::string> out;
    for (std::size_t i = 0; i < parsed->size(); ++i)
        out.emplace_back((*parsed)[i]);
    return out;
}

void check_params(std::string_view line, const std::vector<std::string>& expected)
{
    BOOST_TEST_CONTEXT(line)
    {
        BOOST_TEST(params(line) == expected, boost::test_tools::per_element());
    }
}

} // namespace

BOOST_AUTO_TEST_SUITE(message_)

BOOST_AUTO_TEST_CASE(every_part_is_found)
{
    const auto parsed = message::parse("@label=1;+x :ada!u@h PRIVMSG #c :hello  there ");
    BOOST_REQUIRE(parsed.has_value());
    BOOST_TEST(parsed->tags == "label=1;+x");
    BOOST_TEST(parsed->source == "ada!u@h");
    BOOST_TEST(parsed->command == "PRIVMSG");
    BOOST_TEST(parsed->size() == 2U);
    BOOST_TEST((*parsed)[0] == "#c");
    BOOST_TEST((*parsed)[1] == "hello  there ");
}

BOOST_AUTO_TEST_CASE(commands_are_compared_without_case)
{
    const auto parsed = message::parse("privMSG a");
    BOOST_REQUIRE(parsed.has_value());
    BOOST_TEST(parsed->is("PRIVMSG"));
    BOOST_TEST(!parsed->is("PRIVMSGS"));
    BOOST_TEST(!parsed->is("NOTICE"));
}

BOOST_AUTO_TEST_CASE(parameters)
{
    check_params("X", {});
    check_params("X ", {});
    check_params("X a b", {"a", "b"});
    check_params("X  a   b  ", {"a", "b"});
    check_params("  X a", {"a"});
    check_params("X :", {""});
    check_params("X ::a b", {":a b"});
    check_params("X a:b :c", {"a:b", "c"});
    check_params("001 a", {"a"});
    check_params("@a  :b  X c", {"c"});
}

BOOST_AUTO_TEST_CASE(the_fifteenth_parameter_takes_the_rest)
{
    check_params("X 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16",
                 {"1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "15 16"});
    check_params("X 1 2 3 4 5 6 7 8 9 10 11 12 13 14 :15 16",
                 {"1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "15 16"});
}

BOOST_AUTO_TEST_CASE(a_parameter_that_is_not_there_is_empty)
{
    const auto parsed = message::parse("X a");
    BOOST_REQUIRE(parsed.has_value());
    BOOST_TEST((*parsed)[1] == "");
    BOOST_TEST((*parsed)[message::max_params - 1] == "");
}

BOOST_AUTO_TEST_CASE(a_line_without_a_command_is_no_message)
{
    for (const char* line : {"", " ", "@tags", "@tags ", ":source", ":source ", "@t :s ", ":", "@", "ä",
                             "\x01X", "PRIVMSG\x01 a", ":s :x", ":s @x"})
        BOOST_TEST(!message::parse(line).has_value(), line);
    BOOST_TEST(!message::parse(std::string(message::longest_command + 1, 'x')).has_value());
}

BOOST_AUTO_TEST_CASE(unknown_commands_are_messages)
{
    for (const char* line : {"12", "1234", "12a", "PRIV-MSG a", "NONEXISTENT_COMMAND", "{}"})
        BOOST_TEST(message::parse(line).has_value(), line);
    BOOST_TEST(message::parse(std::string(message::longest_command, 'x')).has_value());
}

BOOST_AUTO_TEST_CASE(rest_is_all_parameters_as_they_stand)
{
    BOOST_TEST(message::parse("PASS a@b.c:two  words ")->rest() == "a@b.c:two  words");
    BOOST_TEST(message::parse("PASS :one trailing ")->rest() == "one trailing ");
    BOOST_TEST(message::parse("PASS")->rest() == "");
}

BOOST_AUTO_TEST_SUITE_END()
