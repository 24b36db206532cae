// How a link that does not become live says so.
#include "directus/link.hpp"

#include "unit/directus/link_fixture.hpp"

#include <boost/test/unit_test.hpp>

using namespace link_test;
using namespace std::chrono_literals;
using base::errc;

namespace {

const link::down unreachable{errc::unreachable};

} // namespace

BOOST_FIXTURE_TEST_SUITE(link_opening, fixture)

BOOST_AUTO_TEST_CASE(a_refused_upgrade_is_told_each_time_and_tried_again_at_the_back_off)
{
    start();
    for (const auto pause : {2s, 3s}) {
        machine.refused_upgrade(404, now, out);
        expect(out, {link::open{}, link::not_opened{404}, unreachable});
        BOOST_TEST(machine.is_waiting());
        BOOST_TEST((machine.deadline() == now + pause));
        wait();
    }
}

BOOST_AUTO_TEST_CASE(silence_is_told_after_three_seconds_and_the_socket_may_still_open)
{
    start();
    wait();
    BOOST_TEST((now == base::time_point(1h + 3s)));
    expect(out, {link::open{}, link::not_opened{}});
    machine.opened(now, out);
    got(auth_ok("a1"));
    expect(out, {auth("t1", "a1"), link::live{}});
}

BOOST_AUTO_TEST_CASE(an_auth_that_is_not_answered_is_silence_too)
{
    start();
    machine.opened(now, out);
    out.clear();
    pass(3s);
    expect(out, {link::not_opened{}});
}

BOOST_AUTO_TEST_CASE(one_lost_connection_may_be_a_restart_and_two_are_told)
{
    start();
    machine.closed(errc::unreachable, now, out);
    expect(out, {link::open{}, unreachable});
    wait();
    machine.closed(errc::unreachable, now, out);
    expect(out, {link::open{}, link::not_opened{}, unreachable});
}

BOOST_AUTO_TEST_CASE(the_loss_of_a_live_link_is_no_failure_to_open)
{
    for (int n = 0; n < 3; ++n) {
        start();
        machine.opened(now, out);
        got(auth_ok("a" + std::to_string(n + 1)));
        out.clear();
        machine.closed(errc::unreachable, now, out);
        expect(out, {unreachable});
    }
}

// A 401 says of the token what AUTH_FAILED says; of one that Directus has just said to be good it says that
// something else is wrong.
BOOST_AUTO_TEST_CASE(an_unauthorized_upgrade_is_about_the_token_at_first)
{
    start();
    machine.refused_upgrade(401, now, out);
    expect(out, {link::open{}, link::down{errc::invalid_credentials}, link::refused{}});
    BOOST_TEST(!machine.deadline().has_value());
    start("t2");
    machine.refused_upgrade(401, now, out);
    expect(out,
           {link::open{}, link::not_opened{401}, link::down{errc::invalid_credentials}, link::refused{}});
    start("t3");
    machine.opened(now, out);
    got(auth_ok("a1"));
    out.clear();
    start("t4");
    machine.refused_upgrade(401, now, out);
    expect(out, {link::close{}, unreachable, link::open{}, link::down{errc::invalid_credentials},
                 link::refused{}});
}

BOOST_AUTO_TEST_CASE(a_refusal_that_comes_too_late_is_nothing)
{
    machine.refused_upgrade(404, now, out);
    to_live();
    machine.refused_upgrade(404, now, out);
    expect(out, {});
    BOOST_TEST(machine.is_live());
}

BOOST_AUTO_TEST_SUITE_END()
