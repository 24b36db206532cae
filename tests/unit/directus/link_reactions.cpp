// The subscriptions to reactions beside those of the feed.
#include "unit/directus/link_fixture.hpp"

#include <boost/test/unit_test.hpp>

using namespace link_test;
using namespace std::chrono_literals;
using base::errc;

namespace {

directus::schema with_reactions()
{
    directus::schema shape;
    shape.reactions = "reactions";
    return shape;
}

const directus::reaction thumb{
    directus::item_id("7"), directus::item_id("k"), "👍", directus::user_id("u-1"), {}};

link::actions subscribes_to_reactions(std::string_view uid)
{
    const auto shape = with_reactions();
    return {link::send{directus::frames::subscribe_reactions(shape, "create", uid)},
            link::send{directus::frames::subscribe_reactions(shape, "delete", later(uid, 'x', 1))}};
}

struct reacting : fixture {
    reacting()
    {
        link::settings with;
        with.retry.jitter = 0;
        with.shape = with_reactions();
        machine = directus::link(with);
        machine.reads_reactions(true);
        to_live();
        machine.subscribe(now, out);
    }
    void got_all()
    {
        got_inits("f2");
        got(init("r5"));
        got(init("x6"));
        out.clear();
    }
    void got_reaction(std::string_view uid)
    {
        got(R"({"type":"subscription","event":"create","data":[{"id":7,"message":"k","emoji":"👍",)"
            R"("user_created":"u-1"}],"uid":")" +
            std::string(uid) + "\"}");
    }
};

} // namespace

BOOST_AUTO_TEST_SUITE(link_reactions)

BOOST_FIXTURE_TEST_CASE(they_are_subscribed_to_with_the_feed, reacting)
{
    expect(out, subscribes("f2") + subscribes_to_reactions("r5"));
    got(init("r5"));
    expect(out, {});
    got(init("x6"));
    expect(out, {link::feed_live{link::feed::reactions}});
    got_inits("f2");
    expect(out, {link::feed_live{}});
    got_reaction("r5");
    expect(out, {link::reacted{{thumb}}});
    got(R"({"type":"subscription","event":"delete","data":["k",7],"uid":"x6"})");
    expect(out, {link::unreacted{{directus::item_id("k"), directus::item_id("7")}}});
    machine.unsubscribe(out);
    BOOST_TEST(out.size() == 5u);
}

BOOST_FIXTURE_TEST_CASE(who_may_not_read_them_does_without, reacting)
{
    got_all();
    machine.reads_reactions(false);
    machine.subscribe(now, out);
    BOOST_TEST(out.size() == 8u); // five are ended, three begun
    out.clear();
    machine.subscribe_reactions(now, out);
    expect(out, {});
}

BOOST_FIXTURE_TEST_CASE(their_failure_leaves_the_feed_alone, reacting)
{
    got_all();
    got(error("subscribe", "FORBIDDEN", "r5"));
    expect(out,
           {link::send{directus::frames::unsubscribe("r5")}, link::send{directus::frames::unsubscribe("x6")},
            link::feed_broken{errc::forbidden, link::feed::reactions}});
    BOOST_TEST(machine.has_feed());
    got_reaction("r5");
    expect(out, {});
    got(event("create", "f2"));
    expect(out, {link::arrived{{row}}});
    machine.subscribe_reactions(now, out);
    expect(out, subscribes_to_reactions("r9"));
    machine.subscribe_reactions(now, out); // they are under way
    expect(out, {});
    got(init("r9"));
    got(init("x10"));
    expect(out, {link::feed_live{link::feed::reactions}});
}

BOOST_FIXTURE_TEST_CASE(an_init_that_does_not_come_breaks_them_alone, reacting)
{
    out.clear();
    got_inits("f2");
    expect(out, {link::feed_live{}});
    now += 20s;
    machine.fired(now, out);
    BOOST_TEST((out.front() == link::action(link::feed_broken{errc::timeout, link::feed::reactions})));
    BOOST_TEST(machine.has_feed());
}

BOOST_FIXTURE_TEST_CASE(a_feed_that_breaks_takes_them_along, reacting)
{
    got_all();
    got(error("subscribe", "FORBIDDEN", "f2"));
    BOOST_REQUIRE(out.size() == 6u);
    BOOST_TEST((out.back() == link::action(link::feed_broken{errc::forbidden})));
    out.clear();
    machine.subscribe_reactions(now, out); // not without the feed
    expect(out, {});
}

BOOST_FIXTURE_TEST_CASE(a_row_of_the_feed_is_no_reaction, reacting)
{
    got_all();
    got(event("create", "r5"));
    expect(out, {});
}

BOOST_AUTO_TEST_SUITE_END()
