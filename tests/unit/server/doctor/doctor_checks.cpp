#include "server/doctor/doctor_checks.hpp"

#include "base/timestamp.hpp"

#include <boost/test/unit_test.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>

using namespace std::chrono_literals;
using grade = server::finding::grade;
using server::doctor_answer;

namespace {

constexpr auto json = "application/json; charset=utf-8";

doctor_answer answered(std::string request, unsigned status, std::string body, std::string type = json)
{
    doctor_answer one;
    one.request = std::move(request);
    one.answer.status = status;
    one.answer.body = std::move(body);
    one.answer.type = std::move(type);
    return one;
}

doctor_answer refused(std::string request, unsigned status, std::string_view code, std::string_view message)
{
    return answered(
        std::move(request), status,
        fmt::format(R"({{"errors":[{{"message":"{}","extensions":{{"code":"{}"}}}}]}})", message, code));
}

std::string info_with(std::string_view version,
                      std::string_view websocket = R"({"rest":{"authentication":"handshake",)"
                                                   R"("path":"/websocket"},"heartbeat":30})",
                      std::string_view more = R"("rateLimit":false,"rateLimitGlobal":false)")
{
    return fmt::format(R"({{"data":{{"version":"{}","websocket":{},{}}}}})", version, websocket, more);
}

// A Directus that is well, as a user and an administrator see it.
struct healthy {
    server::doctor_evidence seen{};

    healthy()
    {
        seen.url = "http://chat.example";
        seen.websocket_path = "/websocket";
        seen.ping = answered("GET /server/ping", 200, "pong", "text/html; charset=utf-8");
        seen.ping.answer.date = "Sun, 29 Nov 2026 06:00:00 GMT";
        seen.pinged = *base::from_http_date(seen.ping.answer.date) + 400ms;
        seen.latencies = {1ms, 900ms, 2ms, 3ms, 4ms};
        seen.info = answered("GET /server/info", 200, R"({"data":{"project":{}}})");
        seen.upgrade = answered("GET /websocket", 101, "", "");
        seen.rows = refused("GET /items/messages", 403, "FORBIDDEN", "no");
        seen.preflight = answered("OPTIONS /auth/login", 404, "", "");
        server::doctor_account user;
        user.name = "user";
        user.login = answered("POST /auth/login", 200, R"({"data":{}})");
        user.me = answered("GET /users/me", 200, R"({"data":{"id":"a0000000-0000-4000-8000-000000000001"}})");
        user.info = answered("GET /server/info", 200, info_with("12.4.0"));
        user.permissions = answered(
            "GET /permissions/me", 200,
            R"({"data":{"messages":{"read":{"access":"full","fields":["*"]},"create":{"access":"full"}}}})");
        user.rows = answered("GET /items/messages", 200, R"({"data":[]})");
        user.again = user.rows;
        user.again.fields = {{"cache-control", "no-cache"}};
        user.search = answered("SEARCH /items/messages", 200, R"({"data":[]})");
        user.large = answered("GET /items/messages", 200, R"({"data":[]})");
        user.people =
            answered("GET /users", 200,
                     R"({"data":[{"id":"a0000000-0000-4000-8000-000000000001","first_name":"Ada"}]})");
        seen.accounts = {user, user};
        auto& administrator = seen.accounts[1];
        administrator.name = "administrator";
        administrator.columns = columns(R"(["user-created"])", R"(["date-created"])", "content");
    }

    static doctor_answer columns(std::string_view author, std::string_view date, std::string_view text,
                                 std::string_view type = "timestamp")
    {
        return answered(
            "GET /fields/messages", 200,
            fmt::format(R"({{"data":[{{"field":"id","type":"uuid"}},{{"field":"{}","type":"text"}},)"
                        R"({{"field":"user_created","type":"uuid","meta":{{"special":{}}}}},)"
                        R"({{"field":"date_created","type":"{}","meta":{{"special":{}}}}}]}})",
                        text, author, type, date));
    }

    server::doctor_account& user() { return seen.accounts[0]; }
    server::doctor_account& administrator() { return seen.accounts[1]; }

    // The worst of this name.
    std::optional<server::finding> of(const std::string& name) const
    {
        std::optional<server::finding> worst;
        for (const auto& one : server::judge(seen))
            if (one.name == name && (!worst || one.how > worst->how))
                worst = one;
        return worst;
    }

    void is(const std::string& name, grade how, const std::string& text, const std::string& change = "") const
    {
        const auto found = of(name);
        BOOST_REQUIRE_MESSAGE(found, name);
        BOOST_TEST((found->how == how), found->line());
        BOOST_TEST(found->text.find(text) != std::string::npos, found->line());
        BOOST_TEST(found->change.find(change) != std::string::npos, found->line());
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(server_doctor_checks, healthy)

BOOST_AUTO_TEST_CASE(a_healthy_directus_has_no_warnings)
{
    const auto all = server::judge(seen);
    for (const auto& one : all)
        BOOST_TEST((one.how == grade::ok), one.line());
    BOOST_TEST(all.size() >= server::doctor_checks().size() + 2 * server::doctor_account_checks().size() - 1);
}

BOOST_AUTO_TEST_CASE(a_directus_that_cannot_be_reached_is_one_failure)
{
    seen = {};
    seen.url = "http://chat.example";
    seen.ping.request = "GET /server/ping";
    seen.ping.failure = "chat.example: Host not found";
    const auto all = server::judge(seen);
    BOOST_REQUIRE(all.size() == 1U);
    is("reachable", grade::fail, "Host not found", "directus.url");
}

BOOST_AUTO_TEST_CASE(another_service_is_a_failure)
{
    seen.ping = answered("GET /server/ping", 301, "", "");
    seen.ping.answer.location = "https://chat.example/server/ping";
    seen.rows = answered("GET /items/messages", 301, "", "");
    is("directus", grade::fail, "301", "set directus.url = https://chat.example");
    seen.rows = refused("GET /items/messages", 403, "FORBIDDEN", "no"); // a proxy keeps /server to itself
    is("directus", grade::warn, "301", "let /server through");
    seen.ping = refused("GET /server/ping", 503, "SERVICE_UNAVAILABLE", "Under pressure");
    is("directus", grade::fail, "Under pressure");
}

BOOST_AUTO_TEST_CASE(old_versions_are_warned_of)
{
    const auto with = [&](std::string_view version, grade how) {
        for (auto& one : seen.accounts)
            one.info = answered("GET /server/info", 200, info_with(version));
        is("version", how, std::string(version));
    };
    with("11.17.4", grade::ok);
    with("12.3.1", grade::ok);
    with("12.10.0", grade::ok);
    with("12.3.0", grade::warn);
    with("10.13.1", grade::warn);
    with("", grade::warn);
}

BOOST_AUTO_TEST_CASE(a_locked_licence_is_seen_without_an_account)
{
    seen.accounts.clear();
    seen.rows = refused("GET /items/messages", 403, "RESOURCE_RESTRICTED", "locked");
    is("licence", grade::fail, "locked", "licence");
}

BOOST_AUTO_TEST_CASE(a_refused_upgrade_names_the_setting)
{
    const auto with = [&](unsigned status, std::string_view websocket, const std::string& change) {
        seen.upgrade = answered("GET /websocket", status, "", "");
        user().info = answered("GET /server/info", 200, info_with("12.4.0", websocket));
        is("websocket", grade::warn, status == 401 ? "strict" : std::to_string(status), change);
    };
    with(404, "false", "WEBSOCKETS_ENABLED=true");
    with(404, R"({"rest":false})", "WEBSOCKETS_ENABLED=true");
    with(404, R"({"rest":{"authentication":"handshake","path":"/ws"}})", "directus.websocket_path = /ws");
    with(502, R"({"rest":{"authentication":"handshake","path":"/websocket"}})", "Upgrade and Connection");
    with(401, R"({"rest":{"authentication":"strict","path":"/websocket"}})",
         "WEBSOCKETS_REST_AUTH=handshake");
    with(403, R"({"rest":{"authentication":"handshake","path":"/websocket"}})", "WEBSOCKETS_REST_CONN_LIMIT");
    seen.accounts.clear();
    seen.upgrade = answered("GET /websocket", 404, "", "");
    is("websocket", grade::warn, "404", "WEBSOCKETS_ENABLED=true");
    seen.upgrade.answer.status = 302;
    seen.upgrade.answer.location = "https://chat.example/websocket";
    is("websocket", grade::warn, "302", "set directus.url = https://chat.example");
}

BOOST_AUTO_TEST_CASE(a_heartbeat_that_is_off_is_a_warning)
{
    user().info = answered("GET /server/info", 200, info_with("12.4.0", R"({"heartbeat":false})"));
    is("heartbeat", grade::warn, "off", "WEBSOCKETS_HEARTBEAT_ENABLED=true");
}

BOOST_AUTO_TEST_CASE(the_page_cap_is_read_out_of_its_refusal)
{
    const auto with = [&](std::string_view message, grade how, const std::string& text) {
        user().large = refused("GET /items/messages", 400, "INVALID_QUERY", message);
        is("page cap", how, text);
    };
    with("Invalid query. Limit must be less than or equal to 100.", grade::warn, "QUERY_LIMIT_MAX=100");
    with("Invalid query. Limit must be less than or equal to 1000", grade::ok, "QUERY_LIMIT_MAX=1000");
    with("1", grade::warn, "QUERY_LIMIT_MAX=1:");
    user().large = refused("GET /items/messages", 400, "INVALID_QUERY", "no number");
    administrator().large = {};
    BOOST_TEST(!of("page cap"));
}

BOOST_AUTO_TEST_CASE(a_cache_is_harmless_where_search_passes)
{
    user().again.fields = {{"cache-control", "private, max-age=300"}};
    is("cache", grade::ok, "300 s old");
    user().search = answered("SEARCH /items/messages", 405, "<html>", "text/html");
    is("cache", grade::warn, "300 s old", "CACHE_AUTO_PURGE=true");
    is("search", grade::warn, "405");
    user().search = answered("SEARCH /items/messages", 403,
                             R"({"errors":[{"message":"no date","extensions":{"code":"FORBIDDEN"}}]})");
    is("cache", grade::ok, "300 s old; the gateway reads with SEARCH");
    is("search", grade::warn, "refused (no date)", "when the cache has expired");
}

BOOST_AUTO_TEST_CASE(a_low_rate_limit_is_a_warning)
{
    const auto with = [&](std::string_view limits, grade how) {
        user().info = answered("GET /server/info", 200, info_with("12.4.0", "false", limits));
        is("rate limiter", how, "requests in");
    };
    with(R"("rateLimit":{"points":50,"duration":1})", grade::ok);
    with(R"("rateLimit":{"points":50,"duration":60})", grade::warn);
    with(R"("rateLimit":{"points":50,"duration":0})", grade::ok);
}

BOOST_AUTO_TEST_CASE(clocks_apart_and_slow_answers_are_warnings)
{
    seen.pinged += 42s;
    is("clock", grade::warn, "42 s behind", "NTP");
    seen.pinged -= 84s;
    is("clock", grade::warn, "42 s ahead");
    seen.latencies = {501ms, 502ms, 1ms};
    is("latency", grade::warn, "501 ms");
}

BOOST_AUTO_TEST_CASE(a_refused_login_is_a_failure)
{
    user().login = refused("POST /auth/login", 401, "INVALID_CREDENTIALS", "Invalid user credentials.");
    user().me = {};
    is("user: login", grade::fail, "Invalid user credentials.", "credentials");
    user().login = answered("POST /auth/login", 401, "<html>", "text/html");
    is("user: login", grade::fail, "401, text/html", "something in front of Directus");
    user().login = {};
    user().me = answered("GET /users/me", 200, R"({"data":{}})"); // a share's
    is("user: login", grade::fail, "belongs to no user");
}

BOOST_AUTO_TEST_CASE(unreadable_fields_are_named)
{
    user().rows = refused("GET /items/messages", 403, "FORBIDDEN", "no permission to access field content");
    is("user: schema", grade::fail, "field content", "directus-ircd setup");
    user().permissions = answered(
        "GET /permissions/me", 200,
        R"({"data":{"messages":{"read":{"access":"full","fields":["id","content"]},"create":{"access":"full"}}}})");
    is("user: permissions", grade::fail, "not readable: user_created, date_created");
    user().permissions = answered("GET /permissions/me", 200, R"({"data":{}})");
    is("user: permissions", grade::fail, "read no", "give the permission to read");
}

BOOST_AUTO_TEST_CASE(fields_of_the_filter_must_be_readable)
{
    user().shape.filter = {{.field = "status", .values = {"published"}}};
    user().permissions = answered(
        "GET /permissions/me", 200,
        R"({"data":{"messages":{"read":{"access":"full","fields":["content","date_created","id","user_created"]}}}})");
    is("user: permissions", grade::fail, "not readable: status");
}

BOOST_AUTO_TEST_CASE(account_whose_messages_the_gateway_refuses_is_a_failure)
{
    const auto may_create = [&](std::string_view fields) {
        user().permissions =
            answered("GET /permissions/me", 200,
                     fmt::format(R"({{"data":{{"messages":{{"read":{{"access":"full","fields":["*"]}},)"
                                 R"("create":{{"access":"full","fields":{}}}}}}}}})",
                                 fields));
    };
    may_create(R"(["user_created"])");
    is("user: permissions", grade::fail, "does not include the field content", "content and user_created");
    may_create(R"(["content"])");
    is("user: permissions", grade::ok, "create all");
    user().shape.author_as = directus::author_kind::named;
    is("user: permissions", grade::fail, "messages cannot be sent: the field user_created");
    may_create(R"(["*"])");
    is("user: permissions", grade::ok, "create all");
}

BOOST_AUTO_TEST_CASE(a_schema_that_is_not_found_says_why)
{
    user().shape.content = "text";
    user().found = true;
    is("user: schema", grade::ok, "messages: id, text, user_created, date_created (found)");
    user().found = false;
    user().collections = answered("GET /server/specs/oas", 404, "", "");
    is("user: schema", grade::warn, "as configured", "OPENAPI_ENABLED");
    user().schema_reason = "chat and posts both fit";
    user().schema_change = "set directus.collection";
    is("user: schema", grade::fail, "both fit", "set directus.collection");
}

BOOST_AUTO_TEST_CASE(readers_that_cannot_write_or_see_names_are_warnings)
{
    user().permissions = answered("GET /permissions/me", 200,
                                  R"({"data":{"messages":{"read":{"access":"full","fields":["*"]}}}})");
    is("user: permissions", grade::warn, "create no", "permission to create");
    user().people =
        answered("GET /users", 200, R"({"data":[{"id":"a0000000-0000-4000-8000-000000000001"}]})");
    is("user: people", grade::warn, "no readable names", "first_name");
    user().people = refused("GET /users", 403, "FORBIDDEN", "no");
    is("user: people", grade::warn, "GET /users: no");
}

BOOST_AUTO_TEST_CASE(an_administrator_sees_what_the_fields_are)
{
    const std::string is_author = R"(["user-created"])";
    const std::string is_date = R"(["date-created"])";
    administrator().columns = columns("[]", is_date, "content");
    is("administrator: fields", grade::warn, "user_created is not of the kind User Created");
    administrator().columns = columns(is_author, "null", "content");
    is("administrator: fields", grade::warn, "date_created is not of the kind Date Created");
    administrator().columns = columns(is_author, is_date, "content", "dateTime");
    is("administrator: fields", grade::warn, "no time zone");
    administrator().columns = columns(is_author, is_date, "body");
    is("administrator: fields", grade::fail, "messages has no content; its fields of text: body");
}

BOOST_AUTO_TEST_CASE(garbage_in_every_place_is_judged_without_harm)
{
    for (const std::string body :
         {"", "null", "[]", R"({"data":null})", R"({"data":[7,{"field":7}]})",
          R"({"data":{"version":7,"websocket":7,"rateLimit":"x"}})", "\xff", "<html>"})
        for (const unsigned status : {0U, 101U, 200U, 301U, 400U, 401U, 500U, 999U}) {
            const auto bad = answered("GET /x\r\n", status, body, "\x1b");
            auto& one = user();
            for (auto* at : {&seen.ping, &seen.info, &seen.upgrade, &seen.rows, &seen.preflight, &one.login,
                             &one.me, &one.info, &one.permissions, &one.rows, &one.again, &one.search,
                             &one.large, &one.people, &one.columns})
                *at = bad;
            BOOST_TEST(!server::judge(seen).empty());
        }
}

BOOST_AUTO_TEST_SUITE_END()
