#include "base/ids.hpp"

#include <boost/test/unit_test.hpp>

#include <unordered_set>
#include <vector>

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

BOOST_AUTO_TEST_CASE(integers_and_other_keys_have_one_order)
{
    const std::vector<item_id> sorted{item_id("9"),  item_id("10"), item_id("100"), item_id(),
                                      item_id("-1"), item_id("1a"), item_id("9z"),  item_id("a")};
    for (std::size_t a = 0; a < sorted.size(); ++a)
        for (std::size_t b = 0; b < sorted.size(); ++b)
            BOOST_TEST(((sorted[a] <=> sorted[b]) == (a <=> b)), sorted[a].str() << " " << sorted[b].str());
}

BOOST_AUTO_TEST_CASE(a_uuid_is_known_by_its_form)
{
    BOOST_TEST(item_id("0190a000-0000-7000-8000-00000000000f").is_uuid());
    BOOST_TEST(item_id("0190A000-0000-7000-8000-00000000000F").is_uuid());
    for (const auto* other : {"", "17", "abc", "0190a000-0000-7000-8000-00000000000",
                              "0190a000-0000-7000-8000-00000000000g", "0190a00000000-7000-8000-00000000000f"})
        BOOST_TEST(!item_id(other).is_uuid(), other);
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
