#include "bridge/history/reading_turns.hpp"

#include <boost/test/unit_test.hpp>

using bridge::reading_turns;
using turn = reading_turns::turn;

namespace {

const base::user_id ada("ada");
const base::user_id bob("bob");
constexpr base::client_id phone{1};
constexpr base::client_id laptop{2};
constexpr base::client_id of_bob{3};
constexpr auto page = turn::kind::page;
constexpr auto search = turn::kind::search;

} // namespace

BOOST_AUTO_TEST_SUITE(reading_turns_)

BOOST_AUTO_TEST_CASE(one_request_of_a_user_is_under_way_over_all_clients)
{
    reading_turns turns;
    BOOST_TEST(turns.add(ada, {phone, page}));
    BOOST_TEST(!turns.add(ada, {laptop, search}));
    BOOST_TEST(!turns.add(ada, {phone, page}));
    BOOST_TEST(turns.add(bob, {of_bob, search}));
    BOOST_TEST((turns.ended({phone, page}) == turn{laptop, search}));
    BOOST_TEST(!turns.ended({of_bob, search}).has_value());
    BOOST_TEST((turns.ended({laptop, search}) == turn{phone, page}));
    BOOST_TEST(!turns.ended({phone, page}).has_value());
    BOOST_TEST(turns.add(ada, {laptop, page}));
}

BOOST_AUTO_TEST_CASE(a_user_may_wait_for_a_bounded_number)
{
    reading_turns turns;
    for (std::size_t n = 0; n < reading_turns::most; ++n) {
        BOOST_TEST(!turns.is_full(ada));
        turns.add(ada, {n % 2 == 0 ? phone : laptop, page});
    }
    BOOST_TEST(turns.is_full(ada));
    BOOST_TEST(!turns.is_full(bob));
    turns.ended({phone, page});
    BOOST_TEST(!turns.is_full(ada));
}

BOOST_AUTO_TEST_CASE(a_client_that_leaves_gives_back_its_turns_but_the_one_under_way)
{
    reading_turns turns;
    turns.add(ada, {phone, page});
    turns.add(ada, {phone, search});
    turns.add(ada, {laptop, page});
    turns.left(ada, phone);
    BOOST_TEST(!turns.add(ada, {laptop, search}));
    BOOST_TEST((turns.ended({phone, page}) == turn{laptop, page}));
    turns.left(ada, laptop);
    turns.left(bob, of_bob);
    BOOST_TEST(!turns.ended({laptop, page}).has_value());
}

BOOST_AUTO_TEST_CASE(a_client_that_still_takes_an_answer_holds_up_itself_alone)
{
    reading_turns turns;
    turns.add(ada, {phone, page});
    turns.add(ada, {phone, page});
    turns.add(ada, {laptop, page});
    turns.hold(ada, phone);
    BOOST_TEST((turns.ended({phone, page}) == turn{laptop, page}));
    BOOST_TEST(!turns.taken(ada, phone).has_value()); // the laptop's is under way
    BOOST_TEST((turns.ended({laptop, page}) == turn{phone, page}));
    turns.hold(ada, phone);
    BOOST_TEST(!turns.add(ada, {phone, search}));
    BOOST_TEST(!turns.ended({phone, page}).has_value());
    BOOST_TEST((turns.taken(ada, phone) == turn{phone, search}));
    BOOST_TEST(!turns.taken(bob, of_bob).has_value());
}

BOOST_AUTO_TEST_CASE(what_was_not_under_way_ends_nothing)
{
    reading_turns turns;
    BOOST_TEST(!turns.ended({phone, page}).has_value());
    turns.add(ada, {phone, page});
    BOOST_TEST(!turns.ended({phone, search}).has_value());
    BOOST_TEST(!turns.add(ada, {phone, page}));
}

BOOST_AUTO_TEST_SUITE_END()
