// A feed's state, and the notices for its readers.
#include "server/links/liveness.hpp"

#include "server/rest/feed_times.hpp"

#include <boost/test/unit_test.hpp>

using namespace std::chrono_literals;
using server::liveness;

BOOST_AUTO_TEST_SUITE(liveness_)

namespace {

constexpr liveness::way subscribed{};
constexpr liveness::way polled{.is_polled = true};
constexpr liveness::way polled_for_good{.is_polled = true, .is_given_up = true};
constexpr liveness::way accepted_again{.is_given_up = true};

struct fixture {
    base::time_point now{1h};
    base::wall_time wall{1000h};
    liveness feed{wall};

    void lose() { feed.lost(now, now, wall); }
    void recover(liveness::way how = subscribed) { feed.went_live(how, 0, 0); }
    std::size_t count(liveness::way how) { return feed.went_live(how, 0, 0).size(); }
    std::string only(liveness::way how, std::size_t missed = 0, std::size_t left_out = 0)
    {
        const auto notices = feed.went_live(how, missed, left_out);
        BOOST_REQUIRE(notices.size() == 1u);
        return notices.front();
    }
};

} // namespace

BOOST_FIXTURE_TEST_CASE(readers_wait_longer_for_a_new_feed_while_rest_answers, fixture)
{
    BOOST_TEST((feed.awaited(now) == now + 8s));
    now += 7s;
    BOOST_TEST((feed.look_again_at(now, now) == now + 1s));
    BOOST_TEST(!feed.look_again_at(now, now - 3s));
    now += 1s;
    BOOST_TEST(!feed.look_again_at(now, now));
}

BOOST_FIXTURE_TEST_CASE(lost_feed_is_looked_at_three_seconds_after_the_last_word, fixture)
{
    recover();
    BOOST_TEST((feed.lost(now, now, wall) == now + 3s));
    BOOST_TEST(!feed.is_live());
    recover();
    BOOST_TEST((feed.lost(now, now - 1h, wall) == now + 1s)); // another link may take over
}

BOOST_FIXTURE_TEST_CASE(live_feed_begins_anew_when_polls_are_not_answered, fixture)
{
    recover(polled);
    BOOST_TEST((feed.look_again_at(now, now - 5s) == now + 1s));
    BOOST_TEST(!feed.look_again_at(now, now - 6s));
    feed.note_failure(base::errc::timeout);
    BOOST_TEST(!feed.look_again_at(now, now));
    feed.answered();
    BOOST_TEST((feed.look_again_at(now, now) == now + 6s));
}

BOOST_FIXTURE_TEST_CASE(repeated_failure_is_reported_once, fixture)
{
    BOOST_TEST(feed.note_failure(base::errc::timeout));
    BOOST_TEST(!feed.note_failure(base::errc::timeout));
    BOOST_TEST(feed.note_failure(base::errc::forbidden));
    recover();
    BOOST_TEST(feed.note_failure(base::errc::forbidden));
}

BOOST_FIXTURE_TEST_CASE(short_gap_is_not_announced, fixture)
{
    recover();
    lose();
    BOOST_TEST(feed.notice(subscribed).empty());
    BOOST_TEST(count(subscribed) == 0u);
    BOOST_TEST(feed.is_live());
}

BOOST_FIXTURE_TEST_CASE(end_of_an_announced_outage_is_announced_with_what_was_missed, fixture)
{
    BOOST_TEST(feed.announce_away(true) == server::outage_notice);
    BOOST_TEST(feed.notice(subscribed) == server::outage_notice);
    BOOST_TEST(only(subscribed) == "Directus is back");
    BOOST_TEST(feed.notice(subscribed).empty());
    lose();
    feed.announce_away(true);
    BOOST_TEST(only(subscribed, 1) == "Directus is back; 1 message was missed");
    lose();
    feed.announce_away(false);
    BOOST_TEST(only(subscribed, 2) == "Messages of others arrive again; 2 messages were missed");
    lose();
    BOOST_TEST(only(subscribed, 0, 7) == "7 older messages are left out");
}

BOOST_FIXTURE_TEST_CASE(notice_says_why_nothing_arrives, fixture)
{
    BOOST_TEST(feed.announce_away(false).find("does not answer the subscription") != std::string::npos);
    feed.note_failure(base::errc::forbidden);
    BOOST_TEST(feed.announce_away(false).find(make_error_code(base::errc::forbidden).message()) !=
               std::string::npos);
}

BOOST_FIXTURE_TEST_CASE(polling_is_announced_once, fixture)
{
    const auto notice = only(polled);
    BOOST_TEST(notice.find("cannot be reached") != std::string::npos);
    BOOST_TEST(feed.notice(polled) == notice);
    lose();
    BOOST_TEST(count(polled) == 0u);
    BOOST_TEST(only(subscribed) == "Directus's WebSocket can be reached: messages arrive at once again");
    lose();
    BOOST_TEST(only(polled_for_good).find("refuses the subscription") != std::string::npos);
    BOOST_TEST(only(accepted_again) == "Directus accepts the subscription: messages arrive at once again");
    BOOST_TEST(count(subscribed) == 0u);
}

BOOST_FIXTURE_TEST_CASE(description_names_the_state_and_its_start, fixture)
{
    BOOST_TEST(feed.describe(subscribed, 2s).starts_with("connecting to Directus since 1970-02-11T16:00:00"));
    feed.announce_away(true);
    BOOST_TEST(feed.describe(subscribed, 2s).starts_with("Directus is unreachable since "));
    feed.announce_away(false);
    BOOST_TEST(feed.describe(subscribed, 2s).starts_with("nothing is received from Directus since "));
    recover();
    BOOST_TEST(feed.describe(subscribed, 2s) == "live");
    BOOST_TEST(feed.describe(polled, 2s) == "live, but polled every 2 s: its WebSocket cannot be reached");
}

BOOST_AUTO_TEST_SUITE_END()
