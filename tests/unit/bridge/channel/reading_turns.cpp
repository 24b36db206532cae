#include "bridge/channel/reading_turns.hpp"

#include <boost/test/unit_test.hpp>

using bridge::reading_turns;
using bridge::ask::find_rows;
using bridge::ask::read_page;

namespace {

const base::user_id ada("ada");
const base::user_id bob("bob");
const read_page phone_page{.who = base::client_id{1}, .query = {}, .label = "p1"};
const read_page phone_page_2{.who = base::client_id{1}, .query = {}, .label = "p2"};
const find_rows phone_search{.who = base::client_id{1}, .query = {}};
const read_page laptop_page{.who = base::client_id{2}, .query = {}, .label = "l"};
const find_rows laptop_search{.who = base::client_id{2}, .query = {}};
const find_rows bob_search{.who = base::client_id{3}, .query = {}};

bool is(const std::optional<reading_turns::request>& next, const reading_turns::request& expected)
{
    return next && *next == expected;
}

} // namespace

BOOST_AUTO_TEST_SUITE(reading_turns_)

BOOST_AUTO_TEST_CASE(one_request_of_a_user_is_under_way_over_all_clients)
{
    reading_turns turns;
    BOOST_TEST(is(turns.add(ada, phone_page), phone_page));
    BOOST_TEST(!turns.add(ada, laptop_search));
    BOOST_TEST(!turns.add(ada, phone_page_2));
    BOOST_TEST(is(turns.add(bob, bob_search), bob_search));
    BOOST_TEST(is(turns.ended(phone_page), laptop_search));
    BOOST_TEST(!turns.ended(bob_search));
    BOOST_TEST(is(turns.ended(laptop_search), phone_page_2));
    BOOST_TEST(!turns.ended(phone_page_2));
    BOOST_TEST(is(turns.add(ada, laptop_page), laptop_page));
}

BOOST_AUTO_TEST_CASE(a_user_may_wait_for_a_bounded_number)
{
    reading_turns turns;
    for (std::size_t n = 0; n < reading_turns::most; ++n) {
        BOOST_TEST(!turns.is_full(ada));
        turns.add(ada, n % 2 == 0 ? phone_page : laptop_page);
    }
    BOOST_TEST(turns.is_full(ada));
    BOOST_TEST(!turns.is_full(bob));
    turns.ended(phone_page);
    BOOST_TEST(!turns.is_full(ada));
}

BOOST_AUTO_TEST_CASE(a_client_that_leaves_gives_back_its_turns_but_the_one_under_way)
{
    reading_turns turns;
    turns.add(ada, phone_page);
    turns.add(ada, phone_search);
    turns.add(ada, laptop_page);
    turns.left(ada, base::client_id{1});
    BOOST_TEST(!turns.add(ada, laptop_search));
    BOOST_TEST(is(turns.ended(phone_page), laptop_page));
    turns.left(ada, base::client_id{2});
    turns.left(bob, base::client_id{3});
    BOOST_TEST(!turns.ended(laptop_page));
}

BOOST_AUTO_TEST_CASE(a_client_that_still_takes_an_answer_holds_up_itself_alone)
{
    const base::client_id phone{1};
    reading_turns turns;
    turns.add(ada, phone_page);
    turns.add(ada, phone_page_2);
    turns.add(ada, laptop_page);
    turns.hold(ada, phone);
    BOOST_TEST(is(turns.ended(phone_page), laptop_page));
    BOOST_TEST(!turns.taken(ada, phone)); // the laptop's is under way
    BOOST_TEST(is(turns.ended(laptop_page), phone_page_2));
    turns.hold(ada, phone);
    BOOST_TEST(!turns.add(ada, phone_search));
    BOOST_TEST(!turns.ended(phone_page_2));
    BOOST_TEST(is(turns.taken(ada, phone), phone_search));
    BOOST_TEST(!turns.taken(bob, base::client_id{3}));
}

BOOST_AUTO_TEST_CASE(answer_to_another_request_starts_no_other)
{
    reading_turns turns;
    BOOST_TEST(!turns.ended(phone_page));
    turns.add(ada, phone_page);
    BOOST_TEST(!turns.ended(phone_search));
    BOOST_TEST(!turns.add(ada, phone_page_2));
}

BOOST_AUTO_TEST_SUITE_END()
