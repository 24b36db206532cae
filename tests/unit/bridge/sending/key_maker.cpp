#include "bridge/sending/key_maker.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <random>
#include <string>

using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(key_maker)

BOOST_AUTO_TEST_CASE(keys_are_uuids_of_version_7_and_strictly_increase)
{
    bridge::key_maker maker(1);
    base::wall_time wall(1'700'000'000'000ms);
    std::string last;
    std::mt19937 random(7);
    for (int n = 0; n < 20'000; ++n) {
        const auto key = maker.next(wall).str();
        BOOST_TEST_REQUIRE(key > last);
        BOOST_TEST_REQUIRE(key.size() == 36u);
        BOOST_TEST_REQUIRE(key[8] == '-');
        BOOST_TEST_REQUIRE(key[14] == '7');
        BOOST_TEST_REQUIRE((key[19] == '8' || key[19] == '9' || key[19] == 'a' || key[19] == 'b'));
        last = key;
        // Mostly the same millisecond; sometimes later, sometimes a clock that was set back.
        if (const auto dice = random() % 1000; dice == 0)
            wall += 1ms;
        else if (dice == 1)
            wall -= 2s;
    }
}

BOOST_AUTO_TEST_CASE(a_key_begins_with_the_time)
{
    bridge::key_maker maker(1);
    BOOST_TEST(maker.next(base::wall_time(1'700'003'600'000ms)).str().starts_with("018bd01c-5680-7"));
}

BOOST_AUTO_TEST_SUITE_END()
