// REDACT: what is asked of Directus, and who is told how it ended.
#include "room_fixture.hpp"

BOOST_AUTO_TEST_SUITE(redactions)

using namespace room_test;
using base::errc;

namespace {

const std::string nobody = ":Directus!directus@irc.example ";
const auto redactions = {cap::message_redaction, cap::message_tags, cap::standard_replies};

struct asked : house {
    asked()
    {
        rights_changed(people().ensure(ada),
                       {.read = access::full, .create = access::full, .remove = access::partial}, wall);
        enter(1, ada, redactions);
        enter(2, bob, redactions);
        enter(3, bob);
    }

    // Asked by Ada; the action that came of it.
    bridge::ask::redact asked_for(std::string_view text = "REDACT #messages 17 :not so")
    {
        check(send(1, text), {});
        const auto actions = take_actions();
        BOOST_REQUIRE(actions.size() == 1u);
        return std::get<bridge::ask::redact>(actions.front());
    }
    // As the gateway does it: the feeds are told first.
    void done(const bridge::ask::redact& what)
    {
        removed(row("17", "hello", bob), now);
        rows().redacted(what, row("17", "hello", bob), {}, wall);
    }
    void failed(const bridge::ask::redact& what, base::error_code error, bool perhaps = false)
    {
        rows().redacted(what, row("17", "hello", bob), {error, perhaps}, wall);
    }
};

} // namespace

BOOST_AUTO_TEST_CASE(a_deletion_in_directus_is_a_redact_for_those_who_know_it)
{
    house all;
    all.enter(1, ada, {cap::message_redaction, cap::server_time});
    all.enter(2, bob);
    all.removed(all.row("17", "hello"), all.now);
    check(all.lines(1), {"@time=2023-11-14T22:15:00.000Z " + nobody + "REDACT #messages 17"});
    check(all.lines(2), {":irc.example NOTICE #messages :A message of Ada was deleted: “hello”"});
}

BOOST_FIXTURE_TEST_CASE(open_deletions_are_limited_per_client, asked)
{
    const auto first = asked_for();
    for (int n = 1; n < 100; ++n)
        asked_for();
    check(send(1, "REDACT #messages 17"),
          {":irc.example FAIL REDACT CANNOT_REDACT #messages 17 :Too many deletions at once"});
    BOOST_TEST(take_actions().empty());
    done(first);
    lines(1);
    asked_for();
}

BOOST_FIXTURE_TEST_CASE(what_is_asked, asked)
{
    BOOST_TEST((asked_for() == bridge::ask::redact{client_id{1}, ada, base::item_id("17"), "not so", ""}));
    BOOST_TEST((asked_for("redact #Messages 17.3") ==
                bridge::ask::redact{client_id{1}, ada, base::item_id("17"), "", ""}));
    BOOST_TEST(asked_for("REDACT #messages 17 :  ").reason.empty());
    BOOST_TEST(asked_for("REDACT #messages 17 :a\xff").reason == "a\xef\xbf\xbd");
}

BOOST_FIXTURE_TEST_CASE(what_cannot_be_asked, asked)
{
    connect(4, ada, redactions);
    const std::string fail = ":irc.example FAIL REDACT ";
    check(send(1, "REDACT"), {":irc.example 461 Ada REDACT :Not enough parameters"});
    check(send(1, "REDACT #messages"), {":irc.example 461 Ada REDACT :Not enough parameters"});
    check(send(1, "REDACT #messages :"), {":irc.example 461 Ada REDACT :Not enough parameters"});
    check(send(1, "REDACT #other 17"), {fail + "INVALID_TARGET #other :You cannot delete messages there"});
    check(send(1, "REDACT Bob 17"), {fail + "INVALID_TARGET Bob :You cannot delete messages there"});
    check(send(4, "REDACT #messages 17"), {fail + "INVALID_TARGET #messages :You are not on that channel"});
    check(send(1, "REDACT #messages :1 7"), {fail + "UNKNOWN_MSGID #messages * :Not the msgid of a message"});
    check(send(2, "REDACT #messages 17"),
          {fail + "REDACT_FORBIDDEN #messages 17 :You have no permission to delete messages"});
    check(send(3, "REDACT #messages 17"),
          {":irc.example NOTICE Bob :You have no permission to delete messages"});
    BOOST_TEST(take_actions().empty());
}

BOOST_FIXTURE_TEST_CASE(rights_are_those_of_now, asked)
{
    rights_changed(people().ensure(bob), {.read = access::full, .remove = access::full}, wall);
    for (const int n : {1, 2, 3})
        lines(n);
    check(send(2, "REDACT #messages 17"), {});
    BOOST_TEST(take_actions().size() == 1u);
    rights_changed(people().ensure(ada), {.read = access::full, .create = access::full}, wall);
    BOOST_TEST(send(1, "REDACT #messages 17").size() == 1u);
    BOOST_TEST(take_actions().empty());
}

BOOST_FIXTURE_TEST_CASE(when_directus_confirmed_everyone_is_told_once, asked)
{
    const auto what = asked_for();
    removed(row("17", "hello", bob), now);
    check(lines(2), {}); // not yet
    rows().redacted(what, row("17", "hello", bob), {}, wall);
    check(lines(1), {":" + ada_mask + " REDACT #messages 17 :not so"});
    check(lines(2), {":" + ada_mask + " REDACT #messages 17 :not so"});
    check(lines(3), {":irc.example NOTICE #messages :A message of Bob was deleted by Ada (not so): “hello”"});
    rows().redacted(what, row("17", "hello", bob), {}, wall);
    check(lines(1), {});
}

BOOST_FIXTURE_TEST_CASE(without_a_reason_none_is_told, asked)
{
    done(asked_for("REDACT #messages 17"));
    check(lines(2), {":" + ada_mask + " REDACT #messages 17"});
    check(lines(3), {":irc.example NOTICE #messages :A message of Bob was deleted by Ada: “hello”"});
}

BOOST_FIXTURE_TEST_CASE(who_was_not_shown_the_row_is_told_nothing_but_its_sender_is, asked)
{
    const auto what = asked_for();
    rows().redacted(what, row("17", "hello", bob), {}, wall);
    check(lines(1), {":" + ada_mask + " REDACT #messages 17 :not so"});
    check(lines(2), {});
}

BOOST_FIXTURE_TEST_CASE(a_sender_without_the_capability_gets_the_notice, asked)
{
    enter(4, ada);
    check(send(4, "REDACT #messages 17"), {});
    done(std::get<bridge::ask::redact>(take_actions().at(0)));
    check(lines(4), {":irc.example NOTICE #messages :A message of Bob was deleted by Ada: “hello”"});
    check(lines(1), {":" + ada_mask + " REDACT #messages 17"});
}

BOOST_FIXTURE_TEST_CASE(the_answer_carries_the_label, asked)
{
    enter(4, ada, {cap::message_redaction, cap::labeled_response, cap::batch, cap::standard_replies});
    check(send(4, "@label=x REDACT #messages 17"), {});
    const auto what = std::get<bridge::ask::redact>(take_actions().at(0));
    BOOST_TEST(what.label == "x");
    done(what);
    check(lines(4), {"@label=x :" + ada_mask + " REDACT #messages 17"});
    check(send(4, "@label=y REDACT #messages 17"), {});
    failed(std::get<bridge::ask::redact>(take_actions().at(0)), errc::not_found);
    check(lines(4),
          {"@label=y :irc.example FAIL REDACT UNKNOWN_MSGID #messages 17 :This message does not exist, "
           "or you may not read it"});
    check(send(4, "@label=z REDACT #other 17"),
          {"@label=z :irc.example FAIL REDACT INVALID_TARGET #other :You cannot delete messages there"});
}

BOOST_FIXTURE_TEST_CASE(each_refusal_has_its_code, asked)
{
    const auto check_refusal = [&](base::error_code error, bool perhaps, const std::string& code,
                                   const std::string& text) {
        failed(asked_for(), error, perhaps);
        check(lines(1), {":irc.example FAIL REDACT " + code + " #messages 17 :" + text});
        check(lines(2), {});
    };
    check_refusal(errc::not_found, false, "UNKNOWN_MSGID",
                  "This message does not exist, or you may not read it");
    check_refusal(errc::forbidden, false, "REDACT_FORBIDDEN",
                  "You have no permission to delete this message");
    check_refusal(errc::invalid_payload, false, "REDACT_FORBIDDEN",
                  "Directus refused to delete this message: invalid payload");
    check_refusal(errc::unreachable, false, "CANNOT_REDACT", "The message was not deleted: no connection");
    check_refusal(errc::timeout, true, "CANNOT_REDACT",
                  "Directus did not confirm the deletion: no answer within the deadline");
}

BOOST_FIXTURE_TEST_CASE(a_deletion_that_another_was_faster_with_is_not_the_senders, asked)
{
    const auto what = asked_for();
    removed(row("17", "hello", bob), now);
    failed(what, errc::not_found);
    check(lines(1),
          {nobody + "REDACT #messages 17", ":irc.example FAIL REDACT UNKNOWN_MSGID #messages 17 :This "
                                           "message does not exist, or you may not read it"});
    check(lines(2), {nobody + "REDACT #messages 17"});
}

BOOST_FIXTURE_TEST_CASE(where_the_answer_is_lost_the_event_confirms, asked)
{
    const auto what = asked_for();
    removed(row("17", "hello", bob), now);
    failed(what, errc::timeout, true);
    check(lines(1), {":" + ada_mask + " REDACT #messages 17 :not so"});
    check(lines(2), {":" + ada_mask + " REDACT #messages 17 :not so"});
}

BOOST_FIXTURE_TEST_CASE(who_asks_and_goes_is_missed_by_nobody, asked)
{
    const auto what = asked_for();
    leave(1);
    lines(2);
    done(what);
    BOOST_TEST(lines(2).size() == 1u);
}

BOOST_FIXTURE_TEST_CASE(other_deletions_are_shown_meanwhile, asked)
{
    asked_for();
    removed(row("18", "other", bob), now);
    check(lines(2), {nobody + "REDACT #messages 18"});
}

BOOST_FIXTURE_TEST_CASE(a_long_reason_is_cut, asked)
{
    done(asked_for("REDACT #messages 17 :" + std::string(480, 'x')));
    BOOST_TEST(lines(2).at(0).size() == 510u); // checked to fit, too
    BOOST_TEST(lines(3).at(0).size() == 510u);
}

BOOST_AUTO_TEST_SUITE_END()
