#include "base/timestamp.hpp"

#include <boost/test/unit_test.hpp>

using base::from_http_date;
using base::from_iso8601;
using base::to_iso8601;
using base::wall_time;

namespace {

// The text in the one form that the gateway writes; "-" where it is not a time.
std::string read(std::optional<wall_time> time)
{
    return time ? to_iso8601(*time) : "-";
}

} // namespace

BOOST_AUTO_TEST_SUITE(timestamp)

BOOST_AUTO_TEST_CASE(writes_milliseconds_and_z)
{
    BOOST_TEST(to_iso8601(wall_time(std::chrono::milliseconds(0))) == "1970-01-01T00:00:00.000Z");
    BOOST_TEST(to_iso8601(wall_time(std::chrono::milliseconds(1795459782618))) == "2026-11-23T18:49:42.618Z");
    BOOST_TEST(to_iso8601(wall_time(std::chrono::milliseconds(-1))) == "1969-12-31T23:59:59.999Z");
}

BOOST_AUTO_TEST_CASE(reads_the_forms_that_directus_and_clients_write)
{
    const std::pair<const char*, const char*> forms[] = {
        {"2026-11-23T18:49:42.618Z", "2026-11-23T18:49:42.618Z"},
        {"2026-11-23 18:49:42.618", "2026-11-23T18:49:42.618Z"},
        {"2026-11-23T18:49:42", "2026-11-23T18:49:42.000Z"},
        {"2026-11-23T18:49", "2026-11-23T18:49:00.000Z"},
        {"2026-11-23T18:49Z", "2026-11-23T18:49:00.000Z"},
        {"2026-11-23T18:49:42.6Z", "2026-11-23T18:49:42.600Z"},
        {"2026-11-23T18:49:42.618999999Z", "2026-11-23T18:49:42.618Z"},
        {"2026-11-23T18:49:42+02:00", "2026-11-23T16:49:42.000Z"},
        {"2026-11-23 18:49:42.5-0530", "2026-11-24T00:19:42.500Z"},
        {"2024-02-29T00:00:00Z", "2024-02-29T00:00:00.000Z"},
        {"0001-01-01T00:00:00Z", "0001-01-01T00:00:00.000Z"},
        {"9999-12-31T23:59:59.999Z", "9999-12-31T23:59:59.999Z"},
    };
    for (const auto& [text, expected] : forms)
        BOOST_TEST(read(from_iso8601(text)) == expected, text << " -> " << read(from_iso8601(text)));
}

BOOST_AUTO_TEST_CASE(anything_else_is_no_iso_time)
{
    for (const char* text : {"",
                             "2026",
                             "2026-11-23",
                             "2026-11-23T",
                             "2026-11-23T18",
                             "2026-11-23T18:",
                             "2026-11-23T18:4",
                             "2026-11-23T18:49:",
                             "2026-11-23T18:49:42.",
                             "2026-11-23T18:49:42.Z",
                             "2026-11-23T18:49:42ZZ",
                             "2026-11-23T18:49:42 ",
                             " 2026-11-23T18:49:42",
                             "2026-11-23t18:49:42",
                             "2026-11-23T18:49:42z",
                             "2026-02-29T00:00:00Z",
                             "2026-13-01T00:00:00Z",
                             "2026-00-01T00:00:00Z",
                             "2026-01-00T00:00:00Z",
                             "2026-01-01T24:00:00Z",
                             "2026-01-01T00:60:00Z",
                             "2026-01-01T00:00:60Z",
                             "2026-1-1T00:00:00Z",
                             "2026-01-01T00:00:00+",
                             "2026-01-01T00:00:00+2",
                             "2026-01-01T00:00:00+02",
                             "2026-01-01T00:00:00+02:",
                             "2026-01-01T00:00:00+24:00",
                             "-026-01-01T00:00:00Z",
                             "12026-01-01T00:00:00Z",
                             "2026/01/01T00:00:00Z"})
        BOOST_TEST(read(from_iso8601(text)) == "-", text);
}

BOOST_AUTO_TEST_CASE(reads_the_date_of_an_http_answer)
{
    BOOST_TEST(read(from_http_date("Mon, 23 Nov 2026 18:49:42 GMT")) == "2026-11-23T18:49:42.000Z");
    BOOST_TEST(read(from_http_date("Sun, 06 Nov 1994 08:49:37 GMT")) == "1994-11-06T08:49:37.000Z");
    BOOST_TEST(read(from_http_date("Sat, 31 Dec 2016 23:59:60 GMT")) == "2017-01-01T00:00:00.000Z");
}

BOOST_AUTO_TEST_CASE(anything_else_is_no_http_date)
{
    for (const char* text :
         {"", "Mon", "Mon, 23 Nov 2026 18:49:42", "Mon, 23 Nov 2026 18:49:42 UTC",
          "Mon, 23 Nov 2026 18:49:42 GMT ", "Mon 23 Nov 2026 18:49:42 GMT", "Xyz, 23 Nov 2026 18:49:42 GMT",
          "Mon, 3 Nov 2026 18:49:42 GMT", "Mon, 23 nov 2026 18:49:42 GMT", "Mon, 31 Nov 2026 18:49:42 GMT",
          "Mon, 23 Nov 26 18:49:42 GMT", "Mon, 23 Nov 2026 24:49:42 GMT", "Sunday, 06-Nov-94 08:49:37 GMT",
          "Sun Nov  6 08:49:37 1994"})
        BOOST_TEST(read(from_http_date(text)) == "-", text);
}

BOOST_AUTO_TEST_SUITE_END()
