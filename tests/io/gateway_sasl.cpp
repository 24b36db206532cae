// SASL against a scripted Directus: the second factor, access tokens and their end, logging in again; and
// `sasl` that goes and comes back with Directus.
#include "served.hpp"

#include "base/base64.hpp"

#include <boost/test/unit_test.hpp>

#include <fmt/format.h>

#include <ctime>

using namespace support;

namespace {

std::string plain(std::string_view user, std::string_view secret)
{
    std::string response(1, '\0');
    response.append(user).append(1, '\0').append(secret);
    return "AUTHENTICATE " + base::to_base64(response);
}

std::string bearer(const std::string& token)
{
    return "AUTHENTICATE " + base::to_base64("n,,\x01"
                                             "auth=Bearer " +
                                             token + "\x01\x01");
}

// Ada's, until then. The scripted Directus knows nothing of it: a test says what it is good for.
std::string access_token(std::time_t until)
{
    auto payload = base::to_base64(fmt::format(R"({{"exp":{}}})", until));
    payload.erase(payload.find_last_not_of('=') + 1);
    return "e30." + payload + ".c2ln";
}

const steps::http ada_herself{200,
                              fmt::format(R"({{"data":{{"id":"{}","first_name":"Ada","last_name":null}}}})",
                                          scripted_directus::ada().id)};
const steps::http all_rights{200, R"({"data":{"messages":{"read":{"access":"full","fields":["*"]},)"
                                  R"("create":{"access":"full","fields":["*"]}}}})"};
const steps::http accepted{200,
                           R"({"data":{"expires":900000,"access_token":"static-ada","refresh_token":"r"}})"};
const auto wrong = refusal(401, "INVALID_CREDENTIALS");
const auto wrong_code = refusal(401, "INVALID_OTP");
const auto needed = "second factor needed: append a space and the six digits";
const std::string ada_email = scripted_directus::ada().email;

std::vector<std::string> asked(const served& on)
{
    std::vector<std::string> bodies;
    for (const auto& one : on.directus.calls("POST /auth/login"))
        bodies.push_back(one.body);
    return bodies;
}

std::string body(const std::string& password, const std::string& otp = "")
{
    return fmt::format(R"({{"email":"{}","password":"{}","mode":"json"{}}})", ada_email, password,
                       otp.empty() ? "" : fmt::format(R"(,"otp":"{}")", otp));
}

} // namespace

BOOST_AUTO_TEST_SUITE(gateway_sasl)

BOOST_AUTO_TEST_CASE(six_digits_at_the_end_are_the_second_factor)
{
    for (const std::string mark : {" ", ":"}) {
        served on;
        on.directus.once("POST /auth/login", {accepted});
        irc_peer ada(on.gateway.port());
        ada.log_in(ada_email + ":secret" + mark + "123456");
        BOOST_TEST(asked(on) == std::vector{body("secret", "123456")}, boost::test_tools::per_element());
    }
}

BOOST_AUTO_TEST_CASE(a_password_that_ends_in_six_digits_is_tried_whole)
{
    served on;
    on.directus.once("POST /auth/login", {wrong});
    on.directus.once("POST /auth/login", {accepted});
    irc_peer ada(on.gateway.port());
    ada.log_in(ada_email + ":secret 123456");
    BOOST_TEST(asked(on) == (std::vector{body("secret", "123456"), body("secret 123456")}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(both_readings_count_and_neither_is_asked_again)
{
    served on;
    for (int n = 0; n < 3; ++n) {
        irc_peer ada(on.gateway.port());
        ada.identify(ada_email + ":secret 123456");
        ada.expect("* 464 * :wrong e-mail or password, or the account is not active*");
        BOOST_TEST(ada.ended());
    }
    BOOST_TEST(asked(on).size() == 2U);
    for (int n = 0; n < 10; ++n) {
        irc_peer ada(on.gateway.port());
        ada.identify(fmt::format("{}:secret {:06}", ada_email, n));
        ada.expect("* 464 *");
    }
    BOOST_TEST(asked(on).size() == 5U);
}

BOOST_AUTO_TEST_CASE(a_missing_or_wrong_code_is_told_and_costs_one_attempt)
{
    for (const std::string secret : {"secret", "secret 123456"}) {
        served on;
        on.directus.always("POST /auth/login", {wrong_code});
        irc_peer ada(on.gateway.port());
        ada.identify(ada_email + ":" + secret);
        ada.expect(fmt::format("* 464 * :{}*", needed));
        BOOST_TEST(ada.ended());
        BOOST_TEST(asked(on).size() == 1U);
    }
}

BOOST_AUTO_TEST_CASE(directus_away_behind_the_first_reading_is_no_refusal)
{
    served on;
    on.directus.once("POST /auth/login", {refusal(503, "SERVICE_UNAVAILABLE")});
    irc_peer ada(on.gateway.port());
    ada.identify(ada_email + ":secret 123456");
    ada.expect("*ERROR :Closing Link: 127.0.0.1 (Directus is unreachable, try again)*");
    BOOST_TEST(asked(on).size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_static_token_is_a_bearer_token)
{
    served on;
    irc_peer ada(on.gateway.port());
    ada.send_bytes("CAP REQ :sasl\r\nNICK ada\r\nUSER u 0 * :Ada\r\nAUTHENTICATE OAUTHBEARER\r\n");
    ada.expect("*AUTHENTICATE +*");
    ada.send(bearer("static-ada"));
    ada.expect("* 900 * Ada!u@*");
    ada.expect("* 903 * :*");
    ada.send("CAP END");
    ada.expect("* 001 Ada *");
    BOOST_TEST(on.directus.count("POST /auth/login") == 0U);
}

BOOST_AUTO_TEST_CASE(an_unknown_bearer_token_is_refused_in_two_steps)
{
    served on;
    irc_peer ada(on.gateway.port());
    ada.send_bytes("CAP REQ :sasl\r\nNICK ada\r\nUSER u 0 * :Ada\r\nAUTHENTICATE OAUTHBEARER\r\n");
    ada.send(bearer("nonsense"));
    ada.expect("*AUTHENTICATE " + base::to_base64(R"({"status":"invalid_token"})"));
    ada.fence();
    BOOST_TEST(ada.count("* 904 *") == 0U);
    ada.send("AUTHENTICATE AQ==");
    ada.expect("* 904 * :wrong e-mail or password, or the account is not active*");
}

BOOST_AUTO_TEST_CASE(an_access_token_ends_its_session_at_its_time)
{
    served on;
    const auto token = access_token(std::time(nullptr) + 3);
    on.directus.always("GET /users/me", {ada_herself});
    on.directus.always("GET /permissions/me", {all_rights});
    irc_peer ada(on.gateway.port());
    ada.log_in("token:" + token);
    ada.expect("*ERROR :Closing Link: user-a0000000.directus (Directus ended your session: token expired)*");
    BOOST_TEST(ada.ended());
    BOOST_TEST(on.directus.count("POST /auth/refresh") == 0U);
    BOOST_TEST(on.directus.count("POST /auth/logout") == 0U);
}

BOOST_AUTO_TEST_CASE(logging_in_again_prolongs_such_a_session)
{
    served on;
    const auto end = std::time(nullptr) + 4;
    on.directus.always("GET /users/me", {ada_herself});
    on.directus.always("GET /permissions/me", {all_rights});
    irc_peer ada(on.gateway.port());
    ada.log_in("token:" + access_token(end));
    ada.send("AUTHENTICATE OAUTHBEARER");
    ada.send(bearer(access_token(end + 3)));
    ada.expect("* 903 Ada :*");
    ada.expect("*(Directus ended your session: token expired)*");
    BOOST_TEST(std::time(nullptr) >= end + 2);
}

BOOST_AUTO_TEST_CASE(another_account_is_refused_and_the_connection_stays)
{
    served on;
    auto ada = on.on_channel(ada_pass);
    ada.send("AUTHENTICATE PLAIN");
    ada.expect("*AUTHENTICATE +*");
    ada.send(plain(scripted_directus::grace().email, scripted_directus::grace().password));
    ada.expect("* 904 Ada :this connection is another account's*");
    ada.send("AUTHENTICATE PLAIN");
    ada.send(plain(ada_email, scripted_directus::ada().password));
    ada.expect("* 900 Ada Ada!u@*");
    ada.expect("* 903 Ada :*");
    on.show_something(ada);
}

BOOST_AUTO_TEST_CASE(sasl_goes_and_comes_back_with_directus)
{
    served on;
    auto ada = on.on_channel(ada_pass, "cap-notify sasl");
    irc_peer nobody(on.gateway.port());
    nobody.send("CAP LS 302");
    nobody.expect("* sasl=PLAIN,OAUTHBEARER *");
    on.directus.set_away(true);
    on.directus.drop_sockets();
    ada.expect("*CAP Ada DEL :sasl*");
    nobody.expect("*CAP * DEL :sasl*");
    irc_peer late(on.gateway.port());
    late.send("CAP LS 302");
    BOOST_TEST(late.expect("*CAP * LS*").find("sasl") == std::string::npos);
    on.directus.set_away(false);
    ada.expect("*CAP Ada NEW :sasl*");
    nobody.expect("*CAP * NEW :sasl=PLAIN,OAUTHBEARER*");
    late.expect("*CAP * NEW :sasl=PLAIN,OAUTHBEARER*");
}

BOOST_AUTO_TEST_CASE(a_login_without_an_answer_shows_that_directus_is_away)
{
    served on;
    irc_peer watcher(on.gateway.port());
    watcher.send("CAP LS 302");
    watcher.expect("* sasl=PLAIN,OAUTHBEARER *");
    on.directus.set_away(true);
    irc_peer ada(on.gateway.port());
    ada.identify(ada_pass);
    ada.expect("*ERROR :Closing Link: 127.0.0.1 (Directus is unreachable, try again)*");
    watcher.expect("*CAP * DEL :sasl*");
    on.directus.set_away(false);
    watcher.expect("*CAP * NEW :sasl=PLAIN,OAUTHBEARER*");
}

BOOST_AUTO_TEST_CASE(a_locked_licence_makes_no_client_forget_its_password)
{
    served on;
    on.directus.always("POST /auth/login", {refusal(403, "RESOURCE_RESTRICTED")});
    irc_peer ada(on.gateway.port());
    ada.send("CAP REQ :sasl");
    ada.send("NICK ada");
    ada.send("USER u 0 * :u");
    ada.send("AUTHENTICATE PLAIN");
    ada.send(plain(ada_email, "pw"));
    ada.expect("*ERROR :Closing Link: 127.0.0.1 (Directus is locked by its licence; ask its administrator)*");
    BOOST_TEST(ada.count("* 904 *") == 0U);
}

// Aborting one does not end it, and each may ask Directus.
BOOST_AUTO_TEST_CASE(a_connection_has_four_logins_under_way_at_most)
{
    served on;
    const auto answer = std::make_shared<gate>();
    on.directus.always("POST /auth/login", {steps::wait{answer}, wrong});
    irc_peer guesser(on.gateway.port());
    for (int n = 0; n < 4; ++n) {
        guesser.send("AUTHENTICATE PLAIN");
        guesser.send(plain(fmt::format("nobody{}@example.com", n), "guess"));
        guesser.send("AUTHENTICATE *");
        guesser.expect("* 906 *");
    }
    BOOST_TEST(on.directus.arrived("POST /auth/login", 4));
    guesser.send("AUTHENTICATE PLAIN");
    guesser.send(plain("nobody@example.com", "guess"));
    guesser.expect("*ERROR :Closing Link: 127.0.0.1 (Too many logins at once)*");
    BOOST_TEST(guesser.ended());
    answer->open();
}

BOOST_AUTO_TEST_SUITE_END()
