// Retries of a subscription that was refused or broke.
#include "server/links/subscription_attempts.hpp"

#include <boost/test/unit_test.hpp>

using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(subscription_attempts)

namespace {

struct fixture {
    server::subscription_attempts attempts;
    base::time_point now{1h};

    base::duration refuse() { return attempts.back_off(base::errc::forbidden, 1min); }
};

} // namespace

BOOST_FIXTURE_TEST_CASE(temporary_failures_are_retried_at_one_interval, fixture)
{
    for (int n = 0; n < 20; ++n)
        BOOST_TEST((attempts.back_off(base::errc::timeout, 1min) == 2s));
    BOOST_TEST(!attempts.is_refused());
}

BOOST_FIXTURE_TEST_CASE(back_off_doubles_with_permanent_refusals, fixture)
{
    BOOST_TEST((refuse() == 2s));
    BOOST_TEST(!attempts.is_refused());
    BOOST_TEST((refuse() == 4s));
    BOOST_TEST(attempts.is_refused());
    BOOST_TEST((refuse() == 8s));
    for (int n = 0; n < 40; ++n)
        BOOST_TEST((refuse() <= 1min));
    BOOST_TEST((refuse() == 1min));
    attempts.went_live(true);
    BOOST_TEST(!attempts.is_refused());
    BOOST_TEST((refuse() == 2s));
}

BOOST_FIXTURE_TEST_CASE(back_off_is_never_shorter_than_the_retry_interval, fixture)
{
    BOOST_TEST((attempts.back_off(base::errc::forbidden, 0s) == 2s));
    BOOST_TEST((attempts.back_off(base::errc::forbidden, 0s) == 2s));
}

BOOST_FIXTURE_TEST_CASE(subscription_is_given_up_at_the_second_break, fixture)
{
    BOOST_TEST(attempts.may_subscribe(now));
    BOOST_TEST(!attempts.count_break(now));
    BOOST_TEST(!attempts.is_given_up());
    BOOST_TEST(attempts.may_subscribe(now));
    now += 1min;
    BOOST_TEST(!attempts.count_break(now));
    BOOST_TEST(attempts.is_given_up());
    BOOST_TEST(!attempts.may_subscribe(now));
    BOOST_TEST((attempts.retry_at() == now + 8s));
    BOOST_TEST(attempts.may_subscribe(attempts.retry_at()));
}

BOOST_FIXTURE_TEST_CASE(given_up_subscription_is_retried_every_five_minutes_at_last, fixture)
{
    for (int n = 0; n < 40; ++n)
        attempts.count_break(now);
    BOOST_TEST((attempts.retry_at() == now + 5min));
}

BOOST_FIXTURE_TEST_CASE(polled_rows_do_not_prove_the_subscription, fixture)
{
    attempts.count_break(now);
    attempts.count_break(now);
    attempts.went_live(true);
    BOOST_TEST(attempts.is_given_up());
    attempts.went_live(false);
    BOOST_TEST(!attempts.is_given_up());
}

BOOST_FIXTURE_TEST_CASE(breaks_within_the_retry_interval_are_told_from_rare_ones, fixture)
{
    BOOST_TEST(!attempts.count_break(now));
    BOOST_TEST(attempts.count_break(now + 1999ms));
    BOOST_TEST(!attempts.count_break(now + 4s));
}

BOOST_FIXTURE_TEST_CASE(preferred_member_waits_a_minute_after_a_break, fixture)
{
    BOOST_TEST(attempts.may_prefer(now));
    attempts.count_break(now);
    BOOST_TEST(!attempts.may_prefer(now + 59s));
    BOOST_TEST(attempts.may_prefer(now + 1min));
}

BOOST_FIXTURE_TEST_CASE(live_subscription_is_asked_for_anew_once_a_minute, fixture)
{
    BOOST_TEST(attempts.may_resubscribe(now));
    attempts.resubscribed(now);
    BOOST_TEST(!attempts.may_resubscribe(now + 59s));
    BOOST_TEST(attempts.may_resubscribe(now + 1min));
}

BOOST_AUTO_TEST_SUITE_END()
