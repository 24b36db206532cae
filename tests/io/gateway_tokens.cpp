// A session's tokens over time: renewed in good time, on the same socket, or the end of it.
#include "served.hpp"

#include "directus/json.hpp"

#include <boost/test/unit_test.hpp>

#include <fmt/format.h>

#include <algorithm>

using namespace support;

namespace {

constexpr milliseconds short_life = std::chrono::seconds(4);

const steps::say expired = frame_error("auth", "TOKEN_EXPIRED");
const steps::say auth_failed{R"({"type":"auth","status":"error","error":{"code":"AUTH_FAILED"}})"};
const auto refused = refusal(401, "INVALID_CREDENTIALS");

std::string token_of(const scripted_directus::call& auth)
{
    const auto frame = directus::json::document::parse(auth.body);
    return std::string(frame->root()["access_token"].string().value_or(""));
}

struct short_lived : served {
    explicit short_lived(const std::vector<std::string>& options = {})
        : served(options, {.lifetime = short_life})
    {
        directus.add_silently("an old one");
    }
};

} // namespace

BOOST_AUTO_TEST_SUITE(gateway_tokens)

BOOST_AUTO_TEST_CASE(a_token_is_renewed_before_its_end_on_the_same_socket)
{
    short_lived on;
    auto ada = on.on_channel(ada_pass);
    BOOST_TEST(on.directus.arrived("auth", 3));
    const auto auths = on.directus.calls("auth");
    for (std::size_t n = 1; n < auths.size(); ++n) {
        BOOST_TEST(auths[n].connection == auths[0].connection);
        BOOST_TEST((auths[n].at - auths[n - 1].at < short_life));
        BOOST_TEST(token_of(auths[n]) != token_of(auths[n - 1]));
    }
    // Refreshed, then the rights with the new token, and only then the socket.
    std::vector<std::string> order;
    for (const auto& one : on.directus.calls())
        if (one.at > auths[0].at && one.at <= auths[1].at &&
            (one.what == "POST /auth/refresh" || one.what == "GET /permissions/me" || one.what == "auth"))
            order.push_back(one.what);
    const std::vector<std::string> expected{"POST /auth/refresh", "GET /permissions/me", "auth"};
    BOOST_TEST(order == expected, boost::test_tools::per_element());
    BOOST_TEST(on.directus.calls("GET /permissions/me")[1].bearer == token_of(auths[1]));
    BOOST_TEST(on.directus.count("GET /websocket") == 1U);
    BOOST_TEST(on.directus.count("subscribe") == 1U);
    on.show_something(ada);
}

BOOST_AUTO_TEST_CASE(no_line_is_sent_while_a_new_token_is_on_its_way)
{
    short_lived on;
    auto ada = on.on_channel(ada_pass, "echo-message");
    const auto answer = std::make_shared<gate>();
    on.directus.once("GET /permissions/me", {steps::wait{answer}, steps::usual{}});
    BOOST_TEST(on.directus.arrived("GET /permissions/me", 2));
    ada.send("PRIVMSG #messages :hello");
    ada.fence();
    BOOST_TEST(on.directus.count("create") == 0U);
    answer->open();
    ada.expect("*PRIVMSG #messages :hello*");
    const auto auth = on.directus.calls("auth").at(1);
    BOOST_TEST((on.directus.calls("create").at(0).at > auth.at));
}

BOOST_AUTO_TEST_CASE(a_refused_refresh_closes_its_clients_with_the_reason_and_their_lines)
{
    short_lived on;
    auto ada = on.on_channel(ada_pass);
    on.directus.once("create", {}); // never answered
    ada.send("PRIVMSG #messages :hello");
    ada.send("PRIVMSG #messages :and more");
    ada.fence();
    on.directus.once("POST /auth/refresh", {refused});
    ada.expect("*ot sent: hello*");
    ada.expect("*Not sent: and more*");
    ada.expect("*ERROR :Closing Link: user-a0000000.directus (Directus ended your session: *");
    BOOST_TEST(ada.ended());
    auto again = on.on_channel(ada_pass);
    on.show_something(again);
}

BOOST_AUTO_TEST_CASE(a_deleted_user_is_closed_with_the_reason_at_the_first_refused_line)
{
    served on;
    auto ada = on.on_channel(ada_pass, "standard-replies");
    on.directus.always("create", {frame_error("items", "INVALID_FOREIGN_KEY", "Invalid foreign key")});
    on.directus.always("POST /auth/refresh", {refusal(401, "INVALID_CREDENTIALS")});
    ada.send("PRIVMSG #messages :hello");
    ada.expect("*FAIL PRIVMSG REJECTED #messages :*");
    ada.expect("*Not sent: hello*");
    ada.expect("*(Directus ended your session: your account was deleted or suspended, or your token was "
               "withdrawn)*");
    BOOST_TEST(ada.ended());
}

BOOST_AUTO_TEST_CASE(a_refresh_that_fails_for_now_is_tried_again)
{
    short_lived on;
    auto ada = on.on_channel(ada_pass);
    on.directus.once("POST /auth/refresh", {refusal(503, "SERVICE_UNAVAILABLE")});
    on.directus.once("POST /auth/refresh", {html(502)});
    BOOST_TEST(on.directus.arrived("POST /auth/refresh", 3));
    BOOST_TEST(on.directus.arrived("auth", 2));
    on.show_something(ada);
    BOOST_TEST(on.directus.calls("GET /websocket").size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_token_that_expires_on_the_socket_is_renewed_and_nothing_is_lost)
{
    served on;
    auto ada = on.on_channel(ada_pass);
    on.directus.add_silently("a row");
    on.directus.push(expired.frame);
    ada.expect("*:a row*");
    on.show_something(ada);
    BOOST_TEST(on.directus.count("POST /auth/refresh") == 1U);
    BOOST_TEST(ada.count("*:a row*") == 1U);
}

BOOST_AUTO_TEST_CASE(a_first_auth_that_fails_is_repeated_with_a_new_token)
{
    served on;
    on.directus.once("auth", {auth_failed, steps::drop{}});
    irc_peer ada(on.gateway.port());
    ada.log_in(ada_pass);
    ada.join();
    BOOST_TEST(on.directus.arrived("subscribe"));
    on.show_something(ada);
    BOOST_TEST(on.directus.count("POST /auth/refresh") == 1U);
}

BOOST_AUTO_TEST_CASE(a_static_token_that_is_no_longer_good_closes_its_clients)
{
    served on;
    auto ada = on.on_channel("token:static-ada");
    on.directus.always("auth", {auth_failed, steps::drop{}});
    on.directus.always("GET /users/me", {refused});
    on.directus.drop_sockets();
    ada.expect("*ERROR :Closing Link: user-a0000000.directus (Directus ended your session: *");
    BOOST_TEST(ada.ended());
}

BOOST_AUTO_TEST_CASE(a_deleted_user_of_whom_directus_tells_the_id_alone_is_closed)
{
    served on;
    auto ada = on.on_channel("token:static-ada");
    const auto id_alone = fmt::format(R"({{"data":{{"id":"{}"}}}})", scripted_directus::ada().id);
    on.directus.always("GET /users/me", {steps::http{200, id_alone}});
    on.directus.always("SEARCH /users", {steps::http{200, R"({"data":[]})"}});
    on.directus.always("auth", {auth_failed, steps::drop{}});
    on.directus.drop_sockets();
    ada.expect("*(Directus ended your session: your account was deleted or suspended, *");
    BOOST_TEST(ada.ended());
}

BOOST_AUTO_TEST_CASE(a_static_token_that_is_refused_without_reason_is_tried_again)
{
    served on;
    auto ada = on.on_channel("token:static-ada");
    on.directus.once("auth", {auth_failed, steps::drop{}});
    on.directus.add_silently("a row");
    on.directus.drop_sockets();
    ada.within(std::chrono::minutes(1)).expect("*:a row*");
}

BOOST_AUTO_TEST_CASE(who_may_read_no_longer_is_kicked)
{
    short_lived on;
    auto ada = on.on_channel(ada_pass);
    on.directus.always("GET /permissions/me", {steps::http{200, R"({"data":{"messages":{}}})"}});
    ada.expect("*KICK #messages Ada :*");
    on.directus.add("a secret");
    ada.fence();
    BOOST_TEST(ada.count("*a secret*") == 0U);
    ada.send("JOIN #messages");
    ada.expect("* 473 Ada #messages :*");
}

BOOST_AUTO_TEST_SUITE_END()
