// Reads from a Directus that caps its pages (QUERY_LIMIT_MAX), caches its answers (CACHE_ENABLED), or stands
// behind a proxy that knows no SEARCH.
#include "served.hpp"

#include <boost/test/unit_test.hpp>

#include <fmt/format.h>

#include <algorithm>

using namespace support;

namespace {

constexpr auto modern = "batch draft/chathistory message-tags server-time standard-replies soju.im/search";

// Rows of one date, as an import makes them: their places among each other count.
void add_rows(scripted_directus& to, std::size_t count, std::string_view date)
{
    for (std::size_t n = 0; n < count; ++n)
        to.add({fmt::format(R"("c1000000-0000-4000-8000-{:012}")", n), fmt::format(R"("row {:03}.")", n),
                json_string(scripted_directus::grace().id), json_string(date)});
}

std::string key(std::size_t n)
{
    return fmt::format("msgid=c1000000-0000-4000-8000-{:012}", n);
}

// "000 001 …" of the rows in these lines.
std::string numbers(const std::vector<std::string>& lines)
{
    std::string out;
    for (const auto& line : lines)
        if (const auto at = line.find(":row "); at != std::string::npos)
            out += (out.empty() ? "" : " ") + line.substr(at + 5, 3);
    return out;
}

std::string from_to(std::size_t first, std::size_t end)
{
    std::string out;
    for (auto n = first; n < end; ++n)
        out += fmt::format("{}{:03}", out.empty() ? "" : " ", n);
    return out;
}

std::size_t reads(const scripted_directus& from)
{
    return from.count("*SEARCH /items/messages*") + from.count("*GET /items/messages*");
}

} // namespace

BOOST_AUTO_TEST_SUITE(gateway_pages)

BOOST_AUTO_TEST_CASE(history_over_page_size_is_paged)
{
    for (const int cap : {1, 7, 100, 1000}) {
        BOOST_TEST_CONTEXT("QUERY_LIMIT_MAX=" << cap)
        {
            served on({"--irc.history=25"}, {.crowd = 20, .page_limit = cap});
            add_rows(on.directus, 40, "2026-11-23T18:49:42.618Z");
            irc_peer ada(on.gateway.port());
            ada.log_in(ada_pass, modern);
            ada.join();
            const auto page = [&](const std::string& query) {
                ada.send(query);
                ada.expect("*BATCH +*");
                return numbers(ada.until("*BATCH -*"));
            };
            BOOST_TEST(page("CHATHISTORY LATEST #messages * 12") == from_to(28, 40));
            BOOST_TEST(page("CHATHISTORY BEFORE #messages " + key(20) + " 12") == from_to(8, 20));
            BOOST_TEST(page("CHATHISTORY AFTER #messages " + key(20) + " 12") == from_to(21, 33));
            BOOST_TEST(page("CHATHISTORY AROUND #messages " + key(20) + " 10") == from_to(15, 25));
            BOOST_TEST(page("CHATHISTORY BETWEEN #messages " + key(3) + " " + key(9) + " 50") ==
                       from_to(4, 9));
            irc_peer grace(on.gateway.port());
            grace.log_in(grace_pass);
            grace.send("JOIN #messages");
            for (int n = 15; n < 40; ++n)
                grace.expect(fmt::format("*row {:03}.*", n));
            ada.send("NAMES #messages");
            std::string names;
            for (const auto& line : ada.until("* 366 *"))
                if (line.find(" 353 ") != std::string::npos)
                    names += line + " ";
            for (int n = 0; n < 20; ++n)
                BOOST_TEST(names.find(fmt::format("Member{} ", n)) != std::string::npos, n << " " << names);
        }
    }
}

BOOST_AUTO_TEST_CASE(a_join_costs_three_reads_where_the_cap_is_as_large_as_the_history)
{
    served on({}, {.page_limit = 100});
    for (int n = 0; n < 120; ++n)
        on.directus.add_silently(fmt::format("row {:03}.", n));
    const auto ada = on.on_channel(ada_pass); // the subscription is live, and the schema known
    const auto before = reads(on.directus);
    irc_peer grace(on.gateway.port());
    grace.log_in(grace_pass);
    grace.join();
    grace.expect("*row 119.*");
    grace.fence();
    BOOST_TEST(reads(on.directus) - before <= 3U);
}

BOOST_AUTO_TEST_CASE(without_a_cap_nothing_is_refused)
{
    served on;
    auto ada = on.on_channel(ada_pass);
    on.show_something(ada);
    BOOST_TEST(on.directus.count("GET /users/me") == 1U);
}

BOOST_AUTO_TEST_CASE(a_cap_that_changes_while_running_is_learned)
{
    served on({"--irc.history=0"});
    add_rows(on.directus, 40, "2026-11-23T18:49:42.618Z");
    irc_peer ada(on.gateway.port());
    ada.log_in(ada_pass, modern);
    ada.join();
    for (const auto cap : {std::optional(30), std::optional(3), std::optional<int>()}) {
        on.directus.set_page_limit(cap);
        ada.send("CHATHISTORY AFTER #messages " + key(4) + " 30");
        ada.expect("*BATCH +*");
        BOOST_TEST(numbers(ada.until("*BATCH -*")) == from_to(5, 35));
    }
}

BOOST_AUTO_TEST_CASE(a_cap_of_nothing_is_an_error_and_no_endless_loop)
{
    served on({"--irc.history=0"});
    add_rows(on.directus, 5, "2026-11-23T18:49:42.618Z");
    irc_peer ada(on.gateway.port());
    ada.log_in(ada_pass, modern);
    ada.join();
    for (const int cap : {0, -5}) {
        on.directus.set_page_limit(cap);
        const auto before = reads(on.directus);
        ada.send("CHATHISTORY LATEST #messages * 10");
        ada.expect("*FAIL CHATHISTORY MESSAGE_ERROR*");
        BOOST_TEST(reads(on.directus) - before < 20U);
    }
    on.directus.set_page_limit(std::nullopt);
    ada.send("CHATHISTORY LATEST #messages * 10");
    ada.expect("*BATCH +*");
    BOOST_TEST(numbers(ada.until("*BATCH -*")) == from_to(0, 5));
}

// Directus tells the first rows alone of what was created.
BOOST_AUTO_TEST_CASE(lines_that_go_together_are_no_more_than_directus_tells)
{
    served on({"--irc.flood_burst=1000"}, {.page_limit = 2});
    auto ada = on.on_channel(ada_pass, "echo-message standard-replies");
    const auto answer = std::make_shared<gate>();
    on.directus.once("create", {steps::wait{answer}, steps::usual{}});
    for (int n = 0; n < 8; ++n)
        ada.send(fmt::format("PRIVMSG #messages :line {}.", n));
    BOOST_REQUIRE(on.directus.arrived("create"));
    answer->open();
    for (int n = 0; n < 8; ++n)
        ada.expect(fmt::format("*:line {}.*", n));
    for (int n = 0; n < 8; ++n)
        BOOST_TEST(on.directus.stored(fmt::format("line {}.", n)) == 1U);
    for (const auto& call : on.directus.calls("create"))
        BOOST_TEST(call.body.find(R"(},{)") == call.body.rfind(R"(},{)"), call.body);
}

BOOST_AUTO_TEST_CASE(no_answer_of_a_cache_is_shown)
{
    served on({"--irc.history=0", "--directus.recheck=1"}, {.caches = true});
    auto ada = on.on_channel(ada_pass, modern);
    const auto asked = on.directus.count("GET /users/me");
    BOOST_TEST(on.directus.arrived("GET /users/me", asked + 2));
    const auto calls = on.directus.calls("GET /users/me");
    for (std::size_t n = 1; n < calls.size(); ++n)
        BOOST_TEST(calls[n].target != calls[n - 1].target);
    for (int n = 0; n < 3; ++n) {
        on.directus.add_silently(fmt::format("row {:03}.", n));
        ada.send("CHATHISTORY LATEST #messages * 1");
        ada.expect("*BATCH +*");
        BOOST_TEST(numbers(ada.until("*BATCH -*")) == fmt::format("{:03}", n));
    }
}

BOOST_AUTO_TEST_CASE(where_a_proxy_refuses_search_reads_go_by_get)
{
    for (const auto& refused : {html(405), html(501), html(403), steps::http{400, ""}, html(200)}) {
        served on({"--irc.history=0"}, {.caches = true});
        on.directus.always("SEARCH /items/messages", {refused});
        on.directus.always("SEARCH /users", {refused});
        auto ada = on.on_channel(ada_pass, modern);
        for (int n = 0; n < 2; ++n) {
            on.directus.add_silently(fmt::format("row {:03}.", n));
            ada.send("CHATHISTORY LATEST #messages * 1");
            ada.expect("*BATCH +*");
            BOOST_TEST(numbers(ada.until("*BATCH -*")) == fmt::format("{:03}", n));
        }
        // Asked for once, as the gateway remembers.
        BOOST_TEST(on.directus.count("SEARCH /items/messages") + on.directus.count("SEARCH /users") <= 2U);
        BOOST_TEST(on.directus.count("GET /items/messages") > 1U);
    }
}

BOOST_AUTO_TEST_CASE(an_outage_is_not_taken_for_a_proxy_that_refuses_search)
{
    served on({"--irc.history=0"});
    auto ada = on.on_channel(ada_pass, modern);
    for (const auto& failed :
         {html(502), html(503), refusal(503, "SERVICE_UNAVAILABLE"), refusal(429, "REQUESTS_EXCEEDED")}) {
        on.directus.once("SEARCH /items/messages", {failed});
        ada.send("CHATHISTORY LATEST #messages * 1");
        ada.expect("*FAIL CHATHISTORY MESSAGE_ERROR*");
    }
    BOOST_TEST(on.directus.count("GET /items/messages") == 0U);
}

// Behind a proxy that refuses SEARCH: keys of 36 characters make 46 each in a URL.
BOOST_AUTO_TEST_CASE(no_url_is_longer_than_proxies_take)
{
    served on({"--irc.history=250", "--irc.members_limit=1"}, {.crowd = 250});
    on.directus.always("SEARCH /items/messages", {html(405)});
    on.directus.always("SEARCH /users", {html(405)});
    for (std::size_t n = 0; n < 250; ++n)
        on.directus.add_silently(fmt::format("row {}.", n), on.directus.member(n));
    irc_peer ada(on.gateway.port());
    ada.log_in(ada_pass);
    ada.join();
    BOOST_TEST(ada.expect("*row 249.*").starts_with(":Member249!"));
    BOOST_TEST(on.directus.count("GET /users") > 2U);
    for (const auto& call : on.directus.calls("GET /users"))
        BOOST_TEST(call.target.size() < 5'000U); // decoded
}

// MAX_PAYLOAD_SIZE: a body with fewer keys is taken.
BOOST_AUTO_TEST_CASE(keys_are_looked_up_in_bodies_that_directus_takes)
{
    served on({"--irc.history=60", "--irc.members_limit=1"}, {.crowd = 60, .largest_body = 1'000});
    for (std::size_t n = 0; n < 60; ++n)
        on.directus.add_silently(fmt::format("row {}.", n), on.directus.member(n));
    irc_peer ada(on.gateway.port());
    ada.log_in(ada_pass);
    ada.join();
    BOOST_TEST(ada.expect("*row 0.*").starts_with(":Member0!"));
    BOOST_TEST(ada.expect("*row 59.*").starts_with(":Member59!"));
}

BOOST_AUTO_TEST_SUITE_END()
