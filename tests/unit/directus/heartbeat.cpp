#include "directus/heartbeat.hpp"

#include <boost/test/unit_test.hpp>

using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(heartbeat)

BOOST_AUTO_TEST_CASE(silence_is_probed_and_an_answer_awaited)
{
    const base::time_point start{1h};
    directus::heartbeat beat(15s, 10s);
    BOOST_TEST(!beat.deadline().has_value());
    beat.heard(start);
    BOOST_TEST((beat.deadline() == start + 15s));
    BOOST_TEST(!beat.try_probe(start + 14s));
    BOOST_TEST(beat.try_probe(start + 15s));
    BOOST_TEST(!beat.try_probe(start + 15s));
    BOOST_TEST((beat.deadline() == start + 25s));
    BOOST_TEST(!beat.is_lost(start + 24s));
    BOOST_TEST(beat.is_lost(start + 25s));
    beat.heard(start + 25s);
    BOOST_TEST(!beat.is_lost(start + 30s));
    BOOST_TEST((beat.deadline() == start + 40s));
    beat.stop();
    BOOST_TEST(!beat.deadline().has_value());
    BOOST_TEST(!beat.try_probe(start + 40s));
}

BOOST_AUTO_TEST_SUITE_END()
