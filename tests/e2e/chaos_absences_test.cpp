// The count finds rows that a returning reader was not shown, or was shown twice.
#include "e2e/chaos_absences.hpp"

#include "base/timestamp.hpp"

#include <boost/test/unit_test.hpp>

using namespace e2e::chaos;
using namespace std::chrono_literals;

namespace {

support::row row_of(const std::string& text, base::wall_time date)
{
    return {.id = text, .content = text, .author = "ada", .date = base::to_iso8601(date)};
}

// Two rows since Ada came, and one from before.
struct visit {
    absences records;
    std::vector<support::row> rows;

    visit()
    {
        records.joined("Ada");
        const auto now = base::wall_now();
        rows = {row_of("old", now - 1min), row_of("one", now + 1s), row_of("two", now + 2s)};
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(chaos_absences, visit)

BOOST_AUTO_TEST_CASE(each_row_once_is_no_complaint)
{
    records.saw("Ada", "one");
    records.joined("Ada");
    records.saw("Ada", "two");
    const auto found = records.audit(rows);
    BOOST_TEST(found.absent == 0u);
    BOOST_TEST(found.visits == 2u);
    BOOST_TEST(found.deliveries == 2u);
    records.saw("Ada", "old");
    BOOST_TEST(records.audit(rows).absent == 0u);
}

BOOST_AUTO_TEST_CASE(a_row_that_was_not_shown)
{
    records.saw("Ada", "two");
    const auto found = records.audit(rows);
    BOOST_TEST(found.absent == 1u);
    BOOST_REQUIRE(found.complaints.size() == 1u);
    BOOST_TEST(found.complaints.front().find("\"one\"") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_row_that_was_shown_twice_however_old_it_is)
{
    for (const auto* text : {"old", "one", "two", "old"})
        records.saw("Ada", text);
    BOOST_TEST(records.audit(rows).absent == 1u);
}

BOOST_AUTO_TEST_CASE(rows_shown_to_one_reader_do_not_count_for_another)
{
    for (const auto* text : {"one", "two"})
        records.saw("Ada", text);
    records.joined("Grace");
    BOOST_TEST(records.audit(rows).absent == 2u);
}

BOOST_AUTO_TEST_SUITE_END()
