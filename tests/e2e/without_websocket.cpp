// The forms in which operators run Directus's WebSocket, and without it.
#include "e2e/scenario.hpp"

using namespace e2e;

namespace {

constexpr auto late = "*NOTICE #messages :Messages of others arrive a few seconds late*";
constexpr auto at_once = "*NOTICE #messages :*messages arrive at once again";
constexpr auto tags = "message-tags server-time echo-message draft/message-redaction";

struct websocket_off {
    private_directus directus{{{"WEBSOCKETS_ENABLED", "false"}}};

    // For both kinds of keys.
    void chat(const std::string& name)
    {
        scenario on({"--irc.history=0", "--directus.collection=" + name}, directus.project());
        const support::collection rows(directus.project().url(), name);
        auto ada = on.join(on.who.ada, tags);
        auto grace = on.join(on.who.grace, tags);
        std::vector<std::string> sent;
        for (int n = 0; n < 10; ++n) {
            sent.push_back(fmt::format("line {}", n));
            ada.say(sent.back());
        }
        BOOST_TEST(texts_of(only(grace.until("*:line 9"), "*PRIVMSG*")) == sent,
                   boost::test_tools::per_element());
        BOOST_TEST(texts_of(only(ada.until("*:line 9"), "*PRIVMSG*")) == sent,
                   boost::test_tools::per_element());
        BOOST_TEST(rows.contents() == sent, boost::test_tools::per_element());
        const auto key = rows.create(on.who.grace, "from the app");
        ada.expect("*PRIVMSG #messages :from the app");
        rows.edit(key, "changed in the app");
        ada.expect("*changed in the app");
        rows.remove(key);
        ada.expect("*REDACT #messages " + key + "*");
        on.gateway.expect_log("*event=websocket_refused*status=404*WEBSOCKETS_ENABLED=true*");
    }
};

struct strict {
    private_directus directus{{{"WEBSOCKETS_REST_AUTH", "strict"}, {"ACCESS_TOKEN_TTL", "6s"}}};
};

struct one_connection {
    private_directus directus{{{"WEBSOCKETS_REST_CONN_LIMIT", "1"}}};
};

struct no_heartbeat {
    private_directus directus{{{"WEBSOCKETS_HEARTBEAT_ENABLED", "false"}}};
};

} // namespace

BOOST_AUTO_TEST_SUITE(without_websocket)

BOOST_FIXTURE_TEST_CASE(lines_and_rows_go_over_rest_with_uuid_keys, websocket_off)
{
    chat("messages");
}

BOOST_FIXTURE_TEST_CASE(lines_and_rows_go_over_rest_with_integer_keys, websocket_off)
{
    chat("tutorial");
}

BOOST_FIXTURE_TEST_CASE(it_moves_over_when_directus_has_websockets_and_back, websocket_off)
{
    scenario on({"--irc.history=0"}, directus.project());
    auto ada = on.join(on.who.ada, tags);
    auto grace = on.join(on.who.grace, tags);
    ada.say("polled");
    grace.expect("*:polled");
    ada.expect(late);
    for (const auto* setting : {"true", "false"}) {
        directus.process().stop();
        directus.process().change({{"WEBSOCKETS_ENABLED", setting}});
        const auto meanwhile = fmt::format("meanwhile {}", setting);
        const auto between = fmt::format("between {}", setting);
        ada.say(meanwhile);
        directus.process().start();
        on.rows.create(on.who.linus, between);
        ada.expect(setting == std::string("true") ? at_once : late);
        on.rows.wait_for(meanwhile); // once
        const auto after = fmt::format("after {}", setting);
        on.rows.create(on.who.linus, after);
        const auto seen = grace.until("*:" + after);
        for (const auto& text : {meanwhile, between})
            BOOST_TEST(only(seen, "*PRIVMSG #messages :" + text).size() == 1u, text);
    }
}

BOOST_FIXTURE_TEST_CASE(a_strict_websocket_is_used_over_renewals_of_the_token, strict)
{
    scenario on({"--irc.history=0"}, directus.project());
    auto ada = on.connect();
    ada.log_in(on.who.ada.email + ":" + on.who.ada.password, tags);
    ada.join();
    auto grace = on.join(on.who.grace, tags);
    on.gateway.expect_log("*event=websocket_strict*");
    for (int n = 0; n < 8; ++n) { // longer than a token lasts
        const auto text = fmt::format("line {}", n);
        ada.say(text);
        grace.expect("*PRIVMSG #messages :" + text);
        std::this_thread::sleep_for(1s);
    }
    BOOST_TEST(on.rows.rows().size() == 8u);
    BOOST_TEST(on.gateway.log().find("access_token=") == std::string::npos);
}

BOOST_FIXTURE_TEST_CASE(of_three_users_at_a_limit_of_one_connection_all_write_and_read, one_connection)
{
    scenario on({"--irc.history=0"}, directus.project());
    auto ada = on.join(on.who.ada, tags);
    auto grace = on.join(on.who.grace, tags);
    auto linus = on.join(on.who.linus, tags);
    std::vector<irc_peer*> all{&ada, &grace, &linus};
    for (std::size_t n = 0; n < all.size(); ++n) {
        const auto text = fmt::format("from {}", n);
        all[n]->say(text);
        for (auto* one : all)
            one->expect("*PRIVMSG #messages :" + text);
    }
    on.gateway.expect_log("*event=websocket_refused*status=403*WEBSOCKETS_REST_CONN_LIMIT*");
}

// A probe is sent after 15 s without a frame, and has 10 s for its answer.
BOOST_FIXTURE_TEST_CASE(a_quiet_link_stays_without_a_heartbeat, no_heartbeat)
{
    scenario on({"--irc.history=0"}, directus.project());
    auto ada = on.join(on.who.ada, tags);
    std::this_thread::sleep_for(28s);
    on.rows.create(on.who.grace, "still there?");
    ada.expect("*:still there?");
    BOOST_TEST(on.gateway.log().find("event=link_down") == std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
