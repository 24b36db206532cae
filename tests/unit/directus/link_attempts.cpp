#include "directus/link_attempts.hpp"

#include <boost/test/unit_test.hpp>

using directus::backoff;
using directus::link_attempts;
using namespace std::chrono_literals;

namespace {

const base::time_point start{1h};

struct fixture {
    link_attempts attempts{backoff({.first = 2s, .factor = 2, .most = 30s, .jitter = 0}, 1),
                           {.open = 20s, .patience = 3s}};
};

} // namespace

BOOST_AUTO_TEST_SUITE(link_attempts_)

BOOST_FIXTURE_TEST_CASE(an_attempt_has_a_limit_and_patience_ends_before, fixture)
{
    attempts.begin(start);
    BOOST_TEST((attempts.deadline() == start + 3s));
    BOOST_TEST(!attempts.try_give_up(start + 2s));
    BOOST_TEST(attempts.try_give_up(start + 3s));
    BOOST_TEST(!attempts.try_give_up(start + 4s));
    BOOST_TEST((attempts.deadline() == start + 20s));
    BOOST_TEST(attempts.is_overdue(start + 20s));
    attempts.opened();
    BOOST_TEST(!attempts.deadline().has_value());
}

BOOST_FIXTURE_TEST_CASE(pauses_grow_until_a_link_has_lived_for_a_while, fixture)
{
    attempts.begin(start);
    attempts.pause(start);
    BOOST_TEST((attempts.deadline() == start + 2s));
    BOOST_TEST(!attempts.is_due(start + 1s));
    BOOST_TEST(attempts.is_due(start + 2s));
    attempts.begin(start);
    attempts.live(start);
    attempts.pause(start + 9s); // it was accepted and dropped
    BOOST_TEST((attempts.deadline() == start + 9s + 4s));
    attempts.begin(start);
    attempts.live(start);
    attempts.pause(start + 10s);
    BOOST_TEST((attempts.deadline() == start + 10s + 2s));
    attempts.hurry(start + 11s);
    BOOST_TEST((attempts.deadline() == start + 11s));
    attempts.hurry(start + 20s); // never later
    BOOST_TEST((attempts.deadline() == start + 11s));
    attempts.end();
    BOOST_TEST(!attempts.deadline().has_value());
}

BOOST_FIXTURE_TEST_CASE(the_first_close_and_the_first_401_say_nothing_yet, fixture)
{
    BOOST_TEST(!attempts.count_close());
    BOOST_TEST(attempts.count_close());
    BOOST_TEST(!attempts.count_refusal(401));
    BOOST_TEST(attempts.count_refusal(401));
    BOOST_TEST(attempts.count_refusal(503));
    attempts.live(start);
    BOOST_TEST(!attempts.count_close());
    BOOST_TEST(!attempts.count_refusal(401));
}

BOOST_AUTO_TEST_SUITE_END()
