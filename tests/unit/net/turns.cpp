#include "net/turns.hpp"

#include <boost/test/unit_test.hpp>

#include <vector>

using net::turns;

namespace {

constexpr bool urgent = true;
constexpr bool ordinary = false;
constexpr turns::user ada = 1;
constexpr turns::user grace = 2;
constexpr turns::user alan = 3;

// As many as can be given back while requests of this kind end.
std::vector<turns::ticket> served(turns& of, std::size_t count)
{
    std::vector<turns::ticket> order;
    for (std::size_t n = 0; n < count; ++n)
        if (const auto who = of.given_back(ordinary))
            order.push_back(*who);
    return order;
}

} // namespace

BOOST_AUTO_TEST_SUITE(turns_)

BOOST_AUTO_TEST_CASE(ordinary_requests_leave_the_kept_places_free)
{
    turns four(4, 1);
    for (int n = 0; n < 3; ++n)
        BOOST_TEST(four.try_take(ordinary));
    BOOST_TEST(!four.try_take(ordinary));
    BOOST_TEST(four.try_take(urgent));
    BOOST_TEST(!four.try_take(urgent));
}

BOOST_AUTO_TEST_CASE(urgent_requests_may_take_every_place)
{
    turns two(2, 1);
    BOOST_TEST(two.try_take(urgent));
    BOOST_TEST(two.try_take(urgent));
    BOOST_TEST(!two.try_take(ordinary));
    const auto waits = two.wait(ordinary, ada);
    BOOST_TEST((two.given_back(urgent) == waits));
}

BOOST_AUTO_TEST_CASE(a_kept_place_that_is_given_back_goes_to_no_ordinary_request)
{
    turns two(2, 1);
    BOOST_TEST(two.try_take(ordinary));
    BOOST_TEST(two.try_take(urgent));
    const auto waits = two.wait(ordinary, ada);
    BOOST_TEST(!two.given_back(urgent));
    BOOST_TEST((two.given_back(ordinary) == waits));
}

BOOST_AUTO_TEST_CASE(urgent_requests_come_before_those_that_waited_longer)
{
    turns one(1, 0);
    BOOST_TEST(one.try_take(ordinary));
    const auto first = one.wait(ordinary, ada);
    const auto second = one.wait(urgent, grace);
    const auto third = one.wait(urgent, alan);
    BOOST_TEST((one.given_back(ordinary) == second));
    BOOST_TEST((one.given_back(urgent) == third));
    BOOST_TEST((one.given_back(urgent) == first));
}

BOOST_AUTO_TEST_CASE(users_that_wait_get_a_place_in_turn)
{
    turns one(1, 0);
    BOOST_TEST(one.try_take(ordinary));
    std::vector<turns::ticket> many;
    for (int n = 0; n < 3; ++n)
        many.push_back(one.wait(ordinary, ada));
    const auto hers = one.wait(ordinary, grace);
    const auto his = one.wait(ordinary, alan);
    const std::vector expected{many[0], hers, his, many[1], many[2]};
    BOOST_TEST((served(one, 5) == expected));
    BOOST_TEST(!one.given_back(ordinary));
    BOOST_TEST(one.try_take(ordinary));
}

BOOST_AUTO_TEST_CASE(one_that_leaves_gets_no_place)
{
    turns one(1, 0);
    BOOST_TEST(one.try_take(ordinary));
    const auto first = one.wait(ordinary, ada);
    const auto hers = one.wait(ordinary, grace);
    const auto in_haste = one.wait(urgent, alan);
    one.leave(first);
    one.leave(in_haste);
    BOOST_TEST((served(one, 1) == std::vector{hers}));
}

BOOST_AUTO_TEST_SUITE_END()
