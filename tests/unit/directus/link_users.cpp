// The subscriptions to users, which stand beside those of the feed and do not depend on them.
#include "unit/directus/link_fixture.hpp"

#include <boost/test/unit_test.hpp>

using namespace link_test;
using namespace std::chrono_literals;
using base::errc;

namespace {

const link::feed_live users_live{link::feed::users};
const link::feed_broken users_refused{errc::forbidden, link::feed::users};

link::actions subscribes_to_users(std::string_view uid)
{
    return {link::send{directus::frames::subscribe_users("create", uid)},
            link::send{directus::frames::subscribe_users("update", later(uid, 'm', 1))}};
}

link::actions unsubscribes_users(std::string_view uid)
{
    return {link::send{directus::frames::unsubscribe(uid)},
            link::send{directus::frames::unsubscribe(later(uid, 'm', 1))}};
}

std::string ada_changed(std::string_view event, std::string_view uid)
{
    return R"({"type":"subscription","event":")" + std::string(event) +
           R"(","data":[{"id":"u-1","first_name":"Ada","last_name":null}],"uid":")" + std::string(uid) +
           "\"}";
}

struct with_users : fixture {
    with_users()
    {
        to_feed();
        machine.subscribe_users(now, out); // n5, m6
    }
    void got_all()
    {
        got(init("n5"));
        got(init("m6"));
        out.clear();
    }
};

} // namespace

BOOST_AUTO_TEST_SUITE(link_users)

BOOST_FIXTURE_TEST_CASE(users_are_live_once_both_events_are_confirmed, with_users)
{
    expect(out, subscribes_to_users("n5"));
    machine.subscribe_users(now, out); // under way
    expect(out, {});
    got(init("n5"));
    expect(out, {});
    got(init("m6"));
    expect(out, {users_live});
    const link::users_changed ada{{{directus::user_id("u-1"), "Ada", "", ""}}};
    got(ada_changed("create", "n5"));
    expect(out, {ada});
    got(ada_changed("update", "m6"));
    expect(out, {ada});
    got(ada_changed("update", "u3")); // of the rows
    expect(out, {link::updated{{directus::item{directus::item_id("u-1"), {}, {}, {}}}}});
}

BOOST_FIXTURE_TEST_CASE(subscriptions_of_rows_leave_users_alone, with_users)
{
    got_all();
    machine.subscribe(now, out);
    expect(out, unsubscribes("f2") + subscribes("f10"));
    got(error("subscribe", "FORBIDDEN", "f10"));
    expect(out, {link::feed_broken{errc::forbidden}});
    got(ada_changed("update", "m6"));
    BOOST_TEST(out.size() == 1U);
}

BOOST_FIXTURE_TEST_CASE(refusal_breaks_users_alone, with_users)
{
    got_all();
    got(error("subscribe", "FORBIDDEN", "m6"));
    expect(out, unsubscribes_users("n5") + link::actions{users_refused});
    BOOST_TEST(machine.has_feed());
    got(ada_changed("update", "m6"));
    expect(out, {});
    machine.subscribe_users(now, out);
    expect(out, subscribes_to_users("n9"));
}

BOOST_FIXTURE_TEST_CASE(refusal_without_uid_breaks_all_that_it_may_be_about, with_users)
{
    got_all();
    got(error("subscribe", "FORBIDDEN"));
    expect(out, unsubscribes("f2") + link::actions{link::feed_broken{errc::forbidden}} +
                    unsubscribes_users("n5") + link::actions{users_refused});
}

BOOST_FIXTURE_TEST_CASE(missing_confirmation_breaks_users_alone, with_users)
{
    out.clear();
    now += 20s;
    machine.fired(now, out);
    BOOST_REQUIRE(!out.empty());
    BOOST_TEST((out.front() == link::action(link::feed_broken{errc::timeout, link::feed::users})));
    BOOST_TEST(machine.has_feed());
}

BOOST_FIXTURE_TEST_CASE(users_are_unsubscribed_and_forgotten_with_the_socket, with_users)
{
    got_all();
    machine.unsubscribe_users(out);
    expect(out, unsubscribes_users("n5"));
    machine.unsubscribe_users(out);
    expect(out, {});
    machine.subscribe_users(now, out);
    out.clear();
    machine.closed(errc::unreachable, now, out);
    out.clear();
    wait();
    machine.opened(now, out);
    got(auth_ok(uid_of(std::get<link::send>(out.back()).frame)));
    out.clear();
    machine.subscribe_users(now, out);
    BOOST_TEST(out.size() == 2U);
}

BOOST_FIXTURE_TEST_CASE(users_are_subscribed_to_without_rows, fixture)
{
    to_live();
    machine.subscribe_users(now, out);
    expect(out, subscribes_to_users("n2"));
    got(error("subscribe", "FORBIDDEN")); // without a uid: about nothing else
    expect(out, {users_refused});
}

BOOST_AUTO_TEST_SUITE_END()
