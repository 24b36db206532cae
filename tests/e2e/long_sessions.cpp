// What only time brings about: tokens end, and Directus closes who does not answer its pings.
#include "e2e/scenario.hpp"

using namespace e2e;

namespace {

// Both periods end several times within a scenario.
struct long_session {
    private_directus directus{{{"ACCESS_TOKEN_TTL", "6s"}, {"WEBSOCKETS_HEARTBEAT_PERIOD", "4"}}};
    scenario on{{"--irc.history=0"}, directus.project()};
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(long_sessions, long_session)

BOOST_AUTO_TEST_CASE(a_user_outlives_his_access_token)
{
    auto linus = on.connect();
    linus.log_in(on.who.linus.email + ":" + on.who.linus.password, "message-tags echo-message");
    linus.join();
    // Half a second apart, so that lines and rows meet each moment of a token's life.
    for (int n = 0; n < 30; ++n) {
        linus.say(fmt::format("line {}", n));
        BOOST_TEST(on.rows.wait_for(fmt::format("line {}", n)).author == on.who.linus.id);
        on.rows.create(on.who.grace, fmt::format("row {}", n));
        linus.expect(fmt::format("*PRIVMSG #messages :row {}", n));
        linus.expect_silence(500ms);
    }
    BOOST_TEST(on.rows.rows().size() == 60u);
}

BOOST_AUTO_TEST_CASE(a_silent_user_stays_connected_to_directus)
{
    auto ada = on.join(on.who.ada);
    auto linus = on.connect();
    linus.log_in(on.who.linus.email + ":" + on.who.linus.password);
    linus.join();
    ada.fence();
    linus.fence();
    ada.expect_silence(12s);
    BOOST_TEST(on.gateway.log().find("event=link_down") == std::string::npos);
    on.rows.create(on.who.grace, "still there?");
    ada.expect("*PRIVMSG #messages :still there?");
    linus.expect("*PRIVMSG #messages :still there?");
    linus.say("yes");
    ada.expect("*PRIVMSG #messages :yes");
}

BOOST_AUTO_TEST_SUITE_END()
