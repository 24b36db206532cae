// Logins that end badly: a client must be able to tell a wrong password from a Directus that is away, and
// nobody may lose his account over it.
#include "e2e/scenario.hpp"

using namespace e2e;

namespace {

constexpr auto wrong = "wrong e-mail or password, or the account is not active";

// A gateway whose Directus is away.
struct without_directus {
    support::gateway_process gateway{fmt::format("http://127.0.0.1:{}", support::free_port())};
};

} // namespace

BOOST_AUTO_TEST_SUITE(login_refused)

BOOST_FIXTURE_TEST_CASE(a_wrong_password_is_answered_464, scenario)
{
    auto peer = connect();
    peer.send({"PASS " + who.ada.email + ":nonsense", "NICK ada", "USER ada 0 * :Ada"});
    peer.expect(fmt::format("* 464 * :{}", wrong));
    peer.expect(fmt::format("ERROR :Closing Link: * ({})", wrong));
    peer.expect_end();
}

BOOST_FIXTURE_TEST_CASE(an_unknown_token_is_answered_464, scenario)
{
    auto peer = connect();
    peer.send({"PASS token:nonsense", "NICK ada", "USER ada 0 * :Ada"});
    peer.expect(fmt::format("* 464 * :{}", wrong));
    peer.expect_end();
}

BOOST_FIXTURE_TEST_CASE(a_wrong_sasl_password_is_answered_904_and_cap_end_closes, scenario)
{
    auto peer = connect();
    peer.send({"CAP LS 302", "NICK ada", "USER ada 0 * :Ada", "CAP REQ :sasl", "AUTHENTICATE PLAIN"});
    peer.send("AUTHENTICATE " + support::sasl_plain("", who.ada.email, "nonsense"));
    peer.expect(fmt::format("* 904 * :{}", wrong));
    peer.send("CAP END");
    peer.expect(fmt::format("ERROR :Closing Link: * ({})", wrong));
    peer.expect_end();
}

BOOST_FIXTURE_TEST_CASE(after_904_a_second_try_may_succeed, scenario)
{
    auto peer = connect();
    peer.send({"CAP LS 302", "NICK ada", "USER ada 0 * :Ada", "CAP REQ :sasl", "AUTHENTICATE PLAIN"});
    peer.send("AUTHENTICATE " + support::sasl_plain("", who.ada.email, "nonsense"));
    peer.expect("* 904 *");
    peer.send(
        {"AUTHENTICATE PLAIN", "AUTHENTICATE " + support::sasl_plain("", who.ada.email, who.ada.password)});
    peer.expect("* 903 *");
    peer.send("CAP END");
    peer.expect("* 001 Ada :*");
}

BOOST_FIXTURE_TEST_CASE(who_gives_no_credentials_is_told_how, scenario)
{
    auto modern = connect();
    modern.send({"CAP REQ :standard-replies", "CAP END", "NICK ada", "USER ada 0 * :Ada"});
    modern.expect("* FAIL * ACCOUNT_REQUIRED :*PASS*");
    modern.expect("ERROR :Closing Link: *");
    modern.expect_end();
    auto old = connect();
    old.send({"NICK ada", "USER ada 0 * :Ada"});
    old.expect("* NOTICE * :*PASS*");
    old.expect("ERROR :Closing Link: *");
    old.expect_end();
}

BOOST_FIXTURE_TEST_CASE(directus_away_is_no_numeric_for_pass, without_directus)
{
    irc_peer peer(gateway.port());
    peer.send({"PASS ada@example.com:right", "NICK ada", "USER ada 0 * :Ada"});
    const auto all = peer.expect_end();
    BOOST_TEST_REQUIRE(all.size() == 1u);
    BOOST_TEST(all.front() == "ERROR :Closing Link: 127.0.0.1 (Directus is unreachable, try again)");
}

BOOST_FIXTURE_TEST_CASE(directus_away_is_no_numeric_for_sasl, without_directus)
{
    irc_peer peer(gateway.port());
    peer.send({"CAP REQ :sasl", "NICK ada", "USER ada 0 * :Ada", "AUTHENTICATE PLAIN"});
    peer.expect("AUTHENTICATE +");
    peer.send("AUTHENTICATE " + support::sasl_plain("", "ada@example.com", "right"));
    const auto all = peer.expect_end();
    BOOST_TEST_REQUIRE(all.size() == 1u);
    BOOST_TEST(all.front() == "ERROR :Closing Link: 127.0.0.1 (Directus is unreachable, try again)");
}

BOOST_FIXTURE_TEST_CASE(forty_wrong_passwords_leave_the_account_active, scenario)
{
    const auto& victim = who.crowd[9];
    for (int n = 0; n < 40; ++n) {
        auto peer = connect();
        peer.send({fmt::format("PASS {}:wrong{}", victim.email, n), "NICK x", "USER x 0 * :x"});
        peer.expect("* 464 *");
    }
    const auto status = chat.admin().get("/users/" + victim.id + "?fields=status").data()["status"].string();
    BOOST_TEST((status == "active"));
    const auto body = fmt::format(R"({{"email":"{}","password":"{}"}})", victim.email, victim.password);
    BOOST_TEST(support::rest(chat.url()).call("POST", "/auth/login", body).status == 200u);
}

BOOST_AUTO_TEST_SUITE_END()
