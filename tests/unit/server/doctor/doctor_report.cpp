#include "server/doctor/doctor_report.hpp"

#include "directus/json.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <string>

using server::finding;
using grade = finding::grade;

namespace {

const finding good{"reachable", grade::ok, "answers"};
const finding meh{"websocket", grade::warn, "404", "set WEBSOCKETS_ENABLED=true in Directus"};
const finding hostile{"schema", grade::fail, "a\r\nreachable  ok\x1b[2J\xE2\x80\xAE", "b\nc"};

} // namespace

BOOST_AUTO_TEST_SUITE(server_doctor_report)

BOOST_AUTO_TEST_CASE(the_worst_finding_is_the_exit_status)
{
    BOOST_TEST(server::doctor_exit_status({}) == 0);
    BOOST_TEST(server::doctor_exit_status({good}) == 0);
    BOOST_TEST(server::doctor_exit_status({good, meh}) == 1);
    BOOST_TEST(server::doctor_exit_status({hostile, meh, good}) == 2);
}

BOOST_AUTO_TEST_CASE(the_table_has_a_line_for_each_finding_and_each_change)
{
    BOOST_TEST(server::doctor_table({good, meh}) ==
               "check            what was seen → what to change\n"
               "reachable  ok    answers\n"
               "websocket  warn  404\n"
               "                 → set WEBSOCKETS_ENABLED=true in Directus\n");
}

BOOST_AUTO_TEST_CASE(texts_of_a_server_forge_no_line)
{
    const auto table = server::doctor_table({hostile});
    BOOST_TEST(std::count(table.begin(), table.end(), '\n') == 3);
    BOOST_TEST(table.find('\x1b') == std::string::npos);
    BOOST_TEST(table.find("\xE2\x80\xAE") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(json_is_one_object_with_all_checks)
{
    const auto text = server::doctor_json("http://chat.example", {good, hostile});
    const auto parsed = directus::json::document::parse(text);
    BOOST_REQUIRE(parsed.has_value());
    const auto root = parsed->root();
    BOOST_TEST((root["url"].string() == "http://chat.example"));
    BOOST_TEST((root["status"].string() == "fail"));
    BOOST_REQUIRE(root["checks"].size() == 2U);
    BOOST_TEST((root["checks"].at(0)["status"].string() == "ok"));
    BOOST_TEST((root["checks"].at(0)["change"].string() == ""));
    BOOST_TEST((root["checks"].at(1)["name"].string() == "schema"));
    BOOST_TEST((root["checks"].at(1)["change"].string() == "b c"));
}

BOOST_AUTO_TEST_SUITE_END()
