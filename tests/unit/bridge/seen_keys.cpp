#include "bridge/seen_keys.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(seen_keys)

using namespace std::chrono_literals;

namespace {

constexpr base::wall_time start{1'700'000'000'000ms};
const directus::item_id one("1");
const directus::item_id two("2");

} // namespace

BOOST_AUTO_TEST_CASE(each_is_new_once)
{
    bridge::seen_keys keys(10min);
    BOOST_TEST(keys.add(one, start));
    BOOST_TEST(!keys.add(one, start));
    BOOST_TEST(keys.contains(one));
    BOOST_TEST(!keys.contains(two));
}

BOOST_AUTO_TEST_CASE(kept_for_twice_the_overlap_behind_the_proof_that_followed)
{
    bridge::seen_keys keys(10min);
    keys.add(one, start);
    keys.proved(start + 1min);
    keys.add(two, start);
    keys.proved(start + 2min);
    keys.proved(start + 21min);
    BOOST_TEST(keys.contains(one));
    keys.proved(start + 21min + 1ms);
    BOOST_TEST(!keys.contains(one));
    BOOST_TEST(keys.contains(two));
    keys.proved(start + 22min + 1ms);
    BOOST_TEST(!keys.contains(two));
    BOOST_TEST(keys.size() == 0u);
}

BOOST_AUTO_TEST_CASE(kept_without_any_proof)
{
    bridge::seen_keys keys(10min);
    keys.add(one, start - 24h);
    keys.proved(start + 24h);
    BOOST_TEST(keys.contains(one));
}

BOOST_AUTO_TEST_CASE(a_row_of_the_future_is_kept_until_its_date_is_out_of_reach)
{
    bridge::seen_keys keys(10min);
    keys.add(one, start + 24h);
    keys.proved(start);
    keys.proved(start + 1h);
    BOOST_TEST(!keys.add(one, start + 24h));
    keys.proved(start + 24h + 10min);
    BOOST_TEST(keys.contains(one));
    keys.proved(start + 24h + 10min + 1ms);
    BOOST_TEST(!keys.contains(one));
    BOOST_TEST(keys.size() == 0u);
}

BOOST_AUTO_TEST_CASE(an_undated_row_goes_by_age_alone)
{
    bridge::seen_keys keys(10min);
    keys.add(one, std::nullopt);
    keys.proved(start);
    keys.proved(start + 20min);
    BOOST_TEST(keys.contains(one));
    keys.proved(start + 20min + 1ms);
    BOOST_TEST(!keys.contains(one));
}

BOOST_AUTO_TEST_SUITE_END()
