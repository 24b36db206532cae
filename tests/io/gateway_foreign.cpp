// Something else answers where Directus should be. The gateway is a process here, for its log.
#include "served.hpp"

#include "support/gateway_process.hpp"
#include "support/rest.hpp"

#include <boost/test/unit_test.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <regex>
#include <string>
#include <vector>

using namespace support;

namespace {

const std::string unreachable = "ERROR :Closing Link: 127.0.0.1 (Directus is unreachable, try again)";

std::string whole(std::string_view status, std::string_view head, std::string_view body = "")
{
    return fmt::format("HTTP/1.1 {}\r\n{}Content-Length: {}\r\n\r\n{}", status, head, body.size(), body);
}

struct variant {
    std::string name;
    std::string answer;
    std::string log; // a pattern
};

const std::string is_html = "Content-Type: text/html\r\n";

const std::vector<variant>& variants()
{
    static const std::vector<variant> all{
        {"to https", whole("301 Moved Permanently", "Location: https://chat.example/auth/login\r\n"),
         "status=301 *location=https://chat.example/auth/login*"},
        {"to itself", whole("308 Permanent Redirect", "Location: /auth/login\r\n"),
         "status=308 *location=/auth/login*"},
        {"to a login page",
         whole("302 Found", is_html + "Location: https://sso.example/?state=s3cret\r\n", "<a>"),
         "status=302 *location=https://sso.example/ *"},
        {"captive portal", whole("200 OK", is_html, "<html>Welcome"), "status=200 *type=text/html*"},
        {"down", whole("502 Bad Gateway", is_html, "<html>502"), "status=502 *type=text/html*"},
        {"down, in text", whole("503 Service Unavailable", "Content-Type: text/plain\r\n", "no upstream"),
         "status=503 *type=text/plain*"},
        {"wrong path", whole("404 Not Found", is_html, "<html>404"), "status=404 *change=*directus.url*"},
        {"login of a proxy",
         whole("401 Unauthorized", is_html + "WWW-Authenticate: Basic realm=\"x\"\r\n", "<html>401"),
         "status=401 *type=text/html*"},
        {"forbidden by a proxy", whole("403 Forbidden", is_html, "<html>403"), "status=403 *"},
        {"another API",
         whole("401 Unauthorized", "Content-Type: application/json\r\n", R"({"errors":[{"message":"no"}]})"),
         "status=401 *type=application/json*"},
    };
    return all;
}

struct in_front {
    scripted_directus directus;
    std::unique_ptr<gateway_process> gateway;

    void answer(const std::string& all)
    {
        for (const auto* call : {"GET /server/ping", "GET /users/me", "POST /auth/login"})
            directus.always(call, {steps::bytes{all}});
    }

    void start(const std::vector<std::string>& options = {})
    {
        ::setenv("DIRECTUS_IRCD", DIRECTUS_IRCD_PROGRAM, 1);
        gateway =
            std::make_unique<gateway_process>(fmt::format("http://127.0.0.1:{}", directus.port()), options);
    }

    std::size_t logged(const std::string& text) const
    {
        const auto log = gateway->log();
        std::size_t count = 0;
        for (auto at = log.find(text); at != std::string::npos; at = log.find(text, at + 1))
            ++count;
        return count;
    }

    void is_turned_away() const
    {
        irc_peer ada(gateway->port());
        ada.identify(ada_pass);
        BOOST_TEST(ada.expect("*ERROR*") == unreachable);
        BOOST_TEST(ada.count("* 464 *") == 0U);
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(gateway_foreign, in_front)

BOOST_AUTO_TEST_CASE(what_is_not_directus_is_logged_at_start_and_once)
{
    for (const auto& one : variants()) {
        BOOST_TEST_CONTEXT(one.name)
        {
            answer(one.answer);
            start();
            gateway->expect_log("* level=warning event=not_directus request=\"GET /server/ping\" " + one.log);
            is_turned_away();
            is_turned_away();
            gateway->expect_log("* event=login *"); // by then it would have been logged again
            BOOST_TEST(logged("event=not_directus") == 1U, gateway->log());
            BOOST_TEST(logged("s3cret") == 0U);
            BOOST_TEST(logged(scripted_directus::ada().password) == 0U);
        }
    }
}

BOOST_AUTO_TEST_CASE(a_redirect_is_not_followed)
{
    answer(whole("307 Temporary Redirect",
                 fmt::format("Location: http://127.0.0.1:{}/elsewhere\r\n", directus.port())));
    start();
    is_turned_away();
    BOOST_TEST(std::ranges::none_of(directus.calls(),
                                    [](const auto& call) { return call.target.starts_with("/elsewhere"); }));
}

BOOST_AUTO_TEST_CASE(one_path_that_a_proxy_keeps_does_not_hide_directus)
{
    directus.always("GET /server/ping", {steps::http{200, "<html>", "text/html"}});
    start();
    gateway->expect_log("* event=not_directus request=\"GET /server/ping\" *");
    irc_peer ada(gateway->port());
    ada.log_in(ada_pass);
    BOOST_TEST(logged("event=directus_away") == 0U);
}

BOOST_AUTO_TEST_CASE(a_connection_that_is_closed_without_an_answer_is_logged)
{
    for (const auto* call : {"GET /server/ping", "GET /users/me"})
        directus.always(call, {steps::drop{}});
    start();
    gateway->expect_log("* level=warning event=directus_unreachable *closed without an answer*");
}

BOOST_AUTO_TEST_CASE(a_websocket_that_is_off_is_logged_at_start)
{
    directus.always("GET /websocket", {steps::http{404, R"({"errors":[]})"}});
    start();
    gateway->expect_log(
        "* level=warning event=websocket_refused status=404 *change=*WEBSOCKETS_ENABLED=true*");
}

BOOST_AUTO_TEST_CASE(a_websocket_at_another_path_is_logged_at_start)
{
    scripted_directus::settings with;
    with.websocket_path = "/realtime";
    const scripted_directus elsewhere(with);
    ::setenv("DIRECTUS_IRCD", DIRECTUS_IRCD_PROGRAM, 1);
    const gateway_process alone(fmt::format("http://127.0.0.1:{}", elsewhere.port()));
    alone.expect_log("* level=warning event=websocket_refused status=0 *change=*directus.websocket_path*");
}

BOOST_AUTO_TEST_CASE(a_refused_connection_is_logged_at_start)
{
    ::setenv("DIRECTUS_IRCD", DIRECTUS_IRCD_PROGRAM, 1);
    const gateway_process alone(fmt::format("http://127.0.0.1:{}", refused_port()));
    alone.expect_log("* level=warning event=directus_unreachable *Connection refused*");
}

BOOST_AUTO_TEST_CASE(tls_towards_a_plain_port_is_logged_at_start)
{
    ::setenv("DIRECTUS_IRCD", DIRECTUS_IRCD_PROGRAM, 1);
    const gateway_process secure(fmt::format("https://127.0.0.1:{}", directus.port()));
    secure.expect_log("* level=warning event=directus_unreachable *");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(gateway_foreign_readiness)

BOOST_AUTO_TEST_CASE(readyz_names_what_answers_and_when_it_is_over)
{
    scripted_directus directus;
    for (const std::string path : {"/server/ping", "/users/me"})
        directus.always("GET " + path,
                        {steps::bytes{whole("301 Moved", "Location: https://chat.example" + path + "\r\n")}});
    const gateway_thread gateway(directus.port(), {"--status.listen=127.0.0.1:0"});
    const support::rest status(fmt::format("http://127.0.0.1:{}", gateway.status_port()));
    const auto wrong = status.call("GET", "/readyz");
    BOOST_TEST(wrong.status == 503U);
    BOOST_TEST(wrong.text.find("fail directus: GET /") != std::string::npos, wrong.text);
    BOOST_TEST(wrong.text.find("301") != std::string::npos, wrong.text);
    BOOST_TEST(wrong.text.find("set directus.url = https://chat.example") != std::string::npos, wrong.text);
    directus.behave();
    const auto right = status.call("GET", "/readyz");
    BOOST_TEST(right.status == 200U);
    BOOST_TEST(right.text == "ready\n");
}

BOOST_AUTO_TEST_SUITE_END()
