#include "directus/read_marker.hpp"

#include "base/timestamp.hpp"

#include <boost/test/unit_test.hpp>

using namespace directus;

namespace {

const base::secret token("t");
const read_marker::place place{"read_markers", user_id("u-1"), "#messages"};
const auto until = *base::from_iso8601("2026-11-23T18:49:42.618Z");

} // namespace

BOOST_AUTO_TEST_SUITE(read_marker_)

BOOST_AUTO_TEST_CASE(finding_ones_own)
{
    const query expected{"/items/read_markers",
                         {"id", "timestamp"},
                         R"({"user":{"_eq":"u-1"},"target":{"_eq":"#messages"}})",
                         {"-timestamp"},
                         1};
    BOOST_TEST((read_marker::find(place) == expected));
}

BOOST_AUTO_TEST_CASE(writing)
{
    const auto made = read_marker::create(token, place, until);
    BOOST_TEST(made.method == "POST");
    BOOST_TEST(made.target == "/items/read_markers?fields=id");
    BOOST_TEST(made.body == R"({"user":"u-1","target":"#messages","timestamp":"2026-11-23T18:49:42.618Z"})");
    const auto moved = read_marker::move(token, place, item_id("7"), until);
    BOOST_TEST(moved.method == "PATCH");
    BOOST_TEST(moved.target == "/items/read_markers/7?fields=id");
    BOOST_TEST(moved.body == R"({"timestamp":"2026-11-23T18:49:42.618Z"})");
}

BOOST_AUTO_TEST_CASE(answers)
{
    const auto found = [](unsigned status, std::string body) {
        return read_marker::parse({status, std::move(body), {}});
    };
    const auto one = found(200, R"({"data":[{"id":7,"timestamp":"2026-11-23T18:49:42.618Z"}]})");
    BOOST_REQUIRE(one.has_value());
    BOOST_TEST((*one == read_marker::stored{item_id("7"), until}));
    const auto uuid = found(200, R"({"data":[{"id":"a-b","timestamp":"2026-11-23T18:49:42"}]})");
    BOOST_REQUIRE((uuid.has_value() && uuid->has_value()));
    BOOST_TEST((**uuid).row.str() == "a-b");
    for (const auto* none : {R"({"data":[]})", R"({"data":[{"id":7,"timestamp":null}]})"}) {
        const auto answer = found(200, none);
        BOOST_TEST((answer.has_value() && !answer->has_value()), none);
    }
    BOOST_TEST((found(200, "<html>").error() == base::errc::malformed));
    BOOST_TEST((found(200, R"({"data":{}})").error() == base::errc::malformed));
    BOOST_TEST(
        (found(403, R"({"errors":[{"extensions":{"code":"FORBIDDEN"}}]})").error() == base::errc::forbidden));
    BOOST_TEST((found(503, "").error() == base::errc::overloaded));
}

BOOST_AUTO_TEST_SUITE_END()
