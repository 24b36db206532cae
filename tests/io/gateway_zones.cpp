// Dates without a zone, in a Directus that is not in UTC.
#include "served.hpp"

#include "base/clock.hpp"
#include "base/timestamp.hpp"

#include <boost/test/unit_test.hpp>

using namespace support;
using namespace std::chrono_literals;

namespace {

constexpr auto caps = "server-time message-tags echo-message batch draft/chathistory";

const std::vector<std::chrono::minutes> zones{-5h, 5h + 30min};

// How far the line's time is from now.
base::duration error_of(const std::string& line)
{
    const auto at = line.find("time=");
    BOOST_REQUIRE(at != std::string::npos);
    const auto time = base::from_iso8601(line.substr(at + 5, line.find_first_of("; ", at) - at - 5));
    BOOST_REQUIRE(time);
    return std::chrono::abs(*time - base::wall_now());
}

struct in_zone : served {
    explicit in_zone(std::chrono::minutes zone)
        : served({}, {.zone = zone})
    {
    }
};

} // namespace

BOOST_AUTO_TEST_SUITE(gateway_zones)

BOOST_AUTO_TEST_CASE(lines_and_history_have_their_time_in_utc)
{
    for (const auto zone : zones) {
        in_zone on(zone);
        on.directus.add_silently("an old one");
        irc_peer grace(on.gateway.port());
        grace.log_in(grace_pass, caps);
        grace.join();
        grace.send("CHATHISTORY LATEST #messages * 10");
        BOOST_TEST((error_of(grace.expect("*an old one*")) < 1min));
        auto ada = on.on_channel(ada_pass, caps);
        ada.send("PRIVMSG #messages :mine");
        BOOST_TEST((error_of(ada.expect("*:mine*")) < 1min));
        BOOST_TEST((error_of(grace.expect("*:mine*")) < 1min));
    }
}

BOOST_AUTO_TEST_CASE(first_row_of_an_empty_collection_tells_the_zone)
{
    for (const auto zone : zones) {
        in_zone on(zone);
        irc_peer ada(on.gateway.port());
        ada.log_in(ada_pass, caps);
        ada.join();
        ada.send("PRIVMSG #messages :mine");
        ada.expect("*:mine*"); // its event may have come before the answer that tells the zone
        on.show_something(ada);
        ada.send("PRIVMSG #messages :again");
        BOOST_TEST((error_of(ada.expect("*:again*")) < 1min));
    }
}

BOOST_AUTO_TEST_CASE(clocks_that_are_changed_are_followed_by_the_next_create)
{
    in_zone on(-5h);
    on.directus.add_silently("an old one");
    auto ada = on.on_channel(ada_pass, caps);
    on.directus.set_zone(-4h);
    ada.send("PRIVMSG #messages :mine");
    ada.expect("*:mine*"); // its event may have come before the answer that tells the zone
    ada.send("PRIVMSG #messages :again");
    BOOST_TEST((error_of(ada.expect("*:again*")) < 1min));
}

BOOST_AUTO_TEST_CASE(pages_by_time_begin_and_end_where_they_should)
{
    for (const auto zone : zones) {
        in_zone on(zone);
        on.directus.add_silently("one");
        auto ada = on.on_channel(ada_pass, caps);
        const auto live = ada.count("*:one*"); // as it was created when the gateway started
        const auto past = base::to_iso8601(base::wall_now() - 10min);
        const auto future = base::to_iso8601(base::wall_now() + 10min);
        ada.send("CHATHISTORY AFTER #messages timestamp=" + past + " 10");
        ada.expect("*:one*");
        ada.send("CHATHISTORY BEFORE #messages timestamp=" + future + " 10");
        ada.expect("*:one*");
        ada.send("CHATHISTORY BEFORE #messages timestamp=" + past + " 10");
        ada.expect("*BATCH -*");
        ada.send("CHATHISTORY AFTER #messages timestamp=" + future + " 10");
        ada.expect("*BATCH -*");
        ada.fence();
        BOOST_TEST(ada.count("*:one*") == live + 2U);
    }
}

BOOST_AUTO_TEST_CASE(rows_of_an_outage_are_read_back)
{
    for (const auto zone : zones) {
        in_zone on(zone);
        on.directus.add_silently("an old one");
        auto ada = on.on_channel(ada_pass, caps);
        on.directus.set_away(true);
        on.directus.drop_sockets();
        on.directus.add_silently("missed");
        on.directus.set_away(false);
        BOOST_TEST((error_of(ada.expect("*PRIVMSG #messages :missed*")) < 1min));
        on.show_something(ada);
        BOOST_TEST(ada.count("*:missed*") == 1U);
    }
}

BOOST_AUTO_TEST_SUITE_END()
