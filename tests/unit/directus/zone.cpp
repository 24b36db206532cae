#include "directus/zone.hpp"

#include "base/timestamp.hpp"

#include <boost/test/unit_test.hpp>

using namespace directus;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(zone_)

namespace {

base::wall_time at(std::string_view text)
{
    return *base::from_iso8601(text);
}

const std::vector<base::duration> none;

schema zoneless(base::duration offset)
{
    schema shape;
    shape.zoned_dates = false;
    shape.date_offset = offset;
    return shape;
}

} // namespace

BOOST_AUTO_TEST_CASE(the_name_of_an_export_tells_the_offset)
{
    const auto offsets = [](std::string_view name, std::string_view now) {
        return zone::offsets_in("attachment; filename=\"" + std::string(name) + "\"", at(now));
    };
    const auto is = [](const std::vector<base::duration>& found, base::duration expected) {
        return found == std::vector<base::duration>{expected};
    };
    BOOST_TEST(is(offsets("messages 20261123-134942.json", "2026-11-23T18:49:42Z"), -5h));
    BOOST_TEST(is(offsets("messages 20261124-01942.json", "2026-11-23T18:49:42Z"), 5h + 30min));
    BOOST_TEST(is(offsets("messages 20261123-184942.json", "2026-11-23T18:49:42Z"), 0h));
    // Made within a second of the answer's date.
    BOOST_TEST(is(offsets("my messages 20261123-134943.json", "2026-11-23T18:49:42Z"), -5h));
}

BOOST_AUTO_TEST_CASE(a_name_without_leading_zeros_may_fit_several_offsets)
{
    const auto found =
        zone::offsets_in("attachment; filename=\"messages 20261123-1357.json\"", at("2026-11-23T13:05:07Z"));
    BOOST_TEST((std::ranges::find(found, base::duration(0)) != found.end()));
    BOOST_TEST(found.size() > 1U);
}

BOOST_AUTO_TEST_CASE(a_name_without_a_time_of_now_tells_nothing)
{
    const auto now = at("2026-11-23T18:49:42Z");
    for (const auto* text : {"", "attachment", "attachment; filename=\"messages.json\"", ".json",
                             "attachment; filename=\"messages 20261123-184942.csv\"",
                             "attachment; filename=\"messages 20251123-184942.json\"",
                             "attachment; filename=\"messages 20261123-185742.json\""})
        BOOST_TEST((zone::offsets_in(text, now) == none), text);
}

BOOST_AUTO_TEST_CASE(a_row_of_now_tells_the_offset)
{
    const auto now = at("2026-11-23T18:49:42Z");
    BOOST_TEST((zone::offset_of(at("2026-11-23T13:49:41Z"), now) == base::duration(-5h)));
    BOOST_TEST((zone::offset_of(at("2026-11-24T00:19:40Z"), now) == base::duration(5h + 30min)));
    BOOST_TEST((zone::offset_of(at("2026-11-23T18:51:00Z"), now) == base::duration(0)));
    // Neither is one of now.
    BOOST_TEST((zone::offset_of(at("2026-11-23T18:56:40Z"), now) == std::nullopt));
    BOOST_TEST((zone::offset_of(at("2031-01-01T00:00:00Z"), now) == std::nullopt));
}

BOOST_AUTO_TEST_CASE(local_dates_become_utc_once)
{
    std::vector<item> rows(2);
    rows[0].date = rows[1].date = at("2026-11-23T13:49:42Z");
    rows[0].zoneless = true;
    const auto shape = zoneless(-5h);
    zone::place(rows, shape);
    zone::place(rows, shape);
    BOOST_TEST((rows[0].date == at("2026-11-23T18:49:42Z")));
    BOOST_TEST((rows[1].date == at("2026-11-23T13:49:42Z"))); // it said its zone
}

BOOST_AUTO_TEST_CASE(filters_are_in_the_zone_of_the_dates)
{
    const auto time = at("2026-11-23T18:49:42.618Z");
    BOOST_TEST(zone::filter_text(time, {}) == "2026-11-23T18:49:42.618Z");
    BOOST_TEST(zone::filter_text(at("2026-11-23T18:49:42Z"), zoneless(5h + 30min)) == "2026-11-24T00:19:42");
    // Of a second, dates are told without their fraction: what is behind it begins with the next one.
    BOOST_TEST(zone::filter_text(time, zoneless(-5h)) == "2026-11-23T13:49:43");
    BOOST_TEST(zone::to_string(-5h) == "-05:00");
    BOOST_TEST(zone::to_string(5h + 30min) == "+05:30");
}

BOOST_AUTO_TEST_SUITE_END()
