#include "bridge/rows/waiting_rows.hpp"

#include <boost/test/unit_test.hpp>

#include <optional>
#include <string>

using namespace std::chrono_literals;

namespace {

constexpr base::wall_time noon{1'700'000'000'000ms};
constexpr base::time_point start{1h};

bridge::said message(const std::string& id, std::optional<base::wall_time> date,
                     const std::string& content = "text")
{
    return {.row = {.id = directus::item_id(id), .content = content, .author = {}, .date = date}, .from = {}};
}

std::string keys(const std::vector<bridge::said>& messages)
{
    std::string out;
    for (const auto& shown : messages)
        out += shown.row.id.str();
    return out;
}

} // namespace

BOOST_AUTO_TEST_SUITE(waiting_rows)

BOOST_AUTO_TEST_CASE(all_are_taken_by_date_and_key_and_undated_ones_last)
{
    bridge::waiting_rows rows;
    rows.add(message("d", {}), start);
    rows.add(message("b", noon), start);
    rows.hold(message("c", noon + 1ms), start);
    rows.hold(message("a", noon), start);
    BOOST_TEST(keys(rows.take_all()) == "abcd");
    BOOST_TEST(rows.size() == 0u);
}

BOOST_AUTO_TEST_CASE(texts_of_held_rows_are_counted_until_all_are_taken)
{
    bridge::waiting_rows rows;
    rows.hold(message("a", noon, "12345"), start);
    rows.add(message("b", noon, "12345"), start);
    BOOST_TEST(rows.held_bytes() == 5u);
    rows.take_all();
    BOOST_TEST(rows.held_bytes() == 0u);
}

BOOST_AUTO_TEST_CASE(without_late_rows_nothing_waits)
{
    bridge::waiting_rows rows;
    rows.arrived(message("a", noon), start);
    BOOST_TEST((rows.deadline() == start));
    BOOST_TEST(keys(rows.take_due(start)) == "a");
    BOOST_TEST(!rows.deadline());
}

BOOST_AUTO_TEST_CASE(rows_wait_for_twice_the_lateness_seen)
{
    bridge::waiting_rows rows;
    rows.arrived(message("b", noon), start);
    rows.take_due(start);
    rows.arrived(message("a", noon - 5ms), start + 15ms); // dated earlier, and 20 ms late
    BOOST_TEST(keys(rows.take_due(start + 15ms)) == "a"); // too late for its place
    rows.arrived(message("d", noon + 30ms), start + 30ms);
    rows.arrived(message("c", noon + 25ms), start + 31ms);
    BOOST_TEST(keys(rows.take_due(start + 31ms)) == "");
    const auto due = rows.deadline();
    BOOST_REQUIRE(due);
    BOOST_TEST((*due > start + 31ms));
    BOOST_TEST(keys(rows.take_due(*due)) == "cd"); // with the one that is dated before it
}

BOOST_AUTO_TEST_CASE(after_the_clock_was_set_back_no_row_is_too_late)
{
    bridge::waiting_rows rows;
    rows.arrived(message("b", noon), start);
    rows.take_due(start);
    rows.clock_was_set_back();
    rows.arrived(message("a", noon - 5ms), start + 15ms);
    BOOST_TEST(keys(rows.take_due(start + 15ms)) == "");
    BOOST_TEST(rows.size() == 1u);
}

BOOST_AUTO_TEST_CASE(row_is_found_changed_and_taken_by_key)
{
    bridge::waiting_rows rows;
    rows.add(message("a", noon), start);
    rows.add(message("b", noon), start);
    BOOST_TEST(!rows.find(directus::item_id("c")));
    rows.find(directus::item_id("a"))->row.content = "edited";
    BOOST_TEST(rows.take(directus::item_id("a"))->row.content == "edited");
    BOOST_TEST(!rows.take(directus::item_id("a")));
    rows.remove(directus::item_id("b"));
    BOOST_TEST(rows.size() == 0u);
}

BOOST_AUTO_TEST_SUITE_END()
