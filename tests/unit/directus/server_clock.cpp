#include "directus/server_clock.hpp"

#include <boost/test/unit_test.hpp>

#include <random>

BOOST_AUTO_TEST_SUITE(server_clock)

using namespace std::chrono_literals;

namespace {

constexpr base::wall_time noon{1'700'000'000'000ms};
constexpr base::time_point start{1h};

// A Directus whose clock shows noon at `start`.
struct world {
    directus::server_clock clock;
    base::duration set{}; // since then, by hand

    base::wall_time truth(base::time_point when) const { return noon + (when - start) + set; }
    void answer(base::time_point sent, base::duration there = 5ms, base::duration back = 5ms)
    {
        const auto date = std::chrono::floor<std::chrono::seconds>(truth(sent + there));
        clock.told(date, sent, sent + there + back);
    }
    base::duration error(base::time_point when) const { return clock.at(when).value() - truth(when); }
};

} // namespace

BOOST_AUTO_TEST_CASE(unknown_before_the_first_answer)
{
    BOOST_TEST(!directus::server_clock().at(start));
}

BOOST_FIXTURE_TEST_CASE(known_to_half_a_second_after_one_answer, world)
{
    answer(start + 123ms);
    BOOST_TEST(std::chrono::abs(error(start + 1h)).count() <= 510);
}

BOOST_FIXTURE_TEST_CASE(known_closely_after_many, world)
{
    std::mt19937 random(1);
    auto when = start;
    for (int n = 0; n < 200; ++n)
        answer(when += base::duration(random() % 2000), 1ms * (random() % 40), 1ms * (random() % 40));
    BOOST_TEST(std::chrono::abs(error(when)).count() <= 60);
}

BOOST_FIXTURE_TEST_CASE(a_slow_answer_spoils_nothing, world)
{
    for (int n = 0; n < 20; ++n)
        answer(start + n * 1111ms);
    answer(start + 30s, 1ms, 20s);
    answer(start + 60s, 20s, 1ms);
    BOOST_TEST(std::chrono::abs(error(start)).count() <= 100);
}

BOOST_FIXTURE_TEST_CASE(a_clock_that_is_set_is_followed_at_once, world)
{
    for (const auto by : {base::duration(-1h), base::duration(2h), base::duration(-10s)}) {
        for (int n = 0; n < 20; ++n)
            answer(start + n * 1111ms);
        set += by;
        answer(start + 30s);
        BOOST_TEST(std::chrono::abs(error(start + 31s)).count() <= 510);
    }
}

// 100 ms an hour, as a clock that nobody corrects.
BOOST_FIXTURE_TEST_CASE(a_clock_that_drifts_is_followed, world)
{
    for (int n = 0; n < 3000; ++n) {
        set = base::duration(n * 100 * 60 / 3600);
        answer(start + n * 60s);
        BOOST_TEST(std::chrono::abs(error(start + n * 60s)).count() <= 1000);
    }
}

BOOST_AUTO_TEST_SUITE_END()
