#include "bridge/rows/hidden_rows.hpp"

#include <boost/test/unit_test.hpp>

#include <vector>

BOOST_AUTO_TEST_SUITE(hidden_rows)

using namespace std::chrono_literals;

namespace {

constexpr base::time_point now{1h};
const base::item_id one("1"), two("2"), three("3");

} // namespace

BOOST_AUTO_TEST_CASE(a_row_is_hidden_from_when_it_was_seen_to_be)
{
    bridge::hidden_rows rows(10);
    rows.add(one, now);
    BOOST_TEST(rows.has(one, now));
    BOOST_TEST(!rows.has(one, now - 1ms)); // as an older answer has it
    BOOST_TEST(!rows.has(two, now));
    rows.add(one, now + 1s);
    BOOST_TEST(!rows.has(one, now));
    rows.remove(one);
    rows.remove(two);
    BOOST_TEST(!rows.has(one, now + 1h));
    BOOST_TEST(rows.keys().empty());
}

BOOST_AUTO_TEST_CASE(the_newest_are_kept)
{
    bridge::hidden_rows rows(2);
    for (const auto& id : {one, two, one, three})
        rows.add(id, now);
    BOOST_TEST((rows.keys() == std::vector{two, three}));
    BOOST_TEST(!rows.has(one, now));
}

BOOST_AUTO_TEST_SUITE_END()
