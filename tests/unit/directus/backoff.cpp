#include "directus/backoff.hpp"

#include <boost/test/unit_test.hpp>

#include <set>

using namespace std::chrono_literals;
using directus::backoff;

BOOST_AUTO_TEST_SUITE(backoff_)

BOOST_AUTO_TEST_CASE(grows_to_its_limit_and_starts_again)
{
    backoff::settings with;
    with.jitter = 0;
    backoff wait(with, 1);
    for (const auto expected : {2000, 3000, 4500, 6750, 10125, 15187, 22780, 30000, 30000, 30000})
        BOOST_TEST(wait.next().count() == expected);
    wait.reset();
    BOOST_TEST(wait.next().count() == 2000);
}

BOOST_AUTO_TEST_CASE(jitter_stays_within_its_share)
{
    const auto seed = std::random_device()();
    BOOST_TEST_MESSAGE("seed " << seed);
    BOOST_TEST_CONTEXT("seed " << seed)
    {
        for (unsigned n = 0; n < 50; ++n) {
            backoff wait({}, seed + n);
            for (double expected = 2000; expected < 200'000; expected *= 1.5) {
                const auto bounded = std::min(expected, 30'000.0);
                const auto got = static_cast<double>(wait.next().count());
                BOOST_TEST(got >= bounded * 0.8 - 10);
                BOOST_TEST(got <= bounded * 1.2);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(neighbouring_seeds_wait_differently)
{
    std::set<long> waits;
    for (std::uint64_t seed = 0; seed < 100; ++seed)
        waits.insert(backoff({}, seed).next().count());
    BOOST_TEST(waits.size() > 80u);
    BOOST_TEST(*waits.rbegin() - *waits.begin() > 600);
}

BOOST_AUTO_TEST_CASE(extreme_settings)
{
    backoff::settings all_jitter;
    all_jitter.jitter = 3;
    backoff wait(all_jitter, 5);
    for (int n = 0; n < 100; ++n)
        BOOST_TEST(wait.next().count() >= 0);

    backoff::settings small;
    small.most = 1s;
    small.jitter = 0;
    backoff bounded(small, 5);
    BOOST_TEST(bounded.next().count() == 1000);
    bounded.reset();
    BOOST_TEST(bounded.next().count() == 1000);
}

BOOST_AUTO_TEST_SUITE_END()
