#include "unit/bridge/channel/room_fixture.hpp"

BOOST_AUTO_TEST_SUITE(handlers_message)

using namespace room_test;

BOOST_AUTO_TEST_CASE(what_is_said_is_to_be_stored)
{
    house all;
    all.enter(1, ada);
    check(all.send(1, "PRIVMSG #messages :hello there"), {});
    check(all.send(1, "privmsg #Messages hello"), {});
    check(all.send(1, "PRIVMSG #messages :\x01"
                      "ACTION waves\x01"),
          {});
    check(all.send(1, "NOTICE #messages :a notice"), {});
    const auto actions = all.take_actions();
    const auto expected = [](std::string text, bool notice = false) {
        return bridge::ask::question(
            bridge::ask::store{ada, {client_id{1}, std::move(text), notice, {}, {}, true}});
    };
    BOOST_REQUIRE(actions.size() == 4u);
    BOOST_TEST((actions[0] == expected("hello there")));
    BOOST_TEST((actions[1] == expected("hello")));
    BOOST_TEST((actions[2] == expected("/me waves")));
    BOOST_TEST((actions[3] == expected("a notice", true)));
    BOOST_TEST(all.find(client_id{1})->outstanding == 4u);
}

BOOST_AUTO_TEST_CASE(what_cannot_be_said_is_answered)
{
    house all;
    all.enter(1, ada, {cap::standard_replies});
    all.connect(2, bob);
    const std::string me = ":irc.example ";
    check(all.send(1, "PRIVMSG"), {me + "411 Ada :No recipient given (PRIVMSG)"});
    check(all.send(1, "PRIVMSG #messages"), {me + "412 Ada :No text to send"});
    check(all.send(1, "PRIVMSG #messages :"), {me + "412 Ada :No text to send"});
    check(all.send(1, "PRIVMSG #messages :  \t "), {me + "412 Ada :No text to send"});
    check(all.send(1, "PRIVMSG #messages :\x01"
                      "ACTION \x01"),
          {me + "412 Ada :No text to send"});
    check(all.send(1, "PRIVMSG #messages,Bob :x"),
          {me + "407 Ada #messages,Bob :One target at a time (MAXTARGETS=1)"});
    check(all.send(1, "PRIVMSG nobody :x"), {me + "401 Ada nobody :No such nick/channel"});
    check(all.send(1, "PRIVMSG bob :x"),
          {me + "531 Ada bob :Private messages are not supported: Directus has no place for them"});
    check(all.send(1, "PRIVMSG NickServ :identify x"), {me + "401 Ada NickServ :No such nick/channel"});
    check(all.send(1, "PRIVMSG #other :x"),
          {me + "403 Ada #other :No such channel. The only channel here is #messages"});
    check(all.send(1, "PRIVMSG #messages :\x01VERSION\x01"),
          {me + "404 Ada #messages :Directus keeps texts: of CTCP only ACTION can be sent to the channel"});
    check(all.send(1, "PRIVMSG #messages :\xff"),
          {me + "FAIL PRIVMSG INVALID_UTF8 :Message rejected: it is not valid UTF-8"});
    check(all.send(1, "NOTICE #messages :\xff"),
          {me + "FAIL NOTICE INVALID_UTF8 :Message rejected: it is not valid UTF-8"});
    check(all.send(2, "PRIVMSG #messages :hi"), {me + "404 Bob #messages :You are not on that channel"});
    check(all.stored(), {});
    BOOST_TEST(all.find(client_id{1})->outstanding == 0u);
}

BOOST_AUTO_TEST_CASE(invalid_utf8_is_a_notice_without_standard_replies)
{
    house all;
    all.enter(1, ada);
    check(all.send(1, "PRIVMSG #messages :\xff"),
          {":irc.example NOTICE Ada :Message rejected: it is not valid UTF-8"});
}

BOOST_AUTO_TEST_CASE(who_may_not_create_is_told_404)
{
    house all;
    all.give(eve, access::full, access::none);
    all.enter(1, eve);
    for (const auto* line : {"PRIVMSG #messages :hi", "NOTICE #messages :hi"})
        check(all.send(1, line), {":irc.example 404 Eve #messages :You have no permission to write here. Ask "
                                  "an administrator of Directus for a policy that permits it",
                                  ":irc.example NOTICE Eve :Not sent: hi"});
    check(all.stored(), {});
}

BOOST_AUTO_TEST_CASE(an_empty_notice_is_nothing)
{
    house all;
    all.enter(1, ada);
    for (const auto* line : {"NOTICE nobody :x", "NOTICE NickServ :x", "NOTICE #other :x"})
        check(all.send(1, line), {});
    check(all.send(1, "NOTICE"), {});
    check(all.send(1, "NOTICE #messages"), {});
}

BOOST_AUTO_TEST_CASE(a_text_that_looks_like_an_action_is_one)
{
    house all;
    all.enter(1, ada);
    all.send(1, "PRIVMSG #messages :/me waves");
    all.send(1, "PRIVMSG #messages :odd \x01 text");
    check(all.stored(), {"/me waves", "odd  text"});
}

BOOST_AUTO_TEST_CASE(formatting_is_stored_as_markdown)
{
    house all;
    all.enter(1, ada);
    all.send(1, "PRIVMSG #messages :a \x02"
                "bold\x02 word");
    all.send(1, "NOTICE #messages :\x03"
                "4,8colours\x03 go");
    all.send(1, "PRIVMSG #messages :**by hand** \\*");
    check(all.send(1, "PRIVMSG #messages :\x02\x1d\x0f "), {":irc.example 412 Ada :No text to send"});
    check(all.stored(), {"a **bold** word", "colours go", "**by hand** \\*"});
}

BOOST_AUTO_TEST_CASE(formatting_can_be_left_out_or_stored_as_it_comes)
{
    for (const auto mode : {bridge::formatting::strip, bridge::formatting::raw}) {
        auto with = plain();
        with.formatting = mode;
        house all(with);
        all.enter(1, ada);
        all.send(1, "PRIVMSG #messages :a \x02"
                    "bold\x02 \x03"
                    "4word");
        const bool raw = mode == bridge::formatting::raw;
        check(all.stored(), {raw ? "a \x02"
                                   "bold\x02 \x03"
                                   "4word"
                                 : "a bold word"});
        all.shown(all.row("17", "a **bold** word"));
        check(all.lines(1),
              {":" + ada_mask + " PRIVMSG #messages :a " + (raw ? "**bold**" : "bold") + " word"});
    }
}

BOOST_AUTO_TEST_CASE(a_message_is_stored_as_an_html_paragraph)
{
    auto with = plain();
    with.formatting = bridge::formatting::html;
    house all(with);
    all.enter(1, ada);
    all.send(1, "PRIVMSG #messages :a < \x02"
                "b\x02");
    all.send(1, "PRIVMSG #messages :\x01"
                "ACTION waves\x01");
    check(all.send(1, "PRIVMSG #messages :\x02 \x02"), {":irc.example 412 Ada :No text to send"});
    check(all.stored(), {"<p>a &lt; <strong>b</strong></p>", "<p>/me waves</p>"});
}

BOOST_AUTO_TEST_CASE(typing_is_passed_on_and_not_stored)
{
    house all;
    all.enter(1, ada, {cap::message_tags, cap::server_time});
    all.enter(2, bob, {cap::message_tags, cap::account_tag, cap::server_time});
    all.enter(3, ada, {cap::message_tags});
    all.enter(4, bob, {cap::server_time});
    all.connect(5, bob, {cap::message_tags});
    for (const std::string state : {"active", "paused", "done"}) {
        check(all.send(1, "@+typing=" + state + " TAGMSG #Messages"), {});
        check(all.lines(2), {"@time=2023-11-14T22:15:00.000Z;+typing=" + state + ";account=" + ada_account +
                             " :" + ada_mask + " TAGMSG #messages"});
        check(all.lines(3),
              {"@+typing=" + state + " :" + ada_mask + " TAGMSG #messages"}); // his own, elsewhere
        check(all.lines(4), {});                                              // without message-tags
        check(all.lines(5), {});                                              // not on the channel
    }
    BOOST_TEST(all.take_actions().empty());
}

BOOST_AUTO_TEST_CASE(typing_comes_back_to_those_who_asked_for_echoes)
{
    house all;
    all.enter(1, ada, {cap::message_tags, cap::echo_message});
    all.enter(2, ada, {cap::echo_message});
    check(all.send(1, "@+typing=active TAGMSG #messages"),
          {"@+typing=active :" + ada_mask + " TAGMSG #messages"});
    check(all.lines(2), {});
    check(all.send(2, "@+typing=active TAGMSG #messages"), {});
    check(all.lines(1), {"@+typing=active :" + ada_mask + " TAGMSG #messages"});
}

BOOST_AUTO_TEST_CASE(other_tags_are_dropped_without_a_word)
{
    house all;
    all.enter(1, ada, {cap::message_tags, cap::echo_message, cap::standard_replies});
    all.enter(2, bob, {cap::message_tags});
    for (const auto* tags : {"@+typing=busy ", "@+typing=ACTIVE ", "@+typing= ", "@+typing ",
                             "@typing=active ", "@+draft/typing=active ", "@+draft/react=x;+draft/reply=17 ",
                             "@+typing=active;+typing=x ", "@+typing=active\\s ", "@+x=\xff ", ""})
        check(all.send(1, tags + std::string("TAGMSG #messages")), {});
    check(all.lines(2), {});
    check(all.send(1, "@+draft/react=x;+typing=done;+y TAGMSG #messages"),
          {"@+typing=done :" + ada_mask + " TAGMSG #messages"});
    check(all.lines(2), {"@+typing=done :" + ada_mask + " TAGMSG #messages"});
    check(all.send(1, "@+typing=active;+x PRIVMSG #messages :hello"), {});
    check(all.lines(2), {});
    check(all.stored(), {"hello"});
}

BOOST_AUTO_TEST_CASE(a_reply_names_its_row_where_the_collection_keeps_that)
{
    auto with = plain();
    with.replies = true;
    house all(with);
    all.enter(1, ada, {cap::message_tags});
    all.shown(all.row("17", "hello", bob));
    all.lines(1);
    const auto reply_to = [&](std::string_view tags, std::string_view command = "PRIVMSG") {
        check(all.send(1, std::string(tags) + " " + std::string(command) + " #messages :yes"), {});
        return std::get<bridge::ask::store>(all.take_actions().at(0)).what.reply_to.str();
    };
    BOOST_TEST(reply_to("@+reply=17") == "17");
    BOOST_TEST(reply_to("@+draft/reply=17") == "17");
    BOOST_TEST(reply_to("@+draft/reply=17", "NOTICE") == "17");
    BOOST_TEST(reply_to("@+reply=17.2") == "17"); // of an edit
    BOOST_TEST(reply_to("@+reply=18;+draft/reply=17") == "17");
    for (const auto* tags :
         {"@+reply=18", "@+reply=", "@+reply", "@reply=17", "@+reply=1\\s7", "@+reply=\xff", "@+x"})
        BOOST_TEST(reply_to(tags).empty(), tags);
    all.removed(all.row("17", "hello", bob), all.now);
    all.lines(1);
    BOOST_TEST(reply_to("@+reply=17").empty());
}

BOOST_AUTO_TEST_CASE(where_it_does_not_the_tag_is_dropped)
{
    house all;
    all.enter(1, ada, {cap::message_tags});
    all.shown(all.row("17", "hello", bob));
    all.lines(1);
    all.send(1, "@+reply=17 PRIVMSG #messages :yes");
    BOOST_TEST(std::get<bridge::ask::store>(all.take_actions().at(0)).what.reply_to.empty());
}

BOOST_AUTO_TEST_CASE(typing_where_one_may_not_write_is_refused)
{
    house all;
    all.give(eve, access::full, access::none);
    all.enter(1, ada, {cap::message_tags});
    all.enter(2, eve, {cap::message_tags});
    all.connect(3, bob, {cap::message_tags});
    const std::string server = ":irc.example ";
    const std::string typing = "@+typing=active TAGMSG ";
    check(all.send(2, typing + "#messages"),
          {server + "404 Eve #messages :You have no permission to write here. Ask an administrator of "
                    "Directus for a policy that permits it"});
    check(all.send(3, typing + "#messages"), {server + "404 Bob #messages :You are not on that channel"});
    check(all.send(1, typing + "Bob"),
          {server + "531 Ada Bob :Private messages are not supported: Directus has no place for them"});
    check(all.send(1, typing + "nobody"), {server + "401 Ada nobody :No such nick/channel"});
    check(all.send(1, typing + "#other"),
          {server + "403 Ada #other :No such channel. The only channel here is #messages"});
    check(all.send(1, typing + "#messages,Bob"),
          {server + "407 Ada #messages,Bob :One target at a time (MAXTARGETS=1)"});
    check(all.send(1, typing + ":"), {server + "411 Ada :No recipient given (TAGMSG)"});
    check(all.lines(1), {});
    check(all.lines(2), {});
}

BOOST_AUTO_TEST_CASE(a_pong_does_not_wait_for_typing)
{
    house all;
    all.enter(1, ada, {cap::message_tags});
    for (int n = 0; n < 20; ++n)
        all.send(1, "@+typing=active TAGMSG #messages");
    check(all.send(1, "PING x"), {":irc.example PONG irc.example :x"});
    BOOST_TEST(!all.deadline());
}

BOOST_AUTO_TEST_CASE(away_and_back)
{
    house all;
    all.enter(1, ada);
    const std::string away = ":irc.example 306 Ada :You have been marked as being away";
    const std::string back = ":irc.example 305 Ada :You are no longer marked as being away";
    check(all.send(1, "AWAY :tea"), {away});
    BOOST_TEST(all.people().find(ada)->away.value() == "tea");
    check(all.send(1, "AWAY"), {back});
    check(all.send(1, "AWAY tea"), {away});
    check(all.send(1, "AWAY :"), {back});
    BOOST_TEST(!all.people().find(ada)->away);
}

BOOST_AUTO_TEST_CASE(messages_that_would_have_no_author_are_refused_with_the_reason)
{
    house all;
    all.enter(1, ada);
    auto rights = all.people().ensure(ada).rights;
    rights.create_obstacle = "the field user is not yours to write";
    all.rights_changed(all.people().ensure(ada), rights, all.wall);
    check(all.lines(1), {":irc.example MODE #messages -v Ada"});
    check(all.send(1, "PRIVMSG #messages :hello"),
          {":irc.example 404 Ada #messages :Message not sent: the field user is not yours to write",
           ":irc.example NOTICE Ada :Not sent: hello"});
    check(all.send(1, "PRIVMSG #messages :\x01"
                      "ACTION waves\x01"),
          {":irc.example 404 Ada #messages :Message not sent: the field user is not yours to write",
           ":irc.example NOTICE Ada :Not sent: /me waves"});
    check(all.stored(), {});
}

BOOST_AUTO_TEST_SUITE_END()
