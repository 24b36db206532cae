#include "base/local_time.hpp"

#include <boost/test/unit_test.hpp>

#include <fmt/format.h>

using namespace std::chrono_literals;
using base::is_time_zone;

namespace {

constexpr base::wall_time evening{1'700'002'800'000ms}; // 2023-11-14T23:00:00Z

std::string text_of(base::wall_time time)
{
    const auto at = base::to_local(time);
    return fmt::format("{} {:02}-{:02} {:02}:{:02}", at.day, at.month, at.day_of_month, at.hour, at.minute);
}

struct zoned {
    explicit zoned(const std::string& zone) { base::set_time_zone(zone); }
    ~zoned() { base::set_time_zone("UTC"); }
};

} // namespace

BOOST_AUTO_TEST_SUITE(local_time)

BOOST_AUTO_TEST_CASE(utc_is_the_default)
{
    BOOST_TEST(text_of(evening) == "19675 11-14 23:00");
    BOOST_TEST(text_of(base::wall_time(-1ms)) == "-1 12-31 23:59");
}

BOOST_AUTO_TEST_CASE(zone_with_its_summer_time)
{
    const zoned berlin("Europe/Berlin");
    BOOST_TEST(text_of(evening) == "19676 11-15 00:00");
    BOOST_TEST(text_of(evening - 150 * 24h) == "19526 06-18 01:00");
}

BOOST_AUTO_TEST_CASE(zone_behind_utc)
{
    const zoned new_york("America/New_York");
    BOOST_TEST(text_of(evening) == "19675 11-14 18:00");
}

BOOST_AUTO_TEST_CASE(only_zones_of_the_database_are_taken)
{
    for (const auto* name : {"UTC", "Europe/Berlin", "America/New_York"})
        BOOST_TEST(is_time_zone(name), name);
    for (const auto* name :
         {"", "Europe", "Mars/Olympus", "../../../etc/passwd", "/etc/localtime", "tzdata.zi"})
        BOOST_TEST(!is_time_zone(name), name);
}

BOOST_AUTO_TEST_SUITE_END()
