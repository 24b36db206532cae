// Lines that cannot be stored at once: each is stored once or goes back to its author.
#include "e2e/scenario.hpp"
#include "support/database.hpp"

#include <thread>

using namespace e2e;

namespace {

std::vector<std::string> numbered(int count)
{
    std::vector<std::string> out;
    for (int n = 0; n < count; ++n)
        out.push_back(fmt::format("line {}", n));
    return out;
}

struct queueing {
    private_directus directus;

    // Directus answers nothing to such a create, not even an error.
    void say_into_a_lock(support::duration length, const scenario& on)
    {
        auto ada = on.join(on.who.ada, "message-tags echo-message");
        auto grace = on.join(on.who.grace);
        ada.say("before"); // shows the gateway which kind of keys there is
        ada.expect("*:before");
        {
            const support::write_lock lock(directus.process().database());
            ada.say("locked");
            std::this_thread::sleep_for(length);
        }
        const auto outcome = ada.within(60s).expect("*locked"); // its echo, or the notice that returns it
        const bool echoed = support::matches(outcome, "*PRIVMSG #messages :locked");
        BOOST_TEST((echoed || support::matches(outcome, "* NOTICE Ada :*sent: locked")), outcome);
        on.rows.create(on.who.grace, "the end");
        const auto seen = grace.within(30s).until("*:the end");
        BOOST_TEST(only(seen, "*PRIVMSG #messages :locked").size() == (echoed ? 1u : 0u));
        BOOST_TEST(only(ada.until("*:the end"), "*locked").empty());
        BOOST_TEST(on.rows.rows().size() == (echoed ? 3u : 2u));
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(queues, queueing)

BOOST_AUTO_TEST_CASE(who_quits_has_said_what_he_said)
{
    scenario on({"--irc.history=0"}, directus.project());
    auto ada = on.join(on.who.ada);
    auto grace = on.join(on.who.grace);
    directus.process().stop();
    ada.say("one more thing");
    ada.say("and goodbye");
    ada.send("QUIT :bye");
    ada.expect_end();
    directus.process().start();
    grace.within(20s).expect(":Ada!*@* PRIVMSG #messages :one more thing");
    grace.expect(":Ada!*@* PRIVMSG #messages :and goodbye");
    BOOST_TEST(on.rows.contents() == (std::vector<std::string>{"one more thing", "and goodbye"}),
               boost::test_tools::per_element());
    BOOST_TEST(on.rows.wait_for("and goodbye").author == on.who.ada.id);
}

BOOST_AUTO_TEST_CASE(a_line_that_waited_too_long_comes_back_with_its_text)
{
    scenario on({"--irc.history=0", "--irc.queue_age=3"}, directus.project());
    auto ada = on.join(on.who.ada, "standard-replies");
    auto linus = on.join(on.who.linus);
    directus.process().stop();
    ada.say("too old");
    linus.say("old, too");
    ada.expect("* FAIL PRIVMSG EXPIRED #messages :*");
    ada.expect("* NOTICE Ada :*too old");
    linus.expect("* NOTICE Linus :*old, too");
    directus.process().start();
    ada.within(20s).expect("* NOTICE #messages :Directus is back*");
    ada.say("new");
    on.rows.wait_for("new");
    BOOST_TEST(on.rows.rows().size() == 1u);
}

BOOST_AUTO_TEST_CASE(what_the_queue_cannot_hold_comes_back_and_the_rest_is_stored)
{
    scenario on({"--irc.history=0", "--irc.queue_lines=5"}, directus.project());
    auto ada = on.join(on.who.ada, "standard-replies");
    directus.process().stop();
    const auto texts = numbered(8);
    for (const auto& one : texts)
        ada.say(one);
    for (int n = 5; n < 8; ++n) {
        ada.expect("* FAIL PRIVMSG QUEUE_FULL #messages :*");
        ada.expect("* NOTICE Ada :*" + texts[n]);
    }
    directus.process().start();
    on.rows.wait_for("line 4");
    BOOST_TEST(on.rows.contents() == std::vector<std::string>(texts.begin(), texts.begin() + 5),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_create_on_a_locked_database_is_stored_once_or_comes_back)
{
    say_into_a_lock(6s, scenario({"--irc.history=0", "--directus.answer_limit=2"}, directus.project()));
}

BOOST_AUTO_TEST_SUITE_END()

// Three frames a second. Those beyond are refused, and have to be sent again.
BOOST_AUTO_TEST_CASE(under_a_rate_limit_a_burst_is_stored_once_and_in_order)
{
    private_directus directus({{"RATE_LIMITER_ENABLED", "true"},
                               {"RATE_LIMITER_STORE", "memory"},
                               {"RATE_LIMITER_POINTS", "100000"},
                               {"RATE_LIMITER_WEBSOCKETS_POINTS", "3"},
                               {"RATE_LIMITER_WEBSOCKETS_DURATION", "1"}});
    scenario on({"--irc.history=0", "--irc.flood_burst=1000"}, directus.project());
    auto ada = on.join(on.who.ada, "message-tags echo-message");
    auto grace = on.join(on.who.grace);
    const auto texts = numbered(20);
    for (const auto& one : texts)
        ada.say(one);
    for (auto* one : {&ada, &grace})
        BOOST_TEST(texts_of(only(one->within(30s).until("*:line 19"), "*PRIVMSG*")) == texts,
                   boost::test_tools::per_element());
    BOOST_TEST(on.rows.contents() == texts, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE(slow)

BOOST_FIXTURE_TEST_CASE(a_create_on_a_database_locked_for_25_seconds_is_stored_once_or_comes_back, queueing)
{
    say_into_a_lock(25s, scenario({"--irc.history=0"}, directus.project()));
}

BOOST_FIXTURE_TEST_CASE(a_frozen_directus_is_noticed_within_30_seconds_and_comes_back_with_nothing_lost,
                        queueing)
{
    scenario on({"--irc.history=0"}, directus.project());
    auto ada = on.join(on.who.ada, "message-tags echo-message");
    auto grace = on.join(on.who.grace);
    ada.say("before");
    grace.expect("*:before");
    directus.process().freeze();
    ada.say("into the ice");
    ada.within(30s).expect("* NOTICE #messages :Directus is unreachable; what you write is queued");
    ada.say("queued");
    grace.within(5s).expect("* NOTICE #messages :Directus is unreachable; what you write is queued");
    directus.process().thaw();
    on.rows.create(on.who.linus, "from the app");
    for (auto* one : {&ada, &grace}) {
        irc_peer::lines lines;
        while (only(lines, "*PRIVMSG*").size() < 3)
            lines.push_back(one->within(45s).expect("* #messages :*"));
        for (const auto* text : {"into the ice", "queued", "from the app"})
            BOOST_TEST(only(lines, fmt::format("*PRIVMSG #messages :{}", text)).size() == 1u, text);
        BOOST_TEST(only(lines, "* NOTICE #messages :Directus is back*").size() == 1u);
    }
    on.rows.create(on.who.linus, "the end");
    for (auto* one : {&ada, &grace})
        BOOST_TEST(only(one->until("*:the end"), "*PRIVMSG*").size() == 1u);
    BOOST_TEST(on.rows.rows().size() == 5u);
}

BOOST_AUTO_TEST_SUITE_END()
