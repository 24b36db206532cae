#include "directus/link.hpp"

#include "unit/directus/link_fixture.hpp"

#include <boost/test/unit_test.hpp>

using namespace link_test;
using namespace std::chrono_literals;
using base::errc;

BOOST_AUTO_TEST_SUITE(link_)

BOOST_FIXTURE_TEST_CASE(from_start_to_a_stored_row, fixture)
{
    BOOST_TEST(!machine.deadline().has_value());
    start();
    expect(out, {link::open{}});
    machine.opened(now, out);
    expect(out, {auth("t1", "a1")});
    BOOST_TEST(!machine.is_live());
    got(auth_ok("a1"));
    expect(out, {link::live{}});
    BOOST_TEST(machine.can_create());
    machine.subscribe(now, out);
    expect(out, subscribes("f2"));
    for (const auto* uid : {"f2", "d4", "u3"}) {
        BOOST_TEST(!machine.has_feed());
        expect(out, {});
        got(init(uid));
    }
    expect(out, {link::feed_live{}});
    BOOST_TEST(machine.has_feed());
    create();
    expect(out, {link_test::create("c5")});
    BOOST_TEST(!machine.can_create());
    got(event("create", "f2"));
    expect(out, {link::arrived{{row}}});
    got(answer("c5"));
    expect(out, {link::created{{row}}});
    BOOST_TEST(machine.can_create());
    got(event("update", "u3"));
    expect(out, {link::updated{{row}}});
    got(R"({"type":"subscription","event":"delete","data":["k",7],"uid":"d4"})");
    expect(out, {link::deleted{{directus::item_id("k"), directus::item_id("7")}}});
    machine.stop(now, out);
    expect(out, {link::close{}});
    BOOST_TEST(!machine.deadline().has_value());
    BOOST_TEST(!machine.has_feed());
}

BOOST_FIXTURE_TEST_CASE(heartbeat, fixture)
{
    to_live();
    got(R"({"type":"ping"})");
    expect(out, {pong()});
    wait();
    BOOST_TEST((now == base::time_point(1h + 15s)));
    expect(out, {probe("p3")});
    now += 9s;
    got(R"({"type":"subscription","event":"unsubscribe","uid":"p3"})");
    expect(out, {});
    BOOST_TEST((machine.deadline() == now + 15s));
    // Any frame is a sign of life, and the answer to the probe too.
    now += 14s;
    got(R"({"type":"newer"})");
    BOOST_TEST((machine.deadline() == now + 15s));
    wait();
    expect(out, {probe("p4")});
    got(event("create", "other"));
    BOOST_TEST((machine.deadline() == now + 15s));
    wait();
    expect(out, {probe("p5")});
    wait();
    expect(out, {link::close{}, link::down{errc::timeout}});
}

BOOST_FIXTURE_TEST_CASE(back_off_grows_until_the_link_has_held, fixture)
{
    start();
    expect(out, {link::open{}});
    int opened = 1;
    const auto fail_after = [&](base::duration held) {
        machine.opened(now, out);
        got(auth_ok("a" + std::to_string(opened++)));
        now += held;
        machine.closed(make_error_code(errc::unreachable), now, out);
        out.clear();
        const auto before = now;
        wait();
        expect(out, {link::open{}});
        return (now - before).count();
    };
    BOOST_TEST(fail_after(0s) == 2000);
    BOOST_TEST(fail_after(9s) == 3000);
    BOOST_TEST(fail_after(1s) == 4500);
    BOOST_TEST(fail_after(10s) == 2000);
    BOOST_TEST(fail_after(0s) == 3000);
}

BOOST_FIXTURE_TEST_CASE(directus_is_said_to_answer_again, fixture)
{
    to_live();
    machine.retry_by(now); // it does not wait
    for (int n = 0; n < 5; ++n) {
        machine.closed({}, now, out);
        wait();
    }
    machine.closed({}, now, out);
    out.clear();
    BOOST_TEST(machine.is_waiting());
    BOOST_TEST((*machine.deadline() > now + 10s));
    machine.retry_by(now + 100ms);
    machine.retry_by(now + 1h);
    BOOST_TEST((machine.deadline() == now + 100ms));
    wait();
    expect(out, {link::open{}});
    machine.retry_by(now);
    machine.closed({}, now, out);
    BOOST_TEST((machine.deadline() == now + 2s)); // the back-off begins anew
}

BOOST_FIXTURE_TEST_CASE(a_socket_that_does_not_open, fixture)
{
    start();
    wait();
    BOOST_TEST((now == base::time_point(1h + 3s)));
    wait();
    BOOST_TEST((now == base::time_point(1h + 20s)));
    expect(out, {link::open{}, link::not_opened{}, link::close{}, link::down{errc::timeout}});
    machine.opened(now, out);
    machine.closed({}, now, out);
    expect(out, {});
    wait();
    machine.closed({}, now, out);
    expect(out, {link::open{}, link::down{errc::unreachable}});
}

BOOST_FIXTURE_TEST_CASE(a_token_refused_at_first, fixture)
{
    start();
    machine.opened(now, out);
    got(R"({"type":"auth","status":"error","error":{"code":"AUTH_FAILED","message":"Authentication handshake failed."}})");
    expect(out, {link::open{}, auth("t1", "a1"), link::close{}, link::down{errc::invalid_credentials},
                 link::refused{}});
    BOOST_TEST(!machine.deadline().has_value());
    machine.closed({}, now, out);
    got(auth_ok("a1"));
    renew("t2");
    expect(out, {});
    start("t3");
    machine.opened(now, out);
    got(auth_ok("a2"));
    expect(out, {link::open{}, auth("t3", "a2"), link::live{}});
}

BOOST_FIXTURE_TEST_CASE(a_token_that_expires_on_a_live_socket, fixture)
{
    to_feed();
    create();
    got(R"({"type":"auth","status":"error","error":{"code":"TOKEN_EXPIRED","message":"Token expired."}})");
    expect(out, {link_test::create("c5"), link::close{}, link::create_unknown{errc::unreachable},
                 link::down{errc::token_expired}, link::refused{}});
}

BOOST_FIXTURE_TEST_CASE(a_new_token_on_the_live_socket, fixture)
{
    to_feed();
    renew("t2");
    expect(out, {auth("t2", "a5")});
    BOOST_TEST(!machine.can_create());
    got(auth_ok("other"));
    expect(out, {});
    got(auth_ok("a5"));
    expect(out, {link::renewed{}});
    BOOST_TEST(machine.can_create());
    BOOST_TEST(machine.has_feed());
    renew("t3");
    got(error("auth", "AUTH_FAILED", "a6"));
    expect(out, {auth("t3", "a6"), link::close{}, link::down{errc::invalid_credentials}, link::refused{}});
}

BOOST_FIXTURE_TEST_CASE(two_new_tokens_go_one_after_the_other, fixture)
{
    to_live();
    renew("t2");
    renew("t3");
    expect(out, {auth("t2", "a2")});
    got(auth_ok("a2"));
    expect(out, {auth("t3", "a3")});
    got(auth_ok("a3"));
    expect(out, {link::renewed{}});
}

BOOST_FIXTURE_TEST_CASE(a_new_token_while_the_old_one_is_looked_at, fixture)
{
    start();
    machine.opened(now, out);
    renew("t2");
    got(auth_ok("a1"));
    expect(out, {link::open{}, auth("t1", "a1"), link::live{}, auth("t2", "a2")});
    got(auth_ok("a2"));
    expect(out, {link::renewed{}});
}

BOOST_FIXTURE_TEST_CASE(the_refusal_of_an_older_token_says_nothing_of_the_new_one, fixture)
{
    start();
    machine.opened(now, out);
    renew("t2");
    got(error("auth", "AUTH_FAILED"));
    wait();
    machine.opened(now, out);
    expect(out, {link::open{}, auth("t1", "a1"), link::close{}, link::down{errc::invalid_credentials},
                 link::open{}, auth("t2", "a2")});
    got(auth_ok("a2"));
    renew("t3");
    got(error("auth", "TOKEN_EXPIRED"));
    expect(out, {link::live{}, auth("t3", "a3"), link::close{}, link::down{errc::token_expired}});
    wait();
    machine.opened(now, out);
    expect(out, {link::open{}, auth("t3", "a4")});
}

BOOST_FIXTURE_TEST_CASE(starting_again_reopens, fixture)
{
    to_feed();
    create();
    out.clear();
    start("t2");
    expect(out, {link::close{}, link::create_unknown{errc::unreachable}, link::down{errc::unreachable},
                 link::open{}});
    start("t3");
    expect(out, {link::close{}, link::open{}});
    machine.opened(now, out);
    expect(out, {auth("t3", "a6")});
}

BOOST_FIXTURE_TEST_CASE(stopping, fixture)
{
    to_feed();
    create();
    out.clear();
    machine.stop(now, out);
    expect(out, {link::close{}, link::create_unknown{errc::unreachable}});
    machine.stop(now, out);
    machine.fired(now + 1h, out);
    machine.closed({}, now, out);
    got(answer("c3"));
    expect(out, {});
    start();
    machine.closed({}, now, out);
    machine.stop(now, out);
    machine.fired(now + 1h, out);
    expect(out, {link::open{}, link::down{errc::unreachable}});
}

BOOST_FIXTURE_TEST_CASE(a_feed_that_is_refused, fixture)
{
    to_live();
    machine.subscribe(now, out);
    got(error("subscribe", "FORBIDDEN", "f2"));
    expect(out, subscribes("f2") + link::actions{link::feed_broken{errc::forbidden}});
    // Directus 11 leaves out the uid.
    machine.subscribe(now, out);
    got(error("subscribe", "FORBIDDEN"));
    expect(out, subscribes("f5") + link::actions{link::feed_broken{errc::forbidden}});
    got(error("subscribe", "FORBIDDEN"));
    expect(out, {});
    BOOST_TEST(machine.can_create());
}

BOOST_FIXTURE_TEST_CASE(a_feed_of_which_one_part_is_refused, fixture)
{
    to_live();
    machine.subscribe(now, out);
    got(init("f2"));
    got(error("subscribe", "FORBIDDEN", "u3"));
    expect(out,
           subscribes("f2") + link::actions{unsubscribes("f2").front(), link::feed_broken{errc::forbidden}});
    got(init("d4"));
    expect(out, {unsubscribes("f2").back()});
}

BOOST_FIXTURE_TEST_CASE(a_feed_that_breaks, fixture)
{
    to_feed();
    got(error("subscribe", "FORBIDDEN", "other"));
    expect(out, {});
    got(error("subscribe", "FORBIDDEN", "f2"));
    expect(out, unsubscribes("f2") + link::actions{link::feed_broken{errc::forbidden}});
    BOOST_TEST(!machine.has_feed());
    got(event("create", "f2"));
    got(error("subscribe", "FORBIDDEN", "f2"));
    expect(out, {});
    machine.subscribe(now, out);
    got_inits("f8");
    expect(out, subscribes("f8") + link::actions{link::feed_live{}});
}

BOOST_FIXTURE_TEST_CASE(a_feed_that_comes_too_late_is_ended, fixture)
{
    to_live();
    machine.subscribe(now, out);
    expect(out, subscribes("f2"));
    now += 14s;
    got(R"({"type":"ping"})");
    expect(out, {pong()});
    wait();
    expect(out, {link::feed_broken{errc::timeout}});
    got_inits("f2");
    expect(out, unsubscribes("f2"));
    BOOST_TEST(!machine.has_feed());
}

BOOST_FIXTURE_TEST_CASE(unsubscribing, fixture)
{
    to_feed();
    machine.unsubscribe(out);
    expect(out, unsubscribes("f2"));
    got(R"({"type":"subscription","event":"unsubscribe","uid":"f2"})");
    got(event("create", "f2"));
    machine.unsubscribe(out);
    expect(out, {});
    machine.subscribe(now, out);
    machine.subscribe(now, out);
    expect(out, subscribes("f8") + unsubscribes("f8") + subscribes("f14"));
}

BOOST_FIXTURE_TEST_CASE(events_that_are_not_ours, fixture)
{
    to_feed();
    got(event("create", "other"));
    got(event("update", "f2"));
    got(event("create", "u3"));
    got(R"({"type":"subscription","event":"delete","data":["k"],"uid":"other"})");
    got(R"({"type":"subscription","event":"delete","data":[],"uid":"d4"})");
    got(R"({"type":"subscription","event":"create","data":[{"content":"no key"}],"uid":"f2"})");
    expect(out, {});
}

BOOST_FIXTURE_TEST_CASE(what_happens_while_the_feed_comes_to_stand_is_told, fixture)
{
    to_live();
    machine.subscribe(now, out);
    got(init("f2"));
    out.clear();
    got(event("create", "f2"));
    expect(out, {link::arrived{{row}}});
}

BOOST_AUTO_TEST_SUITE_END()
