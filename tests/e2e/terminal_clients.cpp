// Real IRC clients in a terminal: they connect, join, show the history, and talk with somebody who uses
// Directus.
#include "e2e/scenario.hpp"
#include "support/tmux.hpp"

using namespace e2e;

namespace {

struct with_history : scenario {
    with_history()
        : scenario({"--irc.autojoin=yes"})
    {
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(terminal_clients, with_history)

BOOST_AUTO_TEST_CASE(irssi_chats)
{
    rows.create(who.grace, "anybody on IRC?");
    const support::terminal irssi({"irssi", "--home=$HOME/irssi"});
    irssi.type("/set cmds_max_at_once 100"); // it would wait 2 s before every line after the fifth
    irssi.type(fmt::format("/connect 127.0.0.1 {} {}:{}", gateway.port(), who.ada.email, who.ada.password));
    irssi.expect("[Act: 2]"); // the channel's window, to which it goes by itself after its own JOIN alone
    irssi.type("/window goto #messages");
    irssi.expect("Join to #messages was synced");
    irssi.expect("anybody on IRC?");
    irssi.type("yes, with irssi — grüße");
    BOOST_TEST(rows.wait_for("yes, with irssi — grüße").author == who.ada.id);
    irssi.expect("yes, with irssi");
    rows.create(who.grace, "welcome, irssi");
    irssi.expect("Grace> welcome, irssi");
    irssi.type("/quit");
}

BOOST_AUTO_TEST_CASE(weechat_chats)
{
    rows.create(who.grace, "anybody on IRC?");
    const auto server =
        fmt::format("/server add directus 127.0.0.1/{} -sasl_mechanism=plain -sasl_username={} "
                    "-sasl_password={}",
                    gateway.port(), who.ada.email, who.ada.password);
    const support::terminal weechat({"weechat", "-d", "$HOME/weechat", "-r", server, "-r",
                                     "/set irc.server.directus.tls off", "-r", "/connect directus"});
    weechat.expect("anybody on IRC?");
    weechat.type("yes, with WeeChat — grüße");
    BOOST_TEST(rows.wait_for("yes, with WeeChat — grüße").author == who.ada.id);
    weechat.expect("yes, with WeeChat");
    rows.create(who.grace, "welcome, WeeChat");
    weechat.expect("welcome, WeeChat");
    weechat.type("/quit");
}

BOOST_AUTO_TEST_SUITE_END()
