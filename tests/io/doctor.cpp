// `directus-ircd doctor` in front of servers that are not well, as a process: its table, its exit status.
#include "served.hpp"

#include "support/gateway_process.hpp"
#include "support/temporary_directory.hpp"

#include "directus/json.hpp"

#include <boost/test/unit_test.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <map>
#include <string>
#include <vector>

using namespace support;

namespace {

struct examined {
    scripted_directus directus;

    static finished run(const std::string& url, std::map<std::string, std::string> environment = {},
                        const std::vector<std::string>& options = {})
    {
        ::setenv("DIRECTUS_IRCD", DIRECTUS_IRCD_PROGRAM, 1);
        const temporary_directory directory;
        std::vector<std::string> arguments{"doctor", "--directus.url=" + url};
        arguments.insert(arguments.end(), options.begin(), options.end());
        auto command = gateway_command(std::move(arguments), directory.path() / "output");
        command.environment.insert(environment.begin(), environment.end());
        return support::run(std::move(command));
    }

    finished run(std::map<std::string, std::string> environment = {},
                 const std::vector<std::string>& options = {}) const
    {
        return run(fmt::format("http://127.0.0.1:{}", directus.port()), std::move(environment), options);
    }

    static std::map<std::string, std::string> as_ada()
    {
        return {{"DIRECTUS_IRCD_USER_EMAIL", scripted_directus::ada().email},
                {"DIRECTUS_IRCD_USER_PASSWORD", scripted_directus::ada().password}};
    }

    static bool has(const finished& ended, const std::string& text)
    {
        return ended.output.find(text) != std::string::npos;
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(doctor, examined)

BOOST_AUTO_TEST_CASE(a_directus_that_is_down_is_told_at_once)
{
    const auto start = std::chrono::steady_clock::now();
    const auto ended = run(fmt::format("http://127.0.0.1:{}", refused_port()), as_ada());
    BOOST_TEST((std::chrono::steady_clock::now() - start < std::chrono::seconds(10)));
    BOOST_TEST(ended.status == 2);
    BOOST_TEST(has(ended, "reachable  fail  127.0.0.1:"), ended.output);
    BOOST_TEST(has(ended, "Connection refused"), ended.output);
}

BOOST_AUTO_TEST_CASE(a_directus_that_says_nothing_is_told_within_seconds)
{
    directus.always("GET /server/ping", {});
    const auto start = std::chrono::steady_clock::now();
    const auto ended = run(as_ada());
    BOOST_TEST((std::chrono::steady_clock::now() - start < std::chrono::seconds(10)));
    BOOST_TEST(ended.status == 2);
    BOOST_TEST(has(ended, "reachable  fail  no answer within the deadline"), ended.output);
}

BOOST_AUTO_TEST_CASE(tls_towards_a_plain_port_is_a_failure)
{
    const auto ended = run(fmt::format("https://127.0.0.1:{}", directus.port()), as_ada());
    BOOST_TEST(ended.status == 2);
    BOOST_TEST(has(ended, "reachable  fail"), ended.output);
}

BOOST_AUTO_TEST_CASE(what_is_not_directus_is_named_and_gets_no_password)
{
    const std::vector<std::pair<std::string, std::string>> answers{
        {"HTTP/1.1 301 Moved\r\nLocation: https://chat.example/server/ping\r\nContent-Length: 0\r\n\r\n",
         "set directus.url = https://chat.example"},
        {"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>", "200, text/html"},
        {"HTTP/1.1 502 Bad Gateway\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>",
         "502, text/html"},
        {"HTTP/1.1 401 No\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>", "401, text/html"},
    };
    for (const auto& [answer, text] : answers) {
        for (const auto* call : {"GET /server/ping", "GET /server/info", "GET /items/messages"})
            directus.always(call, {steps::bytes{answer}});
        const auto ended = run(as_ada());
        BOOST_TEST(ended.status == 2);
        BOOST_TEST(has(ended, "fail  GET /server/ping was answered"), ended.output);
        BOOST_TEST(has(ended, text), ended.output);
    }
    BOOST_TEST(directus.count("POST /auth/login") == 0U);
}

BOOST_AUTO_TEST_CASE(a_wrong_password_is_a_failure_and_tried_once)
{
    auto wrong = as_ada();
    wrong["DIRECTUS_IRCD_USER_PASSWORD"] = "hunter2";
    const auto ended = run(wrong);
    BOOST_TEST(ended.status == 2);
    BOOST_TEST(has(ended, "user: login  fail  POST /auth/login: "), ended.output);
    BOOST_TEST(has(ended, "see whether the credentials are right"), ended.output);
    BOOST_TEST(directus.count("POST /auth/login") == 1U);
    BOOST_TEST(!has(ended, "hunter2"));
}

BOOST_AUTO_TEST_CASE(a_request_that_a_rate_limiter_refuses_is_made_again)
{
    const std::string refused = R"({"errors":[{"message":"Too many requests, retry after 80ms.",)"
                                R"("extensions":{"code":"REQUESTS_EXCEEDED"}}]})";
    directus.once("GET /users/me", {steps::http{429, refused}});
    const auto ended = run(as_ada());
    BOOST_TEST(has(ended, "user: login        ok    logged in"), ended.output);
    BOOST_TEST(directus.count("GET /users/me") == 2U);
    BOOST_TEST(directus.count("POST /auth/login") == 1U);
}

BOOST_AUTO_TEST_CASE(it_writes_nothing_logs_out_and_shows_no_secret)
{
    const auto ended = run(as_ada());
    for (const auto& call : directus.calls())
        BOOST_TEST((call.what.starts_with("GET ") || call.what.starts_with("SEARCH ") ||
                    call.what.starts_with("OPTIONS ") || call.what.starts_with("POST /auth/")),
                   call.what);
    BOOST_TEST(directus.count("POST /auth/logout") == 1U);
    BOOST_TEST(!has(ended, scripted_directus::ada().password));
    BOOST_TEST(!has(ended, directus.calls("GET /users/me").at(0).bearer));
}

BOOST_AUTO_TEST_CASE(the_cap_is_read_out_of_the_refusal)
{
    const std::string refused = R"({"errors":[{"message":"\"limit\" must be less than or equal to 100",)"
                                R"("extensions":{"code":"INVALID_QUERY"}}]})";
    directus.always("GET /items/messages", {steps::http{400, refused}});
    const auto ended = run(as_ada());
    BOOST_TEST(has(ended, "QUERY_LIMIT_MAX=100"), ended.output);
}

BOOST_AUTO_TEST_CASE(hostile_texts_forge_no_line)
{
    directus.always("GET /items/messages",
                    {steps::http{403, R"({"errors":[{"message":"no\r\nreachable  ok \u001b[2J\u202e",)"
                                      R"("extensions":{"code":"FORBIDDEN"}}]})"}});
    const auto ended = run(as_ada());
    BOOST_TEST(ended.status == 2);
    BOOST_TEST(!has(ended, "\x1b"));
    BOOST_TEST(!has(ended, "\nreachable  ok"));
    const auto as_json = run(as_ada(), {"--json"});
    BOOST_TEST(as_json.status == 2);
    const auto parsed = directus::json::document::parse(as_json.output);
    BOOST_REQUIRE_MESSAGE(parsed.has_value(), as_json.output);
    BOOST_TEST((parsed->root()["status"].string() == "fail"));
    BOOST_TEST(parsed->root()["checks"].size() > 5U);
}

BOOST_AUTO_TEST_CASE(a_bad_option_is_told)
{
    const auto ended = run({}, {"--check-config"});
    BOOST_TEST(ended.status == 2);
    BOOST_TEST(ended.output == "directus-ircd: command line: --check-config is not an option of doctor\n");
}

BOOST_AUTO_TEST_SUITE_END()
