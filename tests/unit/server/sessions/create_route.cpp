// The route of a user's creates to Directus.
#include "server/sessions/create_route.hpp"

#include <boost/test/unit_test.hpp>

using way = bridge::send_queue::way;

BOOST_AUTO_TEST_SUITE(create_route)

namespace {

struct fixture {
    server::create_route route;
    server::create_route::conditions live{.may_create = true, .is_link_live = true, .can_link_create = true};
    server::create_route::conditions down{.may_create = true};
};

} // namespace

BOOST_FIXTURE_TEST_CASE(creates_go_over_a_link_that_can_create, fixture)
{
    BOOST_TEST((route.way(down) == way::none));
    BOOST_TEST((route.way(live) == way::socket));
    live.can_link_create = false;
    BOOST_TEST((route.way(live) == way::none));
}

BOOST_FIXTURE_TEST_CASE(no_create_is_sent_while_the_token_ends, fixture)
{
    route.rest_answers(true);
    live.may_create = down.may_create = false;
    BOOST_TEST((route.way(live) == way::none));
    BOOST_TEST((route.way(down) == way::none));
}

BOOST_FIXTURE_TEST_CASE(creates_go_over_rest_while_the_link_does_not_open, fixture)
{
    route.rest_answers(true);
    BOOST_TEST((route.way(down) == way::rest));
    down.is_directus_away = true;
    BOOST_TEST((route.way(down) == way::none));
    BOOST_TEST((route.way(live) == way::socket));
    BOOST_TEST(route.is_over_rest(false));
    BOOST_TEST(!route.is_over_rest(true));
    route.link_opened();
    BOOST_TEST(!route.is_over_rest(false));
}

BOOST_FIXTURE_TEST_CASE(rest_is_asked_once_at_a_time, fixture)
{
    BOOST_TEST(route.try_start_probe());
    BOOST_TEST(!route.try_start_probe());
    route.probe_ended();
    BOOST_TEST(route.try_start_probe());
}

BOOST_FIXTURE_TEST_CASE(socket_waits_for_the_new_token, fixture)
{
    route.token_renewed();
    BOOST_TEST((route.way(live) == way::none));
    route.token_adopted();
    BOOST_TEST((route.way(live) == way::socket));
    route.token_renewed();
    route.link_opened();
    BOOST_TEST((route.way(live) == way::socket));
}

BOOST_FIXTURE_TEST_CASE(rest_uses_the_new_token_at_once, fixture)
{
    route.rest_answers(true);
    route.token_renewed();
    BOOST_TEST((route.way(down) == way::rest));
}

BOOST_FIXTURE_TEST_CASE(refused_token_is_replaced_once, fixture)
{
    BOOST_TEST(!route.take_refusal());
    route.token_refused();
    BOOST_TEST(route.take_refusal());
    BOOST_TEST(!route.take_refusal());
}

BOOST_FIXTURE_TEST_CASE(lost_link_is_told_from_one_that_never_opened, fixture)
{
    BOOST_TEST(!route.link_closed());
    route.link_opened();
    BOOST_TEST(route.link_closed());
    BOOST_TEST(!route.link_closed());
}

BOOST_AUTO_TEST_SUITE_END()
