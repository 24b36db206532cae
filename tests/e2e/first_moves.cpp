// What each client says first, as raw lines.
#include "e2e/scenario.hpp"

using namespace e2e;

namespace {

struct first_moves : scenario {
    irc_peer peer = connect();

    std::string plain(std::string_view authzid = {}) const
    {
        return "AUTHENTICATE " + support::sasl_plain(authzid, who.ada.email, who.ada.password);
    }
    // Whatever the way there, it has to end on the channel.
    void gets_in()
    {
        peer.expect("* 001 Ada :*");
        peer.send("JOIN #messages");
        peer.expect("*:Ada!*@* JOIN *#messages*");
        peer.expect("* 353 Ada = #messages :*+Ada*");
        peer.expect("* 366 Ada #messages :*");
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(what_clients_say_first, first_moves)

BOOST_AUTO_TEST_CASE(irssi)
{
    peer.send({"CAP LS 302", "JOIN :"});
    peer.expect("* CAP * LS :*");
    peer.send("CAP REQ :account-notify account-tag away-notify echo-message extended-join server-time");
    peer.expect("* CAP * *");
    peer.send({"CAP END", "PASS " + who.ada.email + ":" + who.ada.password, "NICK ada",
               "USER ada ada 127.0.0.1 :Ada"});
    gets_in();
    peer.send("MODE #messages");
    peer.expect("* 324 Ada #messages +mnt*");
    peer.send("WHO #messages");
    peer.expect("* 315 Ada #messages :*");
    peer.send("MODE #messages b");
    peer.expect("* 368 Ada #messages :*");
}

BOOST_AUTO_TEST_CASE(irssi_with_sasl)
{
    peer.send({"CAP LS 302", "JOIN :"});
    peer.expect("* CAP * LS :*sasl*");
    peer.send("CAP REQ :sasl server-time");
    peer.expect("* CAP * ACK :sasl server-time*");
    peer.send("AUTHENTICATE PLAIN");
    peer.expect("AUTHENTICATE +");
    peer.send(plain());
    peer.expect("* 903 *");
    peer.send({"CAP END", "NICK ada", "USER ada ada 127.0.0.1 :Ada"});
    gets_in();
}

BOOST_AUTO_TEST_CASE(weechat)
{
    peer.send({"CAP LS 302", "NICK ada", "USER ada 0 * :ada"});
    peer.expect("* CAP * LS :*");
    peer.send(
        "CAP REQ :account-tag echo-message extended-join multi-prefix sasl server-time userhost-in-names");
    peer.expect("* CAP * ACK :*");
    peer.send("AUTHENTICATE PLAIN");
    peer.expect("AUTHENTICATE +");
    peer.send(plain(who.ada.email));
    peer.expect("* 903 *");
    peer.send("CAP END");
    gets_in();
}

BOOST_AUTO_TEST_CASE(ii_and_sic)
{
    peer.send(
        {"PASS " + who.ada.email + ":" + who.ada.password, "NICK ada", "USER ada localhost 127.0.0.1 :ada"});
    gets_in();
}

BOOST_AUTO_TEST_CASE(epic5)
{
    peer.send({"PASS :" + who.ada.email + ":" + who.ada.password, "USER ada ada 127.0.0.1 :ada", "NICK ada"});
    peer.send("USERHOST ada");
    gets_in();
    peer.send({"MODE #messages", "WHO #messages"});
    peer.expect("* 324 Ada #messages +mnt*");
    peer.expect("* 315 Ada #messages :*");
}

BOOST_AUTO_TEST_CASE(catgirl)
{
    peer.send({"CAP REQ :sasl", "NICK :ada", "USER ada 0 * :ada"});
    peer.expect("* CAP * ACK :sasl*");
    peer.send("AUTHENTICATE PLAIN");
    peer.expect("AUTHENTICATE +");
    peer.send(plain());
    peer.expect("* 903 *");
    peer.send("CAP LS");
    peer.expect("* CAP * LS :*");
    peer.send({"CAP REQ :server-time", "CAP END"});
    gets_in();
}

BOOST_AUTO_TEST_CASE(znc)
{
    peer.send({"CAP LS 302", "PASS :" + who.ada.email + ":" + who.ada.password, "NICK :ada",
               "USER ada \"ada\" \"127.0.0.1\" :ada"});
    peer.expect("* CAP * LS :*");
    for (const auto* cap : {"away-notify", "account-notify", "account-tag", "extended-join",
                            "userhost-in-names", "multi-prefix", "server-time", "znc.in/server-time-iso"}) {
        peer.send(fmt::format("CAP REQ :{}", cap));
        peer.expect(fmt::format("* CAP * *K :{}*", cap)); // ACK or NAK
    }
    peer.send("CAP END");
    gets_in();
}

BOOST_AUTO_TEST_CASE(halloy_and_senpai_get_in_with_the_right_password)
{
    peer.send({"CAP LS 302", "NICK ada", "USER ada 0 * :ada"});
    peer.expect("* CAP * LS :*");
    peer.send("CAP REQ :away-notify batch echo-message message-tags sasl server-time");
    peer.expect("* CAP * ACK :*");
    peer.send("AUTHENTICATE PLAIN");
    peer.expect("AUTHENTICATE +");
    peer.send(plain());
    peer.expect("* 903 *");
    peer.send("CAP END");
    gets_in();
}

BOOST_AUTO_TEST_CASE(halloy_and_senpai_learn_the_reason_though_they_answer_904_with_cap_end)
{
    peer.send({"CAP LS 302", "NICK ada", "USER ada 0 * :ada", "CAP REQ :sasl", "AUTHENTICATE PLAIN"});
    peer.expect("AUTHENTICATE +");
    peer.send("AUTHENTICATE " + support::sasl_plain("", who.ada.email, "nonsense"));
    peer.expect("* 904 *");
    peer.send("CAP END");
    peer.expect("ERROR :Closing Link: * (wrong e-mail or password, or the account is not active)");
}

BOOST_AUTO_TEST_SUITE_END()
