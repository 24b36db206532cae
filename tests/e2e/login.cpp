// Every way to log in.
#include "e2e/scenario.hpp"

#include "base/base64.hpp"

using namespace e2e;

namespace {

struct with_domain : scenario {
    with_domain()
        : scenario({"--login_domain=example.com"})
    {
    }
};

// Until AUTHENTICATE is answered with +.
irc_peer begin_sasl(const scenario& on)
{
    auto peer = on.connect();
    peer.send({"CAP LS 302", "NICK ada", "USER ada 0 * :Ada", "CAP REQ :sasl", "AUTHENTICATE PLAIN"});
    peer.expect("AUTHENTICATE +");
    return peer;
}

} // namespace

BOOST_AUTO_TEST_SUITE(login)

BOOST_FIXTURE_TEST_CASE(pass_takes_e_mail_and_a_password_that_may_hold_colons, scenario)
{
    auto ada = connect();
    BOOST_TEST(ada.log_in(who.ada.email + ":" + who.ada.password) == "Ada");
}

BOOST_FIXTURE_TEST_CASE(a_password_may_hold_spaces, scenario)
{
    auto grace = connect();
    BOOST_TEST(grace.log_in(who.grace.email + ":" + who.grace.password) == "Grace");
}

BOOST_FIXTURE_TEST_CASE(the_user_name_may_be_the_e_mail_address, scenario)
{
    auto ada = connect();
    ada.send({"PASS :" + who.ada.password, "NICK nobody", "USER " + who.ada.email + " 0 * :Ada"});
    ada.expect("* 001 Ada :*");
}

BOOST_FIXTURE_TEST_CASE(with_a_login_domain_the_nick_is_enough, with_domain)
{
    auto ada = connect();
    ada.send({"PASS :" + who.ada.password, "NICK ada", "USER u 0 * :Ada"});
    ada.expect("* 001 Ada :*");
}

BOOST_FIXTURE_TEST_CASE(pass_takes_a_static_token, scenario)
{
    auto ada = connect();
    BOOST_TEST(ada.log_in("token:" + who.ada.token) == "Ada");
}

BOOST_FIXTURE_TEST_CASE(sasl_plain_takes_e_mail_and_password, scenario)
{
    auto ada = begin_sasl(*this);
    ada.send("AUTHENTICATE " + support::sasl_plain("", who.ada.email, who.ada.password));
    ada.expect("* 900 *!*@* " + who.ada.id.substr(0, 8) + " :*");
    ada.expect("* 903 *");
    ada.send("CAP END");
    ada.expect("* 001 Ada :*");
}

BOOST_FIXTURE_TEST_CASE(sasl_plain_takes_a_static_token, scenario)
{
    auto ada = begin_sasl(*this);
    ada.send("AUTHENTICATE " + support::sasl_plain("", "token", who.ada.token));
    ada.expect("* 903 *");
    ada.send("CAP END");
    ada.expect("* 001 Ada :*");
}

BOOST_FIXTURE_TEST_CASE(sasl_plain_comes_in_chunks_of_400_bytes, scenario)
{
    auto wordy = begin_sasl(*this);
    const auto whole = support::sasl_plain(who.wordy.email, who.wordy.email, who.wordy.password);
    BOOST_REQUIRE(whole.size() > 400);
    wordy.send({"AUTHENTICATE " + whole.substr(0, 400), "AUTHENTICATE " + whole.substr(400)});
    wordy.expect("* 903 *");
    wordy.send("CAP END");
    wordy.expect("* 001 Wordy :*");
}

BOOST_FIXTURE_TEST_CASE(sasl_plain_of_exactly_400_bytes_ends_with_a_plus, scenario)
{
    auto wordy = begin_sasl(*this);
    const auto whole = support::sasl_plain("", who.wordy.email, who.wordy.password);
    BOOST_REQUIRE(whole.size() == 400u);
    wordy.send({"AUTHENTICATE " + whole, "AUTHENTICATE +"});
    wordy.expect("* 903 *");
    wordy.send("CAP END");
    wordy.expect("* 001 Wordy :*");
}

BOOST_FIXTURE_TEST_CASE(sasl_oauthbearer_takes_a_static_and_an_access_token, scenario)
{
    const auto body = fmt::format(R"({{"email":"{}","password":"{}"}})", who.ada.email, who.ada.password);
    const auto session = support::rest(chat.url()).post("/auth/login", body);
    for (const auto& token : {who.ada.token, std::string(*session.data()["access_token"].string())}) {
        auto ada = connect();
        ada.send(
            {"CAP LS 302", "NICK ada", "USER ada 0 * :Ada", "CAP REQ :sasl", "AUTHENTICATE OAUTHBEARER"});
        ada.expect("AUTHENTICATE +");
        const auto whole = base::to_base64("n,,\x01"
                                           "auth=Bearer " +
                                           token + "\x01\x01");
        for (std::size_t at = 0; at < whole.size(); at += 400)
            ada.send("AUTHENTICATE " + whole.substr(at, 400));
        if (whole.size() % 400 == 0)
            ada.send("AUTHENTICATE +");
        ada.expect("* 903 *");
        ada.send("CAP END");
        ada.expect("* 001 Ada :*");
    }
}

BOOST_FIXTURE_TEST_CASE(who_is_logged_in_may_log_in_again_as_himself_alone, scenario)
{
    auto ada = join(who.ada);
    ada.send({"AUTHENTICATE PLAIN", "AUTHENTICATE " + support::sasl_plain("", "token", who.grace.token)});
    ada.expect("* 904 Ada :*");
    ada.send({"AUTHENTICATE PLAIN", "AUTHENTICATE " + support::sasl_plain("", "token", who.ada.token)});
    ada.expect("* 903 Ada :*");
    ada.say("still here");
    rows.wait_for("still here");
}

BOOST_FIXTURE_TEST_CASE(a_sasl_login_wins_over_pass, scenario)
{
    auto ada = begin_sasl(*this);
    ada.send({"PASS :nonsense", "AUTHENTICATE " + support::sasl_plain("", "token", who.ada.token)});
    ada.expect("* 903 *");
    ada.send("CAP END");
    ada.expect("* 001 Ada :*");
}

BOOST_AUTO_TEST_SUITE_END()
