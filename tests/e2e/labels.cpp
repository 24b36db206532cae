// What a client is told of its own lines: the echo is the receipt, and it carries the label, however long
// Directus takes.
#include "e2e/scenario.hpp"
#include "net/base_url.hpp"
#include "support/tcp_proxy.hpp"

using namespace e2e;

namespace {

constexpr auto all = "batch message-tags server-time labeled-response echo-message standard-replies";
constexpr auto without_echo = "batch message-tags server-time labeled-response standard-replies";

// What Directus says takes its time.
struct slow_directus {
    private_directus directus;
    support::tcp_proxy proxy{net::base_url::parse(directus.process().url()).value().port};
    scenario on{{"--irc.history=0"}, directus.project().on(fmt::format("http://127.0.0.1:{}", proxy.port()))};

    void be_slow() { proxy.delay(support::tcp_proxy::way::to_client, 700ms); }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(labels, slow_directus)

BOOST_AUTO_TEST_CASE(the_echo_comes_late_and_carries_its_label)
{
    auto ada = on.join(on.who.ada, all);
    be_slow();
    ada.send({"@label=first PRIVMSG #messages :one", "@label=second PRIVMSG #messages :two"});
    // Everything else is answered meanwhile.
    ada.send("@label=who WHO Ada");
    const auto before = ada.until("@label=who*BATCH +* labeled-response");
    BOOST_TEST(only(before, "*PRIVMSG*").empty());
    const auto one = ada.expect("*PRIVMSG #messages :one");
    const auto two = ada.expect("*PRIVMSG #messages :two");
    BOOST_TEST(tag_of(one, "label") == "first");
    BOOST_TEST(tag_of(two, "label") == "second");
    const auto rows = on.rows.rows();
    BOOST_REQUIRE(rows.size() == 2u);
    BOOST_TEST(tag_of(one, "msgid") == rows[0].id);
    BOOST_TEST(tag_of(one, "time") == rows[0].date);
    BOOST_TEST(tag_of(two, "msgid") == rows[1].id);
    ada.expect_none("*label=*PRIVMSG*"); // each once
}

BOOST_AUTO_TEST_CASE(without_echo_message_an_ack_says_that_it_is_stored)
{
    auto ada = on.join(on.who.ada, without_echo);
    be_slow();
    ada.send("@label=mine PRIVMSG #messages :unseen by me");
    const auto seen = ada.until("@label=mine :* ACK");
    BOOST_TEST(only(seen, "*PRIVMSG*").empty());
    BOOST_TEST(on.rows.contents() == std::vector<std::string>{"unseen by me"});
    ada.expect_none("*PRIVMSG*");
}

BOOST_AUTO_TEST_CASE(another_session_sees_the_line_without_the_label)
{
    auto ada = on.join(on.who.ada, all);
    auto phone = on.join(on.who.ada, without_echo);
    be_slow();
    ada.send("@label=mine PRIVMSG #messages :from the desk");
    BOOST_TEST(tag_of(phone.expect("*PRIVMSG #messages :from the desk"), "label").empty());
}

BOOST_AUTO_TEST_CASE(a_refusal_carries_the_label_and_the_text_comes_back)
{
    auto edsger = on.join(on.who.edsger, all);
    edsger.send("@label=no PRIVMSG #messages :may I?");
    edsger.expect("@label=no :* 404 * #messages :*");
}

BOOST_AUTO_TEST_SUITE_END()
