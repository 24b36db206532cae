// s/old/new/: what one said last is corrected, over Directus.
#include "room_fixture.hpp"

BOOST_AUTO_TEST_SUITE(corrections)

using namespace room_test;
using base::errc;

namespace {

struct writing : house {
    writing()
        : writing(plain())
    {
    }
    explicit writing(const room::settings& with)
        : house(with)
    {
        rights_changed(people().ensure(ada),
                       {.read = access::full, .create = access::full, .update = access::partial}, wall);
        enter(1, ada, {cap::standard_replies});
        enter(2, bob);
    }

    void say(std::string_view text, std::uint64_t n = 1)
    {
        check(send(n, "PRIVMSG #messages :" + std::string(text)), {});
    }
    // As the gateway does it.
    void confirm(const send_queue::line& what, const std::string& key)
    {
        const auto made = row(key, what.text);
        shown(made, static_cast<std::uint64_t>(what.from));
        delivered(what, ada, made);
        for (const std::uint64_t n : {1, 2, 3})
            lines(n);
    }
    void said_before(const std::string& key, const std::string& text)
    {
        say(text);
        confirm({client_id{1}, text}, key);
        take_actions();
    }
    // What is to be corrected: "key old>new".
    strings corrections()
    {
        strings out;
        for (const auto& one : take_actions())
            if (const auto* asked = std::get_if<bridge::ask::correct>(&one)) {
                BOOST_TEST((asked->author == ada));
                out.push_back(asked->id.str() + " " + asked->what.old + ">" + asked->what.fresh);
            }
        return out;
    }
    void event(const std::string& key, const std::string& text)
    {
        corrected().writes({ada, base::item_id(key), {}}, {}, text);
        edited_by_somebody(row(key, text), now);
    }
    void done() { corrected().answered(ada, {}, now); }
    void failed(base::error_code why, bool perhaps = false)
    {
        corrected().answered(ada, {why, perhaps}, now);
    }
};

struct writing_html : writing {
    static room::settings html()
    {
        auto with = plain();
        with.formatting = bridge::formatting::html;
        return with;
    }
    writing_html()
        : writing(html())
    {
    }
};

const std::string edit = ":" + ada_mask + " PRIVMSG #messages :(edited) ";
const std::string pong = ":irc.example PONG irc.example :x";

} // namespace

BOOST_FIXTURE_TEST_CASE(age_of_a_message_is_measured_by_directuss_clock, writing)
{
    lead = -2h;
    wall += 2h;
    said_before("17", "helo world"); // dated two hours before our time
    say("s/helo/hello/");
    check(corrections(), {"17 helo>hello"});
    done();
    event("17", "hello world");
    lines(1);
    lead = 0h;
    say("s/hello/hallo/");
    check(stored(), {"s/hello/hallo/"});
}

BOOST_FIXTURE_TEST_CASE(ones_last_message_is_corrected_and_the_edit_is_the_answer, writing)
{
    said_before("17", "helo world");
    say("s/helo/hello/");
    check(corrections(), {"17 helo>hello"});
    check(send(1, "PING x"), {}); // it is outstanding
    event("17", "hello world");
    check(lines(1), {edit + "hello world"});
    check(lines(2), {edit + "hello world"});
    done();
    check(lines(1), {pong});
    check(lines(2), {});
    BOOST_TEST(!deadline());
}

BOOST_FIXTURE_TEST_CASE(a_correction_in_html_is_of_the_text_that_is_shown, writing_html)
{
    say("helo & world");
    const auto stored = this->stored();
    check(stored, {"<p>helo &amp; world</p>"});
    confirm({client_id{1}, stored.front()}, "17");
    say("s/o & w/o, w/");
    const auto asked = take_actions();
    BOOST_REQUIRE(asked.size() == 1u);
    const auto* what = std::get_if<bridge::ask::correct>(&asked.front());
    BOOST_REQUIRE(what);
    BOOST_TEST(what->what.applied_to("<p>helo &amp; world</p>").value() == "<p>helo, world</p>");
    event("17", "<p>helo, world</p>");
    check(lines(1), {edit + "helo, world"});
    done();
    say("s/amp/x/"); // is not shown: an ordinary message
    BOOST_TEST(std::holds_alternative<bridge::ask::store>(take_actions().at(0)));
}

BOOST_FIXTURE_TEST_CASE(the_edit_may_come_after_directus_confirmed, writing)
{
    said_before("17", "helo");
    say("s/helo/hello/");
    check(send(1, "PING x"), {});
    done();
    check(lines(1), {});
    event("17", "hello");
    check(lines(1), {edit + "hello", pong});
    BOOST_TEST(!deadline());
}

BOOST_FIXTURE_TEST_CASE(the_answer_carries_the_label, writing)
{
    enter(3, ada, {cap::labeled_response, cap::batch});
    said_before("17", "helo");
    check(send(3, "@label=a PRIVMSG #messages :s/helo/hello/"), {});
    event("17", "hello");
    done();
    check(lines(3), {"@label=a " + edit + "hello"});
    check(lines(1), {edit + "hello"});
    check(send(3, "@label=b PRIVMSG #messages :s/hello/hallo/"), {});
    failed(errc::forbidden);
    const auto refused = lines(3);
    BOOST_REQUIRE(refused.size() == 2u);
    BOOST_TEST(refused[0] == "@label=b :irc.example NOTICE Ada :Directus refused the message: forbidden");
}

BOOST_FIXTURE_TEST_CASE(where_no_edit_is_shown_in_time_the_confirmation_is_the_answer, writing)
{
    enter(3, ada, {cap::labeled_response, cap::batch});
    said_before("17", "helo");
    send(3, "@label=a PRIVMSG #messages :s/helo/hello/");
    done();
    check(lines(3), {});
    BOOST_REQUIRE(deadline());
    BOOST_TEST((*deadline() == now + 2s));
    fired(now + 1s);
    check(lines(3), {});
    fired(now + 2s);
    check(lines(3), {"@label=a :irc.example ACK"});
    BOOST_TEST(!deadline());

    event("17", "hello");
    lines(1);
    say("s/hello/hallo/");
    done();
    fired(now + 2s);
    check(lines(1), {":irc.example NOTICE Ada :Your message was edited"});
}

BOOST_FIXTURE_TEST_CASE(what_is_no_correction_is_a_message, writing)
{
    say("s/a/b/"); // nothing to correct yet
    check(stored(), {"s/a/b/"});
    confirm({client_id{1}, "s/a/b/"}, "16");
    said_before("17", "some words");
    for (const auto* text : {"s/other/x/", "s/some/some/", "s/some words//", "s/some words/ /", "s/some/x",
                             "s/some/x/i", "see s/some/x/", "s//x/"}) {
        say(text);
        check(stored(), {text});
        returned({{client_id{1}, text}, send_queue::fate::expired, {}}, ada);
        lines(1);
    }
    check(send(1, "NOTICE #messages :s/some/x/"), {});
    check(stored(), {"s/some/x/"});
}

BOOST_FIXTURE_TEST_CASE(so_is_one_of_somebody_who_may_not_update, writing)
{
    shown(row("17", "bob's", bob));
    lines(2);
    say("s/bob/x/", 2);
    check(stored(), {"s/bob/x/"});
    rights_changed(people().ensure(bob),
                   {.read = access::full, .create = access::full, .update = access::full}, wall);
    say("s/bob/x/", 2); // of the line before, which is on its way
    check(stored(), {});
}

BOOST_FIXTURE_TEST_CASE(only_the_own_last_row_of_the_last_hour, writing)
{
    said_before("17", "first words");
    said_before("18", "second words");
    shown(row("19", "first words", bob));
    lines(1);
    say("s/first/x/");
    check(stored(), {"s/first/x/"});
    returned({{client_id{1}, "s/first/x/"}, send_queue::fate::expired, {}}, ada);
    lines(1);
    say("s/second/x/");
    check(corrections(), {"18 second>x"});
    failed(errc::forbidden);
    lines(1);
    wall = date + 1h;
    say("s/second/x/");
    check(stored(), {"s/second/x/"});
}

BOOST_FIXTURE_TEST_CASE(a_row_that_was_only_shown_counts, writing)
{
    shown(row("17", "from the app")); // of Ada's, in Directus itself
    lines(1);
    say("s/app/phone/");
    check(corrections(), {"17 app>phone"});
}

BOOST_AUTO_TEST_CASE(so_does_one_of_the_history)
{
    house all(with_history());
    all.rights_changed(all.people().ensure(ada),
                       {.read = access::full, .create = access::full, .update = access::full}, all.wall);
    all.enter(1, ada);
    all.remember(1, {all.row("16", "older"), all.row("17", "old")});
    all.lines(1);
    all.send(1, "PRIVMSG #messages :s/old/new/");
    const auto actions = all.take_actions();
    BOOST_REQUIRE(!actions.empty());
    BOOST_TEST(std::get<bridge::ask::correct>(actions.back()).id.str() == "17");
}

BOOST_FIXTURE_TEST_CASE(after_a_deletion_it_is_the_one_before, writing)
{
    said_before("17", "the same");
    said_before("18", "the same");
    removed(row("18", "the same"), now);
    lines(1);
    say("s/same/other/");
    check(corrections(), {"17 same>other"});
}

BOOST_FIXTURE_TEST_CASE(of_a_line_on_its_way_it_waits_for_that_and_holds_up_nothing, writing)
{
    say("helo");
    say("s/helo/hello/");
    say("next");
    check(stored(), {"helo", "next"});
    confirm({client_id{1}, "helo"}, "17");
    check(corrections(), {"17 helo>hello"});
    confirm({client_id{1}, "next"}, "18");
    event("17", "hello");
    done();
    check(lines(1), {edit + "hello"});
}

BOOST_FIXTURE_TEST_CASE(where_that_line_comes_back_so_does_the_correction, writing)
{
    say("helo");
    say("s/helo/hello/");
    returned({{client_id{1}, "helo"}, send_queue::fate::expired, errc::unreachable}, ada);
    check(lines(1),
          {":irc.example FAIL PRIVMSG EXPIRED #messages :Directus did not answer for too long. Send it again",
           ":irc.example NOTICE Ada :Not sent: helo",
           ":irc.example FAIL PRIVMSG REJECTED #messages :Directus refused the message: no such message",
           ":irc.example NOTICE Ada :Not sent: s/helo/hello/"});
    check(corrections(), {});
    check(send(1, "PING x"), {pong});
}

BOOST_FIXTURE_TEST_CASE(several_go_one_at_a_time_each_on_what_the_others_made, writing)
{
    said_before("17", "one two");
    say("s/one/1/");
    say("s/1 two/12/"); // of what there will be
    say("s/one/x/");    // of what there was: a message
    check(stored(), {"s/one/x/"});
    event("17", "1 two");
    done();
    check(corrections(), {"17 1 two>12"});
    event("17", "12");
    done();
    check(lines(1), {edit + "1 two", edit + "12"});
}

BOOST_FIXTURE_TEST_CASE(one_that_fails_leaves_the_next_its_turn, writing)
{
    said_before("17", "one two");
    say("s/one/1/");
    say("s/two/2/");
    check(corrections(), {"17 one>1"});
    failed(errc::invalid_payload);
    check(lines(1),
          {":irc.example FAIL PRIVMSG REJECTED #messages :Directus refused the message: invalid payload",
           ":irc.example NOTICE Ada :Not sent: s/one/1/"});
    check(corrections(), {"17 two>2"});
}

BOOST_FIXTURE_TEST_CASE(what_is_not_known_and_what_could_not_be_asked_comes_back_too, writing)
{
    said_before("17", "helo");
    say("s/helo/hello/");
    failed(errc::timeout, true);
    check(lines(1), {":irc.example FAIL PRIVMSG UNKNOWN_OUTCOME #messages :Directus did not confirm the "
                     "message. See whether it is in the channel before you send it again",
                     ":irc.example NOTICE Ada :Perhaps not sent: s/helo/hello/"});
    say("s/helo/hello/");
    failed(errc::unreachable);
    check(lines(1),
          {":irc.example FAIL PRIVMSG REJECTED #messages :Directus cannot store messages now: no connection",
           ":irc.example NOTICE Ada :Not sent: s/helo/hello/"});
    say("s/helo/hello/");
    event("17", "hello");
    failed(errc::timeout, true); // the edit shows that it was made
    check(lines(1), {edit + "hello"});
}

BOOST_FIXTURE_TEST_CASE(not_more_than_some_wait, writing)
{
    say("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
    for (std::size_t n = 0; n < bridge::correction_queue::most; ++n)
        say("s/a/b/");
    check(send(1, "PRIVMSG #messages :s/a/b/"),
          {":irc.example FAIL PRIVMSG QUEUE_FULL #messages :Too many of your messages are waiting for "
           "Directus already. Send it again later",
           ":irc.example NOTICE Ada :Not sent: s/a/b/"});
}

BOOST_FIXTURE_TEST_CASE(who_goes_meanwhile_has_corrected_it_all_the_same, writing)
{
    said_before("17", "one two");
    say("s/one/1/");
    say("s/two/2/");
    leave(1);
    take_actions();
    event("17", "1 two");
    done();
    fired(now + 2s);
    check(corrections(), {"17 two>2"});
    failed(errc::forbidden);
    lines(2);
    attach(client_id{3}, ada, caps({}), now, wall);
    BOOST_TEST(lines(3).back() == ":irc.example NOTICE Ada :Not sent: s/two/2/");
}

BOOST_AUTO_TEST_SUITE_END()
