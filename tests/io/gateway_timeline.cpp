// Keys that begin anew, a clock that is set, and a filter that rows enter and leave.
#include "served.hpp"

#include <boost/test/unit_test.hpp>

#include <fmt/format.h>

#include <algorithm>

using namespace support;
using namespace std::chrono_literals;

namespace {

constexpr auto caps = "message-tags draft/message-redaction";
const std::string sending = "PRIVMSG #messages :";

struct counted {
    served on{{}, {.integer_keys = true}};
    irc_peer ada = on.on_channel(ada_pass, caps);
    irc_peer grace = on.on_channel(grace_pass, caps);

    // Grace's and Directus's own rows reach Ada.
    void talk(const std::string& word)
    {
        for (int n = 0; n < 3; ++n) {
            const auto text = word + " " + std::to_string(n);
            on.directus.add("of directus " + text);
            ada.expect("*of directus " + text + "*");
            grace.send(sending + "of irc " + text);
            ada.expect("*of irc " + text + "*");
        }
    }

    // A database that is restored takes some seconds: Directus's time is not known better than to one.
    void begin_anew(milliseconds later)
    {
        on.directus.set_clock(later);
        on.directus.begin_anew();
    }
};

} // namespace

BOOST_AUTO_TEST_SUITE(gateway_timeline)

BOOST_FIXTURE_TEST_CASE(rows_whose_keys_begin_anew_are_shown_once, counted)
{
    talk("before");
    begin_anew(3s);
    talk("after");
    begin_anew(6s);
    talk("at last");
    for (const auto* text : {"of irc before 0", "of irc after 1", "of directus at last 2"})
        BOOST_TEST(ada.count(fmt::format("*{}*", text)) == 1U, text);
}

BOOST_FIXTURE_TEST_CASE(rows_whose_keys_began_anew_in_an_outage_are_shown_once, counted)
{
    talk("before");
    on.directus.set_away(true);
    on.directus.drop_sockets();
    begin_anew(3s);
    for (int n = 0; n < 5; ++n)
        on.directus.add_silently("missed " + std::to_string(n));
    on.directus.set_away(false);
    for (int n = 0; n < 5; ++n)
        ada.expect(fmt::format("*missed {}*", n));
    on.show_something(ada);
    talk("after");
    BOOST_TEST(ada.count("*:missed *") == 5U);
}

namespace {

// Nobody may be told of what comes: the sockets are gone, and Directus has another time when it is back.
void miss_over_a_step(served& on, milliseconds before, milliseconds after)
{
    on.directus.set_away(true);
    on.directus.drop_sockets();
    on.directus.set_clock(before);
    on.directus.add_silently("missed by the old clock");
    on.directus.set_clock(after);
    on.directus.add_silently("missed by the new clock");
    on.directus.set_away(false);
}

} // namespace

BOOST_AUTO_TEST_CASE(what_was_missed_while_directus_has_its_clock_set_back_is_shown_once)
{
    served on;
    on.directus.set_clock(1h);
    auto ada = on.on_channel(ada_pass);
    miss_over_a_step(on, 1h, 0ms);
    ada.expect("*missed by the old clock*"); // by their dates the last
    on.show_something(ada);
    on.directus.drop_sockets();
    on.directus.add_silently("missed later");
    ada.expect("*missed later*");
    on.show_something(ada);
    for (const auto* text : {"missed by the old clock", "missed by the new clock", "missed later"})
        BOOST_TEST(ada.count(fmt::format("*{}*", text)) == 1U, text);
    BOOST_TEST(ada.count("*marker 2*") == 1U);
}

BOOST_AUTO_TEST_CASE(what_was_missed_while_directus_has_its_clock_set_forward_is_shown_once)
{
    served on;
    auto ada = on.on_channel(ada_pass);
    miss_over_a_step(on, 0ms, 1h);
    ada.expect("*missed by the new clock*");
    on.show_something(ada);
    for (const auto* text : {"missed by the old clock", "missed by the new clock"})
        BOOST_TEST(ada.count(fmt::format("*{}*", text)) == 1U, text);
}

namespace {

struct filtered {
    served on{{"--directus.filter=content!=secret"}};
    irc_peer ada = on.on_channel(ada_pass, caps);
};

} // namespace

BOOST_FIXTURE_TEST_CASE(a_row_that_leaves_the_filter_is_deleted_and_one_that_enters_is_new, filtered)
{
    const auto id = on.directus.add("secret");
    const auto key = id.substr(1, id.size() - 2);
    on.show_something(ada);
    BOOST_TEST(ada.count("*:secret*") == 0U);
    on.directus.edit(id, "published");
    ada.expect("*:published*");
    on.directus.edit(id, "published, edited");
    ada.expect("* was edited: published, edited*");
    on.directus.edit(id, "secret");
    ada.expect("*REDACT #messages " + key + "*");
    on.directus.edit(id, "published again");
    ada.expect("*:published again*");
}

BOOST_FIXTURE_TEST_CASE(a_row_that_leaves_or_enters_in_an_outage_is_found, filtered)
{
    const auto entering = on.directus.add("secret");
    const auto leaving = on.directus.add("shown at first");
    ada.expect("*:shown at first*");
    on.directus.set_away(true);
    on.directus.drop_sockets();
    on.directus.edit(entering, "published");
    on.directus.edit(leaving, "secret");
    on.directus.set_away(false);
    ada.expect("*published*");
    on.show_something(ada);
    BOOST_TEST(ada.count("*published*") == 1U);
    BOOST_TEST(ada.count("*REDACT #messages " + leaving.substr(1, leaving.size() - 2) + "*") == 1U);
}

BOOST_AUTO_TEST_CASE(polling_learns_again_which_rows_are_hidden)
{
    served on({"--directus.filter=content!=secret", "--directus.poll=26"}); // every poll reads everything
    on.directus.always("GET /websocket", {steps::http{404, R"({"errors":[]})"}});
    irc_peer ada(on.gateway.port());
    ada.log_in(ada_pass, caps);
    ada.join();
    const auto asks_for_hidden = [&] {
        const auto calls = on.directus.calls("SEARCH /items/messages");
        return std::ranges::count_if(calls, [](const auto& one) {
            return one.body.find(R"("_or":[{"content":{"_in":["secret"]}}])") != one.body.npos;
        });
    };
    BOOST_TEST(eventually([&] { return asks_for_hidden() == 1; }));
    BOOST_TEST(eventually([&] { return asks_for_hidden() == 2; }, 4 * patience));
}

BOOST_FIXTURE_TEST_CASE(rows_are_asked_for_with_the_filter, filtered)
{
    std::size_t by_date = 0;
    for (const auto& one : on.directus.calls("SEARCH /items/messages")) {
        if (one.body.find(R"("date_created":{"_gte":)") == one.body.npos)
            continue; // by their keys, or only to see whether the fields may be read
        ++by_date;
        const bool shown = one.body.find(R"({"content":{"_nin":["secret"]}})") != one.body.npos;
        const bool hidden = one.body.find(R"("_or":[{"content":{"_in":["secret"]}}])") != one.body.npos;
        BOOST_TEST(shown != hidden, one.body);
    }
    BOOST_TEST(by_date > 0U);
}

BOOST_AUTO_TEST_CASE(messages_are_created_with_the_defaults)
{
    served on({"--directus.defaults=status=published, channel=3"});
    auto ada = on.on_channel(ada_pass);
    ada.send(sending + "hello");
    BOOST_REQUIRE(on.directus.arrived("create"));
    const auto frame = on.directus.calls("create").front().body;
    BOOST_TEST(frame.find(R"("status":"published","channel":"3")") != frame.npos, frame);
}

BOOST_AUTO_TEST_SUITE_END()
