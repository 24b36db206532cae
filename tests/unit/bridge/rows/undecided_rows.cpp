// Rows that wait for the answer that tells whose line they are.
#include "bridge/rows/undecided_rows.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(undecided_rows)

using namespace std::chrono_literals;

namespace {

const base::user_id ada("ada"), bob("bob");

struct fixture {
    bridge::undecided_rows rows;
    base::time_point now{1h};

    void hold(const std::string& text, const base::user_id& author)
    {
        rows.hold({{base::item_id(text), text, author, {}}, now}, now);
    }
    static std::string texts(const std::vector<bridge::undecided_rows::entry>& entries)
    {
        std::string all;
        for (const auto& one : entries)
            all += one.row.content + " ";
        return all;
    }
};

} // namespace

BOOST_FIXTURE_TEST_CASE(rows_go_with_the_create_of_their_author_or_after_their_time, fixture)
{
    BOOST_TEST(!rows.deadline());
    hold("a", ada);
    now += 1s;
    hold("b", bob);
    hold("c", ada);
    BOOST_TEST(texts(rows.take(ada)) == "a c ");
    BOOST_TEST((rows.deadline() == now + 2s));
    BOOST_TEST(texts(rows.take_due(now + 1999ms)) == "");
    BOOST_TEST(texts(rows.take_due(now + 2s)) == "b ");
    BOOST_TEST(!rows.deadline());
}

BOOST_FIXTURE_TEST_CASE(what_happens_to_a_row_meanwhile_counts, fixture)
{
    hold("a", ada);
    hold("b", ada);
    rows.updated({base::item_id("a"), "a changed", ada, {}});
    rows.updated({base::item_id("z"), "another", ada, {}});
    rows.removed(base::item_id("b"));
    BOOST_TEST(texts(rows.take(ada)) == "a changed ");
}

BOOST_FIXTURE_TEST_CASE(a_row_that_no_longer_meets_the_filter_is_known_as_such, fixture)
{
    hold("a", ada);
    directus::item archived{base::item_id("a"), "a", ada, {}};
    archived.hidden = true;
    rows.updated(archived);
    const auto taken = rows.take(ada);
    BOOST_REQUIRE(taken.size() == 1U);
    BOOST_TEST(taken.front().row.hidden);
}

BOOST_FIXTURE_TEST_CASE(rows_are_bounded, fixture)
{
    for (std::size_t n = 0; n < bridge::undecided_rows::most; ++n) {
        BOOST_TEST(!rows.is_full());
        hold("x", ada);
    }
    BOOST_TEST(rows.is_full());
    rows.clear();
    BOOST_TEST(!rows.is_full());
}

BOOST_AUTO_TEST_SUITE_END()
