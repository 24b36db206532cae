// What the gateway tells those who run it.
#include "served.hpp"

#include "support/rest.hpp"

#include <boost/test/unit_test.hpp>

#include <fmt/format.h>

#include <thread>

using namespace support;

namespace {

struct watched : served {
    explicit watched(std::vector<std::string> options = {})
        : served(with_status(std::move(options)))
    {
    }

    static std::vector<std::string> with_status(std::vector<std::string> options)
    {
        options.emplace_back("--status.listen=127.0.0.1:0");
        return options;
    }

    rest_answer get(const std::string& target) const
    {
        return rest(fmt::format("http://127.0.0.1:{}", gateway.status_port())).call("GET", target);
    }

    // The value of a series, named as in the text; empty where there is none.
    std::string value_of(const std::string& series) const
    {
        const auto text = "\n" + get("/metrics").text;
        const auto at = text.find("\n" + series + " ");
        if (at == std::string::npos)
            return {};
        const auto begin = at + series.size() + 2;
        return text.substr(begin, text.find('\n', begin) - begin);
    }

    bool becomes(const std::string& series, const std::string& value) const
    {
        return soon([&] { return value_of("directus_ircd_" + series) == value; });
    }

    // Asked again and again.
    template <class Condition>
    static bool soon(Condition holds)
    {
        const auto end = std::chrono::steady_clock::now() + patience;
        while (!holds()) {
            if (std::chrono::steady_clock::now() > end)
                return false;
            std::this_thread::sleep_for(milliseconds(10));
        }
        return true;
    }
};

struct with_little_memory : watched {
    with_little_memory()
        : watched({"--irc.queue_memory=200000"})
    {
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(gateway_status, watched)

BOOST_AUTO_TEST_CASE(who_asks_for_something_else_is_told_what_there_is)
{
    const auto answer = get("/");
    BOOST_TEST(answer.status == 404U);
    BOOST_TEST(answer.text == "directus-ircd: /healthz, /readyz, /metrics\n");
}

BOOST_AUTO_TEST_CASE(it_is_ready_while_directus_answers_and_the_feed_is_live)
{
    BOOST_TEST(get("/readyz").text == "ready\n"); // nobody is there
    auto ada = on_channel(ada_pass);
    BOOST_TEST(get("/readyz").status == 200U);
    directus.set_away(true);
    BOOST_TEST(soon([&] { return get("/readyz").status == 503U; }));
    BOOST_TEST(get("/readyz").text.starts_with("Directus does not answer\n"));
    BOOST_TEST(get("/healthz").text == "alive\n");
    BOOST_TEST(get("/healthz").status == 200U);
    directus.set_away(false);
    BOOST_TEST(soon([&] { return get("/readyz").text == "ready\n"; }));
}

BOOST_AUTO_TEST_CASE(the_user_of_a_service_token_that_is_taken_back_during_its_login_is_not_kept)
{
    auto ada = on_channel(ada_pass);
    const auto until = std::make_shared<gate>();
    directus.once("GET /users/me", {steps::wait{until}, steps::usual{}});
    BOOST_TEST(gateway.reload(with_status({"--directus.service_token=static-grace"})));
    BOOST_TEST(directus.arrived("GET /users/me", 2));
    BOOST_TEST(gateway.reload(with_status({})));
    until->open();
    BOOST_TEST(becomes("users", "2"));
    BOOST_TEST(becomes("users", "1"));
}

BOOST_AUTO_TEST_CASE(metrics_count_what_happens)
{
    directus.add_silently("an old one");
    auto ada = on_channel(ada_pass, "echo-message");
    auto grace = on_channel(grace_pass);
    ada.send("PRIVMSG #messages :hello");
    ada.expect("*:hello*");
    {
        irc_peer wrong(gateway.port());
        wrong.identify("ada@example.com:wrong");
        BOOST_TEST(wrong.ended());
    }
    BOOST_TEST(becomes("connections{state=\"registered\"}", "2"));
    BOOST_TEST(becomes("connections{state=\"unregistered\"}", "0"));
    BOOST_TEST(becomes("connections_total", "3"));
    BOOST_TEST(becomes("logins_total{answered_by=\"directus\",result=\"ok\"}", "2"));
    BOOST_TEST(becomes("logins_total{answered_by=\"directus\",result=\"refused\"}", "1"));
    BOOST_TEST(becomes("users", "2"));
    BOOST_TEST(becomes("links{state=\"live\"}", "2"));
    BOOST_TEST(becomes("feeds{state=\"live\"}", "1"));
    BOOST_TEST(becomes("creates_stored_total", "1"));
    BOOST_TEST(becomes("create_seconds_count", "1"));
    BOOST_TEST(becomes("directus_up", "1"));
    BOOST_TEST(std::stoul(value_of("directus_ircd_event_to_wire_seconds_count")) >= 2U);
    BOOST_TEST(std::stoul(value_of("directus_ircd_sent_bytes_total")) > 1000U);

    directus.drop_sockets();
    BOOST_TEST(becomes("links_lost_total", "2"));
    grace.send("QUIT :bye");
    BOOST_TEST(grace.ended());
    BOOST_TEST(becomes("disconnections_total{reason=\"client\"}", "2"));
}

BOOST_AUTO_TEST_CASE(readiness_says_why_logins_fail_until_one_succeeds)
{
    directus.once("POST /auth/login", {refusal(403, "RESOURCE_RESTRICTED")});
    irc_peer locked_out(gateway.port());
    locked_out.identify(ada_pass);
    BOOST_TEST(locked_out.ended());
    BOOST_TEST(get("/readyz").status == 503U);
    BOOST_TEST(get("/readyz").text.find("fail licence: Directus is locked by its licence") !=
               std::string::npos);
    irc_peer ada(gateway.port());
    ada.log_in(ada_pass);
    BOOST_TEST(get("/readyz").text.find("licence") == std::string::npos);

    directus.once("POST /auth/login", {steps::http{500, ""}});
    irc_peer failed(gateway.port());
    failed.identify(grace_pass);
    BOOST_TEST(failed.ended());
    BOOST_TEST(get("/readyz").text.find("warn logins: Directus fails at logins") != std::string::npos);
    irc_peer grace(gateway.port());
    grace.log_in(grace_pass);
    BOOST_TEST(get("/readyz").text.find("logins") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(logins_that_the_gateway_answers_are_counted_apart)
{
    for (int n = 0; n < 3; ++n) {
        irc_peer wrong(gateway.port());
        wrong.identify("ada@example.com:wrong");
        BOOST_TEST(wrong.ended());
    }
    BOOST_TEST(becomes("logins_total{answered_by=\"directus\",result=\"refused\"}", "1"));
    BOOST_TEST(becomes("logins_total{answered_by=\"gateway\",result=\"refused\"}", "2"));
}

BOOST_AUTO_TEST_CASE(stats_are_for_those_who_are_administrators_when_they_ask)
{
    auto ada = on_channel(ada_pass);
    const auto told = [](bool admin_access) {
        return script{steps::http{200, fmt::format(R"({{"data":{{"admin_access":{}}}}})", admin_access)}};
    };
    directus.once("GET /policies/me/globals", told(true));
    ada.send("STATS g");
    ada.expect("*249 Ada g :1 clients; 0 connections that are not registered*");
    ada.expect("*249 Ada g :links to Directus: 1 live, 0 down*");
    ada.expect("*249 Ada g :Directus answers*");
    ada.expect("*219 Ada g *");
    directus.once("GET /policies/me/globals", told(false));
    ada.send("STATS g");
    ada.expect("*481 Ada :Permission denied: only administrators of Directus see this*");
    directus.once("GET /policies/me/globals", {steps::http{503, "{}"}});
    ada.send("STATS l");
    ada.expect("*481 Ada :Permission not known: Directus did not say whether you are an administrator: *");
    BOOST_TEST(directus.calls("GET /policies/me/globals").back().bearer.size() > 0U);
}

// Each is far from its own limit of 1 MiB.
BOOST_FIXTURE_TEST_CASE(what_waits_for_all_clients_together_is_bounded, with_little_memory)
{
    auto grace = on_channel(grace_pass);
    irc_peer one(gateway.port(), 4096);
    irc_peer other(gateway.port(), 4096);
    for (auto* slow : {&one, &other}) {
        slow->log_in(ada_pass);
        slow->join();
        show_something(*slow);
    }
    std::string text;
    for (int n = 0; n < 19; ++n)
        text += std::string(400, 'x') + "\n";
    // The system's own buffers hold a few megabytes. At the limit the larger half is given up.
    std::size_t waiting = 0;
    std::size_t most = 0;
    for (int n = 0; n < 2000 && waiting + 50'000 > most; ++n) {
        directus.add(text + std::to_string(n));
        show_something(grace);
        waiting = std::stoul(value_of("directus_ircd_queue_bytes"));
        most = std::max(most, waiting);
    }
    BOOST_TEST(most > 150'000U);
    BOOST_TEST(most <= 200'000U);
    // Now they read. The one that is left gets everything.
    const bool one_ended = one.ended(milliseconds(1000));
    auto& left = one_ended ? other : one;
    left.fence();
    BOOST_TEST((one_ended || other.ended()));
    BOOST_TEST(becomes("queue_bytes", "0"));
    BOOST_TEST(becomes("disconnections_total{reason=\"queue_memory\"}", "1"));
    grace.fence();
}

BOOST_AUTO_TEST_SUITE_END()
