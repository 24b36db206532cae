#include "base/ids.hpp"

#include <boost/test/unit_test.hpp>

#include <unordered_set>

using base::item_id;

BOOST_AUTO_TEST_SUITE(ids)

BOOST_AUTO_TEST_CASE(integer_keys_are_ordered_by_value)
{
    BOOST_TEST((item_id("9") < item_id("10")));
    BOOST_TEST((item_id("10") < item_id("11")));
    BOOST_TEST((item_id("10") == item_id("10")));
}

BOOST_AUTO_TEST_CASE(uuids_are_ordered_by_text)
{
    BOOST_TEST(
        (item_id("0190a000-0000-7000-8000-000000000000") < item_id("0190b000-0000-7000-8000-000000000000")));
    BOOST_TEST(!item_id("0190a000-0000-7000-8000-000000000000").is_integer());
}

BOOST_AUTO_TEST_CASE(nothing_is_no_integer)
{
    BOOST_TEST(item_id().empty());
    BOOST_TEST(!item_id().is_integer());
    BOOST_TEST(!item_id("-1").is_integer());
}

BOOST_AUTO_TEST_CASE(equal_ids_hash_alike)
{
    const std::unordered_set<base::user_id> users{base::user_id("a"), base::user_id("a"), base::user_id("b")};
    BOOST_TEST(users.size() == 2U);
}

BOOST_AUTO_TEST_SUITE_END()
