#include "server/operations/findings.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using server::finding;
using server::findings;
using grade = finding::grade;

namespace {

finding warning(std::string text)
{
    return {"websocket", grade::warn, std::move(text)};
}

} // namespace

BOOST_AUTO_TEST_SUITE(server_findings)

BOOST_AUTO_TEST_CASE(a_repeated_finding_is_no_news)
{
    findings checks;
    BOOST_TEST(checks.raise(warning("404")));
    BOOST_TEST(!checks.raise(warning("404")));
    BOOST_TEST(checks.raise(warning("403")));
    BOOST_REQUIRE(checks.all().size() == 1U);
    BOOST_TEST(checks.all()[0].text == "403");
}

BOOST_AUTO_TEST_CASE(an_ok_clears_what_was_found)
{
    findings checks;
    BOOST_TEST(!checks.raise({"websocket", grade::ok, "accepted"}));
    checks.raise(warning("404"));
    BOOST_TEST(checks.raise({"websocket", grade::ok, "accepted"}));
    BOOST_TEST(checks.all().empty());
    BOOST_TEST(!checks.clear("websocket"));
}

BOOST_AUTO_TEST_CASE(failures_come_first)
{
    findings checks;
    checks.raise(warning("404"));
    BOOST_TEST(!checks.has_failure());
    checks.raise({"schema", grade::fail, "no field text"});
    BOOST_TEST(checks.has_failure());
    BOOST_TEST(checks.all()[0].name == "schema");
}

BOOST_AUTO_TEST_CASE(names_beyond_the_limit_are_dropped)
{
    findings checks;
    for (std::size_t n = 0; n < findings::most; ++n)
        BOOST_TEST(checks.raise({"link " + std::to_string(n), grade::warn, "403"}));
    BOOST_TEST(!checks.raise(warning("404")));
    BOOST_TEST(checks.all().size() == findings::most);
}

BOOST_AUTO_TEST_CASE(a_line_is_one_line_whatever_a_server_says)
{
    const finding found{"websocket", grade::warn, "404\r\nready\x1b[2J",
                        "set WEBSOCKETS_ENABLED=true in Directus"};
    BOOST_TEST(found.line() == "warn websocket: 404  ready [2J; set WEBSOCKETS_ENABLED=true in Directus");
}

BOOST_AUTO_TEST_SUITE_END()
