// What the gateway's log says of those who log in. It is a process of its own here, as it writes to standard
// error.
#include "served.hpp"

#include "base/base64.hpp"
#include "support/gateway_process.hpp"

#include <boost/test/unit_test.hpp>

#include <fmt/format.h>

#include <cstdlib>

using namespace support;

namespace {

struct logged {
    scripted_directus directus;
    gateway_process gateway;

    logged()
        : gateway(start())
    {
    }

    // With all that it can say.
    gateway_process start() const
    {
        ::setenv("DIRECTUS_IRCD", DIRECTUS_IRCD_PROGRAM, 1);
        return {fmt::format("http://127.0.0.1:{}", directus.port()), {"--login_domain=example.com"}};
    }

    bool log_has(std::string_view text) const { return gateway.log().find(text) != std::string::npos; }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(gateway_log, logged)

BOOST_AUTO_TEST_CASE(what_was_typed_to_log_in_is_not_told_before_directus_has_accepted_it)
{
    const std::vector<std::string> first_lines{
        "PASS hunt@er2:word\r\nNICK ada\r\nUSER u 0 * :Ada", // one password, read as an address and another
        "PASS word\r\nNICK ada\r\nUSER hunt@er2 0 * :Ada",
        "PASS word\r\nNICK hunter2\r\nUSER u 0 * :Ada",
        "PASS :hunt er2\r\nNICK hunter2\r\nUSER hunter2 0 * :hunter2",
    };
    for (const auto& lines : first_lines) {
        irc_peer one(gateway.port());
        one.send(lines);
        one.expect("* 464 *");
    }
    for (const std::string user : {"hunt@er2", "hunter2"}) {
        irc_peer one(gateway.port());
        one.send("CAP REQ :sasl\r\nAUTHENTICATE PLAIN");
        one.expect("*AUTHENTICATE +*");
        one.send("AUTHENTICATE " +
                 base::to_base64(std::string(1, '\0') + user + std::string(1, '\0') + "word"));
        one.expect("* 904 *");
    }
    BOOST_TEST(directus.count("POST /auth/login") > 2U);
    gateway.expect_log("* event=login *result=*");
    BOOST_TEST(!log_has("hunt"), gateway.log());
    BOOST_TEST(!log_has("er2"));
}

BOOST_AUTO_TEST_CASE(who_is_let_in_is_named)
{
    irc_peer ada(gateway.port());
    ada.log_in(ada_pass);
    gateway.expect_log("* event=login *account=ada@example.com *result=ok*");
    irc_peer grace(gateway.port());
    grace.log_in("token:static-grace");
    gateway.expect_log("* event=login *account=token *result=ok*");
    BOOST_TEST(!log_has(scripted_directus::ada().password));
    BOOST_TEST(!log_has("static-grace"));
}

BOOST_AUTO_TEST_CASE(ended_connections_are_logged_with_nick_and_reason)
{
    irc_peer ada(gateway.port());
    ada.log_in(ada_pass);
    ada.send("QUIT :good night");
    gateway.expect_log("* event=disconnected * nick=Ada reason=\"quit: good night\"");
    irc_peer grace(gateway.port());
    grace.log_in(grace_pass);
    grace.send("QUIT");
    gateway.expect_log("* event=disconnected * nick=Grace* reason=quit");
    irc_peer tls(gateway.port());
    tls.send_bytes({"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11});
    gateway.expect_log("* event=disconnected * reason=\"TLS on a plain port\"");
    irc_peer http(gateway.port());
    http.send_bytes("GET / HTTP/1.1\r\n\r\n");
    gateway.expect_log("* event=disconnected * reason=\"HTTP on an IRC port\"");
}

BOOST_AUTO_TEST_SUITE_END()
