// A Directus whose WebSocket cannot be reached, or not by everybody.
#include "served.hpp"

#include "support/rest.hpp"

#include <boost/test/unit_test.hpp>

#include <fmt/format.h>

#include <algorithm>

using namespace support;

namespace {

constexpr auto late = "*Messages of others arrive a few seconds late*";
constexpr auto own_refused = "*Your own WebSocket to Directus cannot be opened*";
constexpr auto at_once = "*messages arrive at once again*";
constexpr auto unreachable = "*Directus is unreachable*";

const script not_found{steps::http{404, R"({"errors":[]})"}};

using options = std::vector<std::string>;

struct polled : served {
    explicit polled(script upgrade = not_found, scripted_directus::settings with = {})
        : served({"--directus.poll=1", "--status.listen=127.0.0.1:0"}, std::move(with))
    {
        directus.always("GET /websocket", std::move(upgrade));
    }
};

// With the WebSocket as a Directus of its own has it.
struct modes : served {
    explicit modes(scripted_directus::settings with, options also = {})
        : served(std::move(also), std::move(with))
    {
    }
};

scripted_directus::settings strict()
{
    scripted_directus::settings with;
    with.strict = true;
    return with;
}

scripted_directus::settings moved()
{
    scripted_directus::settings with;
    with.websocket_path = "/realtime";
    return with;
}

} // namespace

BOOST_AUTO_TEST_SUITE(gateway_without_websocket)

BOOST_FIXTURE_TEST_CASE(lines_go_over_rest_and_rows_of_others_are_polled, polled)
{
    auto ada = on_channel(ada_pass, "echo-message");
    auto grace = on_channel(grace_pass);
    for (int n = 0; n < 5; ++n)
        ada.send(fmt::format("PRIVMSG #messages :line {}", n));
    for (int n = 0; n < 5; ++n) {
        ada.expect(fmt::format("*PRIVMSG #messages :line {}*", n));
        grace.expect(fmt::format("*PRIVMSG #messages :line {}*", n));
        BOOST_TEST(directus.stored(fmt::format("line {}", n)) == 1u);
    }
    BOOST_TEST(directus.count("create") == 0u);
    grace.send("PRIVMSG #messages :and back");
    ada.expect("*:and back*");
    ada.fence();
    BOOST_TEST(ada.count(unreachable) == 0u);
    BOOST_TEST(grace.count("*:line 3*") == 1u);
}

BOOST_AUTO_TEST_CASE(a_line_that_a_proxy_answers_with_503_behind_its_create_is_stored_once)
{
    polled on(not_found, {.integer_keys = true});
    auto ada = on.on_channel(ada_pass, "echo-message");
    const auto answer = std::make_shared<gate>();
    on.directus.once("POST /items/messages", {steps::wait{answer}, html(503)});
    ada.send("PRIVMSG #messages :hello");
    BOOST_REQUIRE(on.directus.arrived("POST /items/messages"));
    on.directus.add_silently("hello", scripted_directus::ada()); // the proxy had passed the create on
    answer->open();
    ada.expect("*PRIVMSG #messages :hello*");
    ada.send("PRIVMSG #messages :next");
    ada.expect("*PRIVMSG #messages :next*");
    BOOST_TEST(on.directus.stored("hello") == 1u);
    BOOST_TEST(ada.count("*PRIVMSG #messages :hello*") == 1u);
}

BOOST_FIXTURE_TEST_CASE(edits_and_deletions_are_polled_too, polled)
{
    auto ada = on_channel(ada_pass, "draft/message-redaction");
    const auto id = directus.add("to be changed");
    ada.expect("*:to be changed*");
    directus.edit(id, "was changed");
    ada.expect("*was changed*");
    directus.remove(id);
    ada.expect("*REDACT #messages " + id.substr(1, id.size() - 2) + "*");
}

BOOST_FIXTURE_TEST_CASE(it_is_told_once_to_the_channel_and_to_those_who_come_later, polled)
{
    auto ada = on_channel(ada_pass);
    ada.await(late);
    auto grace = on_channel(grace_pass);
    ada.fence();
    BOOST_TEST(ada.count(late) == 1u);
    BOOST_TEST(grace.count(late) == 1u);
}

BOOST_AUTO_TEST_CASE(it_is_told_before_the_first_poll)
{
    served on({"--directus.poll=3600"});
    on.directus.always("GET /websocket", not_found);
    irc_peer ada(on.gateway.port());
    ada.log_in(ada_pass);
    ada.join();
    ada.await(late);
}

BOOST_FIXTURE_TEST_CASE(it_is_ready_and_says_what_to_change, polled)
{
    auto ada = on_channel(ada_pass);
    const auto answer =
        rest(fmt::format("http://127.0.0.1:{}", gateway.status_port())).call("GET", "/readyz");
    BOOST_TEST(answer.status == 200u);
    BOOST_TEST(answer.text.starts_with("ready\nwarn websocket: GET /websocket (WebSocket) was answered 404"),
               answer.text);
    BOOST_TEST(answer.text.find("WEBSOCKETS_ENABLED=true") != std::string::npos, answer.text);
}

BOOST_FIXTURE_TEST_CASE(it_moves_to_the_websocket_and_back_without_a_gap, polled)
{
    auto ada = on_channel(ada_pass);
    ada.await(late);
    directus.behave();
    for (int n = 0; n < 8; ++n) {
        directus.add(fmt::format("moving {}", n));
        std::this_thread::sleep_for(milliseconds(500));
    }
    ada.within(4 * patience).expect(at_once);
    ada.expect("*:moving 7*");
    ada.send("PRIVMSG #messages :over the socket");
    BOOST_TEST(directus.arrived("create"));
    directus.always("GET /websocket", not_found);
    directus.drop_sockets();
    directus.add("while nobody listens");
    ada.within(2 * patience).expect(late);
    ada.expect("*:while nobody listens*");
    ada.fence();
    for (int n = 0; n < 8; ++n)
        BOOST_TEST(ada.count(fmt::format("*:moving {}*", n)) == 1u);
    BOOST_TEST(ada.count(unreachable) == 0u);
}

BOOST_FIXTURE_TEST_CASE(lines_wait_while_rest_is_away_too_and_are_stored_once, polled)
{
    auto ada = on_channel(ada_pass, "echo-message");
    directus.set_away(true);
    ada.within(2 * patience).expect(unreachable);
    ada.send("PRIVMSG #messages :one\r\nPRIVMSG #messages :two");
    ada.fence();
    directus.set_away(false);
    directus.add_silently("meanwhile");
    ada.within(2 * patience).expect("*Directus is back*");
    ada.within(2 * patience).expect("*:two*");
    BOOST_TEST(ada.count("*:one*") == 1u);
    BOOST_TEST(ada.count("*:meanwhile*") == 1u);
    BOOST_TEST(directus.stored("one") == 1u);
    BOOST_TEST(directus.stored("two") == 1u);
}

BOOST_FIXTURE_TEST_CASE(a_slow_poll_is_no_silence_while_rest_answers, polled)
{
    auto ada = on_channel(ada_pass, "echo-message");
    const auto answer = std::make_shared<gate>();
    directus.once("SEARCH /items/messages", {steps::wait{answer}, steps::usual{}});
    directus.forget("SEARCH /items/messages");
    BOOST_TEST(directus.arrived("SEARCH /items/messages"));
    BOOST_TEST(!directus.arrived("SEARCH /items/messages", 2, milliseconds(4000)));
    ada.send("PRIVMSG #messages :mine");
    ada.expect("*:mine*");
    BOOST_TEST(!directus.arrived("SEARCH /items/messages", 2, milliseconds(4500)));
    answer->open();
    show_something(ada);
}

BOOST_FIXTURE_TEST_CASE(an_outage_is_not_read_back_into, polled)
{
    auto ada = on_channel(ada_pass);
    directus.always("SEARCH /items/messages", {html(502)});
    directus.always("GET /server/ping", {html(502)});
    directus.always("GET /users/me", {html(502)});
    ada.within(2 * patience).expect(unreachable);
    directus.forget("SEARCH /items/messages");
    BOOST_TEST(!directus.arrived("SEARCH /items/messages", 2, milliseconds(5000)));
    directus.behave();
    directus.always("GET /websocket", not_found);
    ada.within(2 * patience).expect("*Directus is back*");
}

BOOST_AUTO_TEST_CASE(an_upgrade_that_is_never_answered_is_given_up_within_seconds)
{
    modes on(moved(), {"--directus.poll=1"});
    auto ada = on.on_channel(ada_pass, "echo-message");
    ada.send("PRIVMSG #messages :hello");
    ada.expect("*PRIVMSG #messages :hello*");
    BOOST_TEST(on.directus.stored("hello") == 1u);
    ada.await(late);
}

BOOST_AUTO_TEST_CASE(a_websocket_elsewhere_is_found_where_it_is_configured)
{
    modes on(moved(), {"--directus.websocket_path=/realtime"});
    auto ada = on.on_channel(ada_pass);
    ada.send("PRIVMSG #messages :hello");
    BOOST_TEST(on.directus.arrived("create"));
}

BOOST_AUTO_TEST_CASE(whose_own_link_is_refused_writes_over_rest_and_reads_with_the_others)
{
    served on;
    auto ada = on.on_channel(ada_pass);
    on.directus.limit_sockets(1);
    auto grace = on.on_channel(grace_pass, "echo-message");
    grace.send("PRIVMSG #messages :over rest");
    grace.expect("*:over rest*");
    ada.expect("*:over rest*");
    on.show_something(grace);
    BOOST_TEST(on.directus.count("POST /items/messages") == 1u);
    BOOST_TEST(ada.count(late) == 0u);
    BOOST_TEST(grace.count(late) == 0u);
    auto again = on.on_channel(grace_pass);
    grace.fence();
    for (auto* client : {&grace, &again})
        BOOST_TEST(client->count(own_refused) == 1u);
    BOOST_TEST(ada.count(own_refused) == 0u);
}

BOOST_AUTO_TEST_CASE(a_strict_websocket_gets_the_token_in_the_url)
{
    modes on(strict());
    auto ada = on.on_channel(ada_pass);
    auto grace = on.on_channel(grace_pass);
    ada.send("PRIVMSG #messages :hello");
    grace.expect("*:hello*");
    BOOST_TEST(on.directus.count("create") == 1u);
    const auto upgrades = [&](auto of_kind) {
        const auto calls = on.directus.calls("GET /websocket");
        return std::ranges::count_if(calls, of_kind, &scripted_directus::call::target);
    };
    const auto with_token = [](const std::string& target) {
        return target.starts_with("/websocket?access_token=access-");
    };
    BOOST_TEST(eventually([&] { return upgrades(with_token) == 2; }));
    const auto without = upgrades([](const std::string& target) { return target == "/websocket"; });
    BOOST_TEST(without >= 1);
    BOOST_TEST(without <= 2); // once by nobody at the start, and but once by a link
}

BOOST_AUTO_TEST_CASE(a_strict_websocket_after_which_the_token_is_no_longer_good)
{
    modes on(strict());
    auto ada = on.on_channel(ada_pass, "echo-message");
    on.directus.once("GET /websocket", {steps::bytes{"HTTP/1.1 401 Unauthorized\r\n\r\n"}, steps::drop{}});
    on.directus.drop_sockets();
    ada.send("PRIVMSG #messages :with a new token");
    ada.within(2 * patience).expect("*:with a new token*");
    BOOST_TEST(on.directus.count("POST /auth/refresh") == 1u);
    BOOST_TEST(on.directus.stored("with a new token") == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
