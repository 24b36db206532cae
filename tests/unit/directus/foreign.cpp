#include "directus/foreign.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <utility>

namespace foreign = directus::foreign;
using directus::rest::response;

namespace {

constexpr auto json = "application/json; charset=utf-8";
constexpr auto html = "text/html; charset=utf-8";

response answer(unsigned status, std::string body, std::string type = json, std::string location = "")
{
    return {status, std::move(body), {}, std::move(type), std::move(location)};
}

bool is_foreign(unsigned status, std::string body, std::string type = json)
{
    return foreign::is_foreign(answer(status, std::move(body), std::move(type)));
}

std::string advice(const response& what)
{
    return foreign::advice(what, "http://chat.example", "/auth/login");
}

} // namespace

BOOST_AUTO_TEST_SUITE(directus_foreign)

BOOST_AUTO_TEST_CASE(answers_of_directus_are_not_foreign)
{
    BOOST_TEST(!is_foreign(200, R"({"data":[]})"));
    BOOST_TEST(!is_foreign(200, R"({"meta":{"total_count":1},"data":[]})"));
    auto exported = answer(200, R"([{"id":1}])");
    exported.disposition = "attachment; filename=\"messages 20261129-9575.json\"";
    BOOST_TEST(!foreign::is_foreign(exported));
    BOOST_TEST(!is_foreign(200, R"({"openapi":"3.0.1","paths":{}})"));
    BOOST_TEST(!is_foreign(503, R"({"status":"error"})", "application/health+json"));
    BOOST_TEST(
        !is_foreign(401, R"({"errors":[{"message":"no","extensions":{"code":"INVALID_CREDENTIALS"}}]})"));
    BOOST_TEST(!is_foreign(503, R"({"errors":[{"message":"no","extensions":{"code":"UNDER_PRESSURE"}}]})"));
    BOOST_TEST(!is_foreign(204, "", ""));
    BOOST_TEST(!is_foreign(200, "pong", html));
    BOOST_TEST(!is_foreign(200, R"({"data":[]})", "")); // a proxy took the type away
}

BOOST_AUTO_TEST_CASE(pages_and_redirects_are_foreign)
{
    for (const unsigned status : {301U, 302U, 303U, 307U, 308U})
        BOOST_TEST(is_foreign(status, ""));
    for (const unsigned status : {200U, 400U, 401U, 403U, 404U, 502U, 503U, 504U})
        BOOST_TEST(is_foreign(status, "<html>", html));
    BOOST_TEST(is_foreign(200, R"({"data":[]})", html));
    BOOST_TEST(is_foreign(503, "no healthy upstream", "text/plain"));
    BOOST_TEST(is_foreign(502, "", ""));
    BOOST_TEST(is_foreign(401, "pong", html));
}

BOOST_AUTO_TEST_CASE(other_services_json_is_foreign)
{
    BOOST_TEST(is_foreign(200, R"({"token":"x"})"));
    BOOST_TEST(is_foreign(200, "[1,2]"));
    BOOST_TEST(is_foreign(200, "7"));
    BOOST_TEST(is_foreign(404, R"({"message":"no Route matched"})"));
    BOOST_TEST(is_foreign(401, R"({"errors":[{"message":"Unauthorized"}]})"));
    BOOST_TEST(is_foreign(200, R"({"data" )"));
    BOOST_TEST(is_foreign(200, std::string(100'000, '[')));
}

BOOST_AUTO_TEST_CASE(a_description_has_status_type_and_location)
{
    BOOST_TEST(foreign::describe(answer(301, "", "", "https://chat.example/auth/login")) ==
               "301, without a content type, Location https://chat.example/auth/login");
    BOOST_TEST(foreign::describe(answer(502, "<html>", html)) == "502, text/html; charset=utf-8");
}

BOOST_AUTO_TEST_CASE(a_description_is_one_line_and_has_no_query)
{
    const auto text =
        foreign::describe(answer(302, "", "a\r\nb", "https://sso.example/login?state=s3cret#x\r\ny"));
    BOOST_TEST(text == "302, a  b, Location https://sso.example/login");
    BOOST_TEST(foreign::location(answer(302, "", "", std::string(10'000, 'x'))).size() < 300U);
}

BOOST_AUTO_TEST_CASE(advice_names_the_url_to_set)
{
    BOOST_TEST(advice(answer(301, "", "", "https://chat.example/auth/login"))
                   .starts_with("set directus.url = https://chat.example if that is your Directus"));
    // Neither a loop, nor a login page, nor a relative one tells where Directus is.
    for (const auto* to : {"http://chat.example/auth/login", "https://sso.example/login?rd=/auth/login",
                           "/admin", "/auth/login", ""})
        BOOST_TEST(advice(answer(302, "", "", to)).starts_with("something in front of Directus redirects"),
                   to);
    BOOST_TEST(advice(answer(404, "<html>", html)).find("directus.url") != std::string::npos);
    BOOST_TEST(advice(answer(401, "<html>", html)).starts_with("something in front of Directus refuses"));
    BOOST_TEST(advice(answer(502, "<html>", html)).starts_with("a proxy answers in place of Directus"));
    BOOST_TEST(advice(answer(200, "<html>", html)).find("/admin") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
