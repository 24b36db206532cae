#include "bridge/rows/seen_keys.hpp"

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
    BOOST_TEST(keys.add(one, start, start));
    BOOST_TEST(!keys.add(one, start, start));
    BOOST_TEST(keys.contains(one));
    BOOST_TEST(!keys.contains(two));
}

BOOST_AUTO_TEST_CASE(kept_for_twice_the_overlap_behind_the_proof_that_followed)
{
    bridge::seen_keys keys(10min);
    keys.add(one, start, start);
    keys.proved(start + 1min);
    keys.add(two, start, start);
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
    keys.add(one, start - 24h, start);
    keys.proved(start + 24h);
    BOOST_TEST(keys.contains(one));
}

BOOST_AUTO_TEST_CASE(a_row_of_the_future_is_kept_until_its_date_is_out_of_reach)
{
    bridge::seen_keys keys(10min);
    keys.add(one, start + 24h, start);
    keys.proved(start);
    keys.proved(start + 1h);
    BOOST_TEST(!keys.add(one, start + 24h, start));
    keys.proved(start + 24h + 10min);
    BOOST_TEST(keys.contains(one));
    keys.proved(start + 24h + 10min + 1ms);
    BOOST_TEST(!keys.contains(one));
    BOOST_TEST(keys.size() == 0u);
}

BOOST_AUTO_TEST_CASE(an_undated_row_goes_by_age_alone)
{
    bridge::seen_keys keys(10min);
    keys.add(one, std::nullopt, start);
    keys.proved(start);
    keys.proved(start + 20min);
    BOOST_TEST(keys.contains(one));
    keys.proved(start + 20min + 1ms);
    BOOST_TEST(!keys.contains(one));
}

namespace {

directus::item row(const directus::item_id& id, std::optional<base::wall_time> date)
{
    return {id, "text", {}, date};
}

} // namespace

BOOST_AUTO_TEST_CASE(a_key_stands_for_another_row_where_that_was_created_after_it_was_met)
{
    bridge::seen_keys keys(10min);
    keys.add(one, start, start + 1s);
    const auto wall = start + 1min;
    BOOST_TEST(!keys.is_another(row(one, start), wall));
    BOOST_TEST(!keys.is_another(row(one, start + 500ms), wall)); // dated anew
    BOOST_TEST(keys.is_another(row(one, start + 2s), wall));
    BOOST_TEST(!keys.is_another(row(one, start + 1h), wall)); // a date of the future says nothing
    BOOST_TEST(!keys.is_another(row(one, std::nullopt), wall));
    BOOST_TEST(!keys.is_another(row(two, start + 2s), wall));
    keys.renew(one, start + 2s, wall);
    BOOST_TEST(!keys.is_another(row(one, start + 2s), wall));
}

BOOST_AUTO_TEST_CASE(a_key_that_is_renewed_is_kept_as_long_as_a_new_one)
{
    bridge::seen_keys keys(10min);
    keys.add(one, start, start);
    keys.proved(start + 1min);
    keys.renew(one, start + 15min, start + 15min);
    keys.proved(start + 15min);
    keys.proved(start + 22min); // the first time is over
    BOOST_TEST(keys.contains(one));
    keys.proved(start + 35min + 1ms);
    BOOST_TEST(!keys.contains(one));
    BOOST_TEST(keys.size() == 0u);
}

BOOST_AUTO_TEST_CASE(after_the_clock_was_set_back_keys_are_kept_as_long_as_before)
{
    bridge::seen_keys keys(10min);
    keys.add(one, start + 24h, start + 24h); // a day fast
    keys.proved(start + 24h);
    keys.clock_set_back(24h);
    keys.add(two, start, start);
    keys.proved(start);
    keys.proved(start + 21min);
    BOOST_TEST(keys.contains(one)); // its date is still in reach
    BOOST_TEST(!keys.contains(two));
    BOOST_TEST(keys.is_another(row(one, start + 1min), start + 21min));
}

BOOST_AUTO_TEST_SUITE_END()
