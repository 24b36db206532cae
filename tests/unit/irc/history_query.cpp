#include "irc/history_query.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>

using namespace irc;
using kind = history_query::kind;

namespace {

constexpr auto time_text = "timestamp=2023-11-14T22:13:20.042Z";
constexpr base::wall_time time_value{std::chrono::milliseconds(1'700'000'000'042)};

std::variant<history_query, history_refusal> parsed(std::string_view line)
{
    const auto message = message::parse(line);
    BOOST_REQUIRE(message.has_value());
    return parse_history_query(*message, 200);
}

void gives(std::string_view line, const history_query& expected)
{
    BOOST_TEST_CONTEXT(line)
    {
        const auto found = parsed(line);
        BOOST_REQUIRE(std::holds_alternative<history_query>(found));
        BOOST_TEST((std::get<history_query>(found) == expected));
    }
}

void refuses(std::string_view line, std::string_view code, const std::vector<std::string>& context)
{
    BOOST_TEST_CONTEXT(line)
    {
        const auto found = parsed(line);
        BOOST_REQUIRE(std::holds_alternative<history_refusal>(found));
        const auto& why = std::get<history_refusal>(found);
        BOOST_TEST(why.code == code);
        BOOST_TEST(why.context == context, boost::test_tools::per_element());
        BOOST_TEST(!why.text.empty());
    }
}

const history_query::selector by_time{{}, time_value};
const history_query::selector by_id{"a-1", std::nullopt};

} // namespace

BOOST_AUTO_TEST_SUITE(history_query_)

BOOST_AUTO_TEST_CASE(every_subcommand)
{
    gives("CHATHISTORY LATEST #c * 50", {kind::latest, "LATEST", "#c", {}, {}, 50});
    gives("CHATHISTORY LATEST #c msgid=a-1 50", {kind::latest, "LATEST", "#c", by_id, {}, 50});
    gives(std::string("CHATHISTORY BEFORE #c ") + time_text + " 1",
          {kind::before, "BEFORE", "#c", by_time, {}, 1});
    gives("CHATHISTORY after #C msgid=a-1 200", {kind::after, "after", "#C", by_id, {}, 200});
    gives("CHATHISTORY AROUND #c msgid=a-1 7", {kind::around, "AROUND", "#c", by_id, {}, 7});
    gives(std::string("CHATHISTORY BETWEEN #c msgid=a-1 ") + time_text + " :7",
          {kind::between, "BETWEEN", "#c", by_id, by_time, 7});
    gives(std::string("CHATHISTORY TARGETS ") + time_text + " " + time_text + " 10",
          {kind::targets, "TARGETS", "", by_time, by_time, 10});
}

BOOST_AUTO_TEST_CASE(before_everything_is_the_latest)
{
    gives("CHATHISTORY BEFORE #c * 50", {kind::latest, "BEFORE", "#c", {}, {}, 50});
}

BOOST_AUTO_TEST_CASE(a_limit_is_lowered_to_the_servers)
{
    gives("CHATHISTORY LATEST #c * 201", {kind::latest, "LATEST", "#c", {}, {}, 200});
    gives("CHATHISTORY LATEST #c * 99999999999999999999999", {kind::latest, "LATEST", "#c", {}, {}, 200});
}

BOOST_AUTO_TEST_CASE(what_is_not_a_limit)
{
    for (const std::string bad : {"0", "-1", "ten", "5x", "0x10", "1.5"})
        refuses("CHATHISTORY LATEST #c * " + bad, "INVALID_PARAMS", {"LATEST", bad});
    refuses("CHATHISTORY LATEST #c * :", "INVALID_PARAMS", {"LATEST", ""});
}

BOOST_AUTO_TEST_CASE(what_is_missing_or_unknown)
{
    refuses("CHATHISTORY", "INVALID_PARAMS", {"*"});
    refuses("CHATHISTORY SOMETIMES #c * 1", "INVALID_PARAMS", {"SOMETIMES"});
    refuses("CHATHISTORY LATEST", "INVALID_PARAMS", {"LATEST"});
    refuses("CHATHISTORY LATEST #c *", "INVALID_PARAMS", {"LATEST"});
    refuses("CHATHISTORY BETWEEN #c msgid=1 msgid=2", "INVALID_PARAMS", {"BETWEEN"});
    refuses(std::string("CHATHISTORY TARGETS ") + time_text + " 5", "INVALID_PARAMS", {"TARGETS"});
}

BOOST_AUTO_TEST_CASE(what_is_not_a_selector)
{
    for (const std::string bad : {"*", "msgid=", "timestamp=", "timestamp=yesterday", "msgid", "5"})
        refuses("CHATHISTORY AFTER #c " + bad + " 5", "INVALID_PARAMS", {"AFTER", bad});
    refuses("CHATHISTORY BETWEEN #c msgid=1 * 5", "INVALID_PARAMS", {"BETWEEN", "*"});
    refuses(std::string("CHATHISTORY TARGETS msgid=1 ") + time_text + " 5", "INVALID_PARAMS",
            {"TARGETS", "msgid=1"});
    refuses("CHATHISTORY AFTER #c account=ada 5", "INVALID_MSGREFTYPE", {"AFTER", "#c"});
}

BOOST_AUTO_TEST_SUITE_END()
