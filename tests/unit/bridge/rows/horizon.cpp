#include "bridge/rows/horizon.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(horizon)

using namespace std::chrono_literals;

namespace {

constexpr base::wall_time start{1'700'000'000'000ms};
constexpr base::time_point now{1h};

directus::item dated(base::wall_time when)
{
    return {directus::item_id("1"), "text", {}, when};
}

} // namespace

BOOST_AUTO_TEST_CASE(the_cursor_lies_an_overlap_behind_the_last_proof_and_never_goes_back)
{
    bridge::horizon at(10min, start);
    BOOST_TEST((at.cursor() == start - 10min));
    at.proved(start + 1h);
    at.proved(start + 30min);
    BOOST_TEST((at.cursor() == start + 50min));
}

BOOST_AUTO_TEST_CASE(a_step_back_takes_the_proof_along_and_a_step_forward_does_not)
{
    bridge::horizon at(10min, start);
    BOOST_TEST((at.clock_moved(now, start) == 0ms));
    at.proved(start + 1h);
    BOOST_TEST((at.clock_moved(now + 1h, start + 61min) == 1min));
    BOOST_TEST((at.last_proof() == start + 1h));
    BOOST_TEST((at.clock_moved(now + 1h, start + 1min) == -1h));
    BOOST_TEST((at.last_proof() == start));
    BOOST_TEST((at.wall_at(now + 2h) == start + 61min));
}

BOOST_AUTO_TEST_CASE(with_a_short_overlap_a_short_step_counts)
{
    bridge::horizon at(1s, start);
    BOOST_TEST((at.clock_moved(now, start) == 0ms));
    BOOST_TEST((at.clock_moved(now, start - 4s) == 0ms));
    BOOST_TEST((at.clock_moved(now, start - 14s) == -10s));
}

BOOST_AUTO_TEST_CASE(rows_of_the_future_are_news_unless_they_were_there_at_the_beginning)
{
    bridge::horizon at(10min, start);
    BOOST_TEST(!at.is_news(dated(start - 1ms), start));
    BOOST_TEST(at.is_news(dated(start), start));
    BOOST_TEST(!at.is_news(dated(start + 1h), start));
    at.read();
    BOOST_TEST(at.is_news(dated(start + 1h), start));
}

BOOST_AUTO_TEST_CASE(behind_a_step_back_news_is_what_the_fast_clock_dated_last)
{
    bridge::horizon at(10min, start);
    at.clock_moved(now, start);
    at.read();
    at.proved(start + 30min);
    at.clock_moved(now + 31min, start - 29min);
    BOOST_TEST(!at.is_news(dated(start + 10min), start - 29min));
    BOOST_TEST(at.is_news(dated(start + 31min), start - 29min));
    BOOST_TEST(at.is_news(dated(start - 30min), start - 29min));
    BOOST_TEST(!at.is_news(dated(start - 32min), start - 29min));
}

BOOST_AUTO_TEST_SUITE_END()
