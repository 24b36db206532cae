// What a stop of the gateway does about lines that are under way.
#include "served.hpp"

#include "support/rest.hpp"
#include "support/wait.hpp"

#include <boost/test/unit_test.hpp>

#include <fmt/format.h>

using namespace support;
using namespace std::chrono_literals;

namespace {

constexpr auto farewell = "*(The gateway is stopping)*";

struct stopped : served {
    explicit stopped(const std::vector<std::string>& options = {"--irc.drain=20"})
        : served(options)
    {
    }

    // Ada's create waits for the gate.
    irc_peer with_line_under_way(const std::shared_ptr<gate>& answered)
    {
        auto ada = on_channel(ada_pass, "echo-message");
        directus.once("create", {steps::wait{answered}, steps::usual{}});
        ada.send("PRIVMSG #messages :under way");
        BOOST_TEST(directus.arrived("create"));
        return ada;
    }

    bool accepts() const
    {
        try {
            return loopback_stream::connect(port) != nullptr;
        } catch (const std::system_error&) {
            return false;
        }
    }

    std::uint16_t port = gateway.port();
};

bool becomes_stored(const scripted_directus& directus, const std::string& text)
{
    return eventually([&] { return directus.stored(text) == 1; });
}

} // namespace

BOOST_AUTO_TEST_SUITE(gateway_stop)

BOOST_AUTO_TEST_CASE(readyz_is_503_and_connections_are_refused_while_a_create_is_awaited)
{
    stopped on({"--status.listen=127.0.0.1:0"});
    const auto answered = std::make_shared<gate>();
    auto ada = on.with_line_under_way(answered);
    irc_peer early(on.port);
    early.send("NICK early");
    const rest status(fmt::format("http://127.0.0.1:{}", on.gateway.status_port()));
    BOOST_TEST(status.call("GET", "/readyz").status == 200U);
    on.gateway.begin_stop();
    early.expect(farewell);
    const auto answer = status.call("GET", "/readyz");
    BOOST_TEST(answer.status == 503U);
    BOOST_TEST(answer.text.starts_with("the gateway is stopping\n"));
    BOOST_TEST(status.call("GET", "/healthz").status == 200U);
    BOOST_TEST(!on.accepts());
    ada.fence(); // those who are there are served
    answered->open();
    ada.expect("*PRIVMSG #messages :under way*");
    ada.expect(farewell);
    BOOST_TEST(ada.ended());
    ada.reset();
    BOOST_TEST(on.gateway.stop());
}

BOOST_AUTO_TEST_CASE(a_create_that_takes_seconds_is_not_given_back)
{
    stopped on;
    const auto answered = std::make_shared<gate>();
    auto ada = on.with_line_under_way(answered);
    ada.send("PRIVMSG #messages :behind it");
    ada.fence();
    on.gateway.begin_stop();
    BOOST_TEST(!ada.stream().ended(1500ms));
    answered->open();
    ada.expect("*PRIVMSG #messages :under way*");
    ada.expect("*PRIVMSG #messages :behind it*");
    ada.expect(farewell);
    BOOST_TEST(ada.count("*ot sent: *") == 0U);
    ada.reset();
    BOOST_TEST(on.gateway.stop());
}

BOOST_AUTO_TEST_CASE(lines_that_cross_the_error_are_stored)
{
    stopped on;
    auto ada = on.on_channel(ada_pass);
    on.gateway.begin_stop();
    ada.expect(farewell);
    BOOST_TEST(ada.ended());
    ada.send("PRIVMSG #messages :crossed");
    ada.send("QUIT");
    ada.send("PRIVMSG #messages :crossed, too");
    ada.stream().end_writing();
    BOOST_TEST(on.gateway.stop());
    BOOST_TEST(on.directus.stored("crossed") == 1U);
    BOOST_TEST(on.directus.stored("crossed, too") == 1U);
}

BOOST_AUTO_TEST_CASE(lines_that_flood_control_delays_are_stored)
{
    stopped on({"--irc.flood_burst=2", "--irc.flood_interval=60000"});
    irc_peer ada(on.port);
    ada.log_in(ada_pass);
    ada.join();
    for (int n = 0; n < 20; ++n)
        ada.send(fmt::format("PRIVMSG #messages :line {}", n));
    BOOST_TEST(becomes_stored(on.directus, "line 0"));
    on.gateway.begin_stop();
    ada.expect(farewell);
    ada.stream().end_writing();
    BOOST_TEST(on.gateway.stop());
    const auto rows = on.directus.rows();
    BOOST_TEST_REQUIRE(rows.size() == 20U);
    for (std::size_t n = 0; n < rows.size(); ++n)
        BOOST_TEST(rows[n].content == json_string(fmt::format("line {}", n)));
}

BOOST_AUTO_TEST_CASE(lines_read_in_the_second_half_of_the_drain_are_stored_without_an_echo)
{
    stopped on({"--irc.drain=4"});
    const auto answered = std::make_shared<gate>();
    auto ada = on.with_line_under_way(answered);
    on.gateway.begin_stop();
    BOOST_TEST(!ada.stream().ended(2500ms)); // the second half has begun
    ada.send("PRIVMSG #messages :too late for an echo");
    answered->open();
    ada.expect("*PRIVMSG #messages :under way*");
    ada.expect(farewell);
    BOOST_TEST(ada.count("*too late*") == 0U);
    ada.stream().end_writing();
    BOOST_TEST(on.gateway.stop());
    BOOST_TEST(on.directus.stored("too late for an echo") == 1U);
}

BOOST_AUTO_TEST_CASE(lines_that_directus_does_not_answer_in_time_go_back)
{
    stopped on({"--irc.drain=1"});
    auto ada = on.on_channel(ada_pass);
    on.directus.once("create", {}); // never answered
    ada.send("PRIVMSG #messages :under way");
    ada.send("PRIVMSG #messages :behind it");
    ada.fence();
    on.gateway.begin_stop();
    ada.expect("*Perhaps not sent: under way*");
    ada.expect("*Not sent: behind it*");
    ada.expect(farewell);
    BOOST_TEST(ada.ended());
    ada.reset();
    BOOST_TEST(on.gateway.stop());
}

BOOST_AUTO_TEST_CASE(without_drain_lines_under_way_go_back_at_once)
{
    stopped on({"--irc.drain=0"});
    const auto answered = std::make_shared<gate>();
    auto ada = on.with_line_under_way(answered);
    on.gateway.begin_stop();
    ada.expect("*Perhaps not sent: under way*");
    ada.expect(farewell);
    ada.reset();
    answered->open();
    BOOST_TEST(on.gateway.stop());
}

BOOST_AUTO_TEST_CASE(a_second_stop_ends_it_at_once)
{
    stopped on;
    auto ada = on.on_channel(ada_pass);
    auto grace = on.on_channel(grace_pass); // does not hang up
    on.directus.once("create", {});
    on.directus.always("POST /auth/logout", {});
    ada.send("PRIVMSG #messages :under way");
    ada.fence();
    on.gateway.begin_stop();
    BOOST_TEST(eventually([&] { return !on.accepts(); }));
    on.gateway.begin_stop();
    BOOST_TEST(on.gateway.stop(3000ms)); // over REST, after 5 s, the line would be stored
    ada.expect("*Perhaps not sent: under way*");
    ada.expect(farewell);
    grace.expect(farewell);
    BOOST_TEST(grace.ended());
}

BOOST_AUTO_TEST_SUITE_END()
