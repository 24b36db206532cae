// Directus goes away and comes back.
#include "e2e/scenario.hpp"

using namespace e2e;

namespace {

struct outage {
    private_directus directus;

    // For both kinds of keys: integers are not the gateway's to choose.
    void restart_while_chatting(const std::string& name)
    {
        scenario on({"--irc.history=0", "--directus.collection=" + name}, directus.project());
        const support::collection rows(directus.project().url(), name); // not always those of `on`
        auto ada = on.join(on.who.ada, "message-tags echo-message");
        auto grace = on.join(on.who.grace, "server-time");
        ada.say("before");
        grace.expect("*:before");

        directus.process().stop();
        ada.expect("* NOTICE #messages :Directus is unreachable; what you write is queued");
        ada.say("meanwhile");
        ada.send("WHO #messages");
        ada.expect("* 315 *");
        directus.process().start();
        rows.create(on.who.grace, "from the app");

        ada.expect("* NOTICE #messages :Directus is back*"); // at times before the app has written
        rows.wait_for("meanwhile");
        rows.create(on.who.grace, "after");
        const auto seen = grace.until("*:after");
        for (const auto* text : {"meanwhile", "from the app", "after"}) {
            BOOST_TEST(only(seen, fmt::format("*PRIVMSG #messages :{}", text)).size() == 1u, text);
            rows.wait_for(text); // once
        }
        BOOST_TEST(only(seen, "*:before").empty());
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(when_directus_restarts, outage)

BOOST_AUTO_TEST_CASE(clients_stay_and_nothing_is_lost_or_doubled_with_uuid_keys)
{
    restart_while_chatting("messages");
}

BOOST_AUTO_TEST_CASE(clients_stay_and_nothing_is_lost_or_doubled_with_integer_keys)
{
    restart_while_chatting("tutorial");
}

BOOST_AUTO_TEST_CASE(when_it_crashes_under_a_stream_of_lines_each_is_stored_once_and_in_order)
{
    scenario on({"--irc.history=0", "--irc.flood_burst=1000"}, directus.project());
    auto ada = on.join(on.who.ada, "message-tags echo-message");
    auto grace = on.join(on.who.grace, "server-time");
    std::vector<std::string> sent;
    for (int n = 0; n < 60; ++n)
        sent.push_back(fmt::format("line {}", n));
    for (int n = 0; n < 40; ++n)
        ada.say(sent[n]);
    grace.expect("*:line 5");
    directus.process().crash();
    for (int n = 40; n < 60; ++n)
        ada.say(sent[n]);
    directus.process().start();
    auto seen = only(grace.until("*:line 59"), "*PRIVMSG*");
    BOOST_TEST(texts_of(seen) == std::vector<std::string>(sent.begin() + 6, sent.end()),
               boost::test_tools::per_element());
    BOOST_TEST(texts_of(only(ada.until("*:line 59"), "*PRIVMSG*")) == sent, boost::test_tools::per_element());
    BOOST_TEST(on.rows.contents() == sent, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_short_absence_is_not_announced_and_loses_nothing)
{
    scenario on({"--irc.history=0"}, directus.project());
    auto ada = on.join(on.who.ada, "server-time");
    directus.process().stop();
    directus.process().start();
    on.rows.create(on.who.grace, "did you notice?");
    ada.expect("*PRIVMSG #messages :did you notice?");
    on.rows.create(on.who.grace, "live again");
    BOOST_TEST(only(ada.until("*PRIVMSG #messages :live again"), "*did you notice?").empty());
}

BOOST_AUTO_TEST_CASE(who_comes_meanwhile_is_told_to_try_again)
{
    scenario on({"--irc.history=0"}, directus.project());
    directus.process().stop();
    auto ada = on.connect();
    ada.send({"PASS " + on.who.ada.pass(), "NICK ada", "USER ada 0 * :Ada"});
    ada.expect("ERROR :Closing Link: * (Directus is unreachable, try again)");
    directus.process().start();
    on.join(on.who.ada);
}

BOOST_AUTO_TEST_SUITE_END()
