#include "unit/directus/link_fixture.hpp"

#include <boost/test/unit_test.hpp>

using namespace link_test;
using namespace std::chrono_literals;
using base::errc;

BOOST_AUTO_TEST_SUITE(link_create)

BOOST_FIXTURE_TEST_CASE(an_error_that_answers_the_create_ends_it_whatever_its_code, fixture)
{
    to_live();
    int number = 2;
    const auto check = [&](const std::string& code, errc why) {
        BOOST_TEST_CONTEXT(code)
        {
            const auto uid = "c" + std::to_string(number++);
            create();
            got(error("items", code, uid));
            expect(out, {link_test::create(uid), failed(why, code)});
            BOOST_TEST(machine.can_create());
        }
    };
    check("INVALID_PAYLOAD", errc::invalid_payload);
    check("FAILED_VALIDATION", errc::invalid_payload);
    check("INVALID_FOREIGN_KEY", errc::invalid_payload);
    check("INVALID_COLLECTION", errc::forbidden);
    check("FORBIDDEN", errc::forbidden);
    check("RECORD_NOT_UNIQUE", errc::not_unique);
    check("REQUESTS_EXCEEDED", errc::overloaded);
    check("SERVICE_UNAVAILABLE", errc::rejected); // a flow's: not Directus's words for it
    check("INTERNAL_SERVER_ERROR", errc::server_failed);
    check("NO_SWEARING", errc::rejected);
    check("", errc::rejected);
}

BOOST_FIXTURE_TEST_CASE(an_error_without_uid_is_that_of_the_create_under_way, fixture)
{
    to_live();
    got(error("items", "INVALID_PAYLOAD"));
    create();
    got(error("items", "INVALID_PAYLOAD"));
    expect(out, {link_test::create("c2"), failed(errc::invalid_payload, "INVALID_PAYLOAD")});
}

BOOST_FIXTURE_TEST_CASE(answers_to_others_are_ignored, fixture)
{
    to_live();
    got(answer("c2"));
    create();
    got(answer("c1"));
    got(answer("h1"));
    got(answer(""));
    got(error("items", "INVALID_PAYLOAD", "c1"));
    expect(out, {link_test::create("c2")});
    got(answer("c2"));
    got(answer("c2"));
    expect(out, {link::created{{row}}});
}

BOOST_FIXTURE_TEST_CASE(an_answer_may_tell_none_of_the_rows, fixture)
{
    to_live();
    create();
    got(R"({"type":"items","data":null,"uid":"c2"})");
    expect(out, {link_test::create("c2"), link::created{}});
}

BOOST_FIXTURE_TEST_CASE(a_batch_is_one_frame_with_one_answer, fixture)
{
    const std::vector<directus::draft> two{{directus::item_id("k"), "hi"}, {directus::item_id("l"), "ho"}};
    const directus::item other{directus::item_id("l"), "ho", {}, {}};
    const auto rows = [](std::string_view data, std::string_view uid) {
        return R"({"type":"items","data":)" + std::string(data) + uid_member(uid) + "}";
    };
    to_live();
    create(two);
    BOOST_TEST(!machine.can_create());
    got(rows(R"([{"id":"l","content":"ho"},{"id":"k","content":"hi"}])", "c2"));
    expect(out, {link_test::create("c2", two), link::created{{other, row}}});
    BOOST_TEST(machine.can_create());

    create(two);
    got(error("items", "FAILED_VALIDATION", "c3"));
    expect(out, {link_test::create("c3", two), failed(errc::invalid_payload, "FAILED_VALIDATION")});
    create(two);
    got(error("server", "REQUESTS_EXCEEDED"));
    expect(out, {link_test::create("c4", two), link::create_throttled{1994ms}});

    create(two);
    got(rows(R"([{"id":"k","content":"hi"}])", "c5"));
    expect(out, {link_test::create("c5", two), link::created{{row}}});
}

BOOST_FIXTURE_TEST_CASE(silence_is_ambiguous_and_a_late_answer_ignored, fixture)
{
    to_feed();
    create();
    expect(out, {link_test::create("c5")});
    wait();
    BOOST_TEST((now == base::time_point(1h + 5s)));
    expect(out, {link::create_unknown{errc::timeout}});
    BOOST_TEST(machine.can_create());
    BOOST_TEST(machine.has_feed());
    create();
    got(answer("c5"));
    expect(out, {link_test::create("c6")});
    // It may be the earlier one's: certain no more, so that it is as good as none.
    got(error("items", "INVALID_PAYLOAD"));
    expect(out, {link::create_unknown{errc::timeout}});
}

// It cannot be settled by its key.
BOOST_FIXTURE_TEST_CASE(a_create_without_a_key_is_given_the_whole_time, fixture)
{
    to_feed();
    const std::vector<directus::draft> one{{{}, "hi"}};
    create(one);
    expect(out, {link_test::create("c5", one)});
    wait();
    got(R"({"type":"subscription","event":"unsubscribe","uid":"p6"})");
    expect(out, {probe("p6")});
    wait();
    BOOST_TEST((now == base::time_point(1h + 20s)));
    expect(out, {link::create_unknown{errc::timeout}});
}

BOOST_FIXTURE_TEST_CASE(throttled, fixture)
{
    to_live();
    for (const auto* uid : {"c2", "c3"}) {
        create();
        got(error("server", "REQUESTS_EXCEEDED"));
        expect(out, {link_test::create(uid), link::create_throttled{1994ms}});
        BOOST_TEST(machine.can_create());
    }
    create();
    got(answer("c4"));
    expect(out, {link_test::create("c4"), link::created{{row}}});
}

// It has no uid: with another frame on its way it may be about that one, and the create was executed.
BOOST_FIXTURE_TEST_CASE(throttled_with_another_frame_on_its_way, fixture)
{
    to_live();
    create();
    got(R"({"type":"ping"})");
    got(error("server", "REQUESTS_EXCEEDED"));
    expect(out, {link_test::create("c2"), pong(), link::create_unknown{errc::overloaded}});
}

BOOST_FIXTURE_TEST_CASE(throttled_after_a_later_frame_was_answered, fixture)
{
    to_live();
    create();
    machine.subscribe(now, out);
    got_inits("f3");
    machine.unsubscribe(out);
    got(error("server", "REQUESTS_EXCEEDED"));
    expect(out, link::actions{link_test::create("c2")} + subscribes("f3") + link::actions{link::feed_live{}} +
                    unsubscribes("f3"));
    got(answer("c2"));
    expect(out, {link::created{{row}}});
}

BOOST_FIXTURE_TEST_CASE(a_throttled_subscription_is_asked_for_again, fixture)
{
    to_live();
    machine.subscribe(now, out);
    for (int n = 0; n < 3; ++n)
        got(error("server", "REQUESTS_EXCEEDED"));
    expect(out, subscribes("f2"));
    BOOST_TEST((machine.deadline() == now + 1994ms));
    wait();
    expect(out, subscribes("f5"));
    got_inits("f5");
    expect(out, {link::feed_live{}});
    // Nothing is asked for any more.
    got(error("server", "REQUESTS_EXCEEDED"));
    BOOST_TEST((machine.deadline() == now + 15s));
}

BOOST_FIXTURE_TEST_CASE(of_a_throttled_feed_only_what_does_not_stand_is_asked_for_again, fixture)
{
    to_live();
    machine.subscribe(now, out);
    got(error("server", "REQUESTS_EXCEEDED"));
    got(init("f2"));
    got(init("d4"));
    expect(out, subscribes("f2"));
    wait();
    expect(out, {subscribes("f4")[1]}); // u5
    got(init("u5"));
    expect(out, {link::feed_live{}});
}

BOOST_FIXTURE_TEST_CASE(a_throttled_token_is_sent_again, fixture)
{
    to_feed();
    renew("t2");
    got(error("server", "REQUESTS_EXCEEDED"));
    expect(out, {auth("t2", "a5")});
    BOOST_TEST(!machine.can_create());
    renew("t3");
    wait();
    expect(out, {auth("t3", "a6")});
    got(auth_ok("a6"));
    expect(out, {link::renewed{}});
}

BOOST_FIXTURE_TEST_CASE(a_throttle_that_was_about_something_else, fixture)
{
    to_live();
    machine.subscribe(now, out);
    got(error("server", "REQUESTS_EXCEEDED"));
    got_inits("f2");
    expect(out, subscribes("f2") + link::actions{link::feed_live{}});
    BOOST_TEST((machine.deadline() == now + 15s));
}

BOOST_AUTO_TEST_SUITE_END()
