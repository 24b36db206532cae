// Rows of several lines: one batch for clients that take it whole, lines apart for all others.
#include "room_fixture.hpp"

#include <fmt/format.h>

BOOST_AUTO_TEST_SUITE(row_lines)

using namespace room_test;

namespace {

const auto modern = {cap::multiline, cap::batch, cap::message_tags, cap::server_time, cap::account_tag};
const std::string from_ada = ":" + ada_mask + " PRIVMSG #messages :";
const std::string opening = ":" + ada_mask + " BATCH +m1 draft/multiline #messages";
const std::string closing = ":" + ada_mask + " BATCH -m1";
const std::string at = "time=2023-11-14T22:13:20.042Z";

std::string with_lines(int count)
{
    std::string text;
    for (int n = 1; n <= count; ++n)
        text += fmt::format("line {}\n", n);
    return text;
}

} // namespace

BOOST_AUTO_TEST_CASE(the_opening_has_the_tags_and_blank_lines_are_kept)
{
    house all;
    all.enter(1, bob, modern);
    all.enter(2, bob, {cap::message_tags, cap::server_time});
    all.shown(all.row("17", "\none\r\n\n two\n \n"));
    check(all.lines(1),
          {"@" + at + ";msgid=17;account=" + ada_account + " " + opening, "@batch=m1 " + from_ada + "one",
           "@batch=m1 " + from_ada, "@batch=m1 " + from_ada + " two", closing});
    check(all.lines(2), {"@" + at + ";msgid=17 " + from_ada + "one", "@" + at + " " + from_ada + " two"});
    all.shown(all.row("18", "three\nfour"));
    BOOST_TEST(all.lines(1).back() == ":" + ada_mask + " BATCH -m2");
}

BOOST_AUTO_TEST_CASE(messages_of_bots_have_the_tag_bot)
{
    auto with = plain();
    with.bots = {ada.str()};
    house all(with);
    all.learn({ada, "Ada", "", ""});
    all.enter(1, bob, {cap::message_tags});
    all.enter(2, bob);
    all.shown(all.row("17", "one\ntwo"));
    check(all.lines(1), {"@msgid=17;bot " + from_ada + "one", "@bot " + from_ada + "two"});
    check(all.lines(2), {from_ada + "one", from_ada + "two"});
}

BOOST_AUTO_TEST_CASE(user_mode_B_is_as_good_while_the_client_is_there)
{
    house all;
    all.enter(1, bob, {cap::message_tags});
    all.enter(2, ada);
    all.send(2, "MODE Ada +B");
    all.lines(1);
    all.shown(all.row("17", "one"));
    check(all.lines(1), {"@msgid=17;bot " + from_ada + "one"});
    all.leave(2);
    all.shown(all.row("18", "two"));
    check(all.lines(1), {"@msgid=18 " + from_ada + "two"});
}

BOOST_AUTO_TEST_CASE(a_row_of_one_line_is_a_plain_message)
{
    house all;
    all.enter(1, bob, modern);
    all.shown(all.row("17", "\none\n"));
    check(all.lines(1), {"@" + at + ";msgid=17;account=" + ada_account + " " + from_ada + "one"});
}

BOOST_AUTO_TEST_CASE(all_three_capabilities_are_needed)
{
    house all;
    all.enter(1, bob, {cap::multiline, cap::batch});
    all.enter(2, bob, {cap::multiline, cap::message_tags});
    all.enter(3, bob, {cap::batch, cap::message_tags});
    all.shown(all.row("17", "one\ntwo"));
    check(all.lines(1), {from_ada + "one", from_ada + "two"});
    for (const std::uint64_t n : {2, 3})
        check(all.lines(n), {"@msgid=17 " + from_ada + "one", from_ada + "two"});
}

BOOST_AUTO_TEST_CASE(pieces_of_a_long_line_give_it_back)
{
    house all;
    all.enter(1, bob, {cap::multiline, cap::batch, cap::message_tags});
    std::string text;
    for (int n = 0; n < 300; ++n)
        text += fmt::format("{} ", n);
    all.shown(all.row("17", text));
    const auto lines = all.lines(1);
    BOOST_REQUIRE(lines.size() == 5u);
    std::string whole;
    for (std::size_t n = 1; n < 4; ++n) {
        const auto before = (n > 1 ? "@draft/multiline-concat;batch=m1 " : "@batch=m1 ") + from_ada;
        BOOST_REQUIRE(lines[n].starts_with(before));
        whole += lines[n].substr(before.size());
    }
    BOOST_TEST(whole == text);
}

BOOST_AUTO_TEST_CASE(an_action_is_opened_first_and_ended_last)
{
    house all;
    all.enter(1, bob, {cap::multiline, cap::batch, cap::message_tags});
    all.shown(all.row("17", "/me waves\nand goes"));
    check(all.lines(1), {"@msgid=17 " + opening,
                         "@batch=m1 " + from_ada +
                             "\x01"
                             "ACTION waves",
                         "@batch=m1 " + from_ada + "and goes\x01", closing});
}

BOOST_AUTO_TEST_CASE(more_is_shown_whole_than_apart)
{
    house all;
    all.enter(1, bob, {cap::multiline, cap::batch, cap::message_tags});
    all.enter(2, bob);
    all.shown(all.row("17", with_lines(100)));
    const auto whole = all.lines(1);
    BOOST_REQUIRE(whole.size() == 102u);
    BOOST_TEST(whole[100].ends_with(":line 100"));
    const auto apart = all.lines(2);
    BOOST_REQUIRE(apart.size() == 21u);
    BOOST_TEST(apart.back() == from_ada + "… (+80 lines) https://d.example/admin/content/messages/17");

    all.shown(all.row("18", with_lines(101)));
    const auto most = all.lines(1);
    BOOST_REQUIRE(most.size() == 102u); // within the limit that we tell
    BOOST_TEST(most[99].ends_with(":line 99"));
    BOOST_TEST(most[100].ends_with(":… (+2 lines) https://d.example/admin/content/messages/18"));
}

BOOST_AUTO_TEST_CASE(a_pushed_history_has_batches_within_its_own)
{
    house all(with_history());
    all.connect(1, bob, {cap::multiline, cap::batch, cap::message_tags});
    all.send(1, "JOIN #messages");
    all.remember(1, {all.row("1", "one\ntwo"), all.row("2", "three")});
    // Of a client that knows no time each message has its hour once.
    check(all.lines(1), {":irc.example BATCH +h1 chathistory #messages",
                         "@msgid=1;batch=h1 :" + ada_mask + " BATCH +m1 draft/multiline #messages",
                         "@batch=m1 " + from_ada + "[22:13] one", "@batch=m1 " + from_ada + "two",
                         "@batch=h1 :" + ada_mask + " BATCH -m1",
                         "@msgid=2;batch=h1 " + from_ada + "[22:13] three", ":irc.example BATCH -h1"});
}

BOOST_AUTO_TEST_CASE(a_page_has_batches_within_its_own)
{
    house all;
    all.connect(1, bob, {cap::chathistory, cap::multiline, cap::batch, cap::message_tags, cap::server_time});
    all.send(1, "CHATHISTORY LATEST #messages * 5");
    const auto asked = std::get<bridge::ask::read_page>(all.take_actions().at(0));
    all.pages().page(asked, all.past_of({all.row("1", "one\ntwo")}), all.wall);
    check(all.lines(1), {":irc.example BATCH +h1 chathistory #messages",
                         "@" + at + ";msgid=1;batch=h1 :" + ada_mask + " BATCH +m1 draft/multiline #messages",
                         "@batch=m1 " + from_ada + "one", "@batch=m1 " + from_ada + "two",
                         "@batch=h1 :" + ada_mask + " BATCH -m1", ":irc.example BATCH -h1"});
}

BOOST_AUTO_TEST_CASE(an_edit_of_several_lines_has_its_own_key_either_way)
{
    house all;
    all.enter(1, bob, {cap::multiline, cap::batch, cap::message_tags});
    all.enter(2, bob, {cap::message_tags});
    all.edited(all.row("17", "one\ntwo"), all.now);
    check(all.lines(1), {"@msgid=17.1;+reply=17;+draft/reply=17 " + opening,
                         "@batch=m1 " + from_ada + "(edited) one", "@batch=m1 " + from_ada + "two", closing});
    check(all.lines(2),
          {"@msgid=17.1;+reply=17;+draft/reply=17 " + from_ada + "(edited) one", from_ada + "two"});
}

BOOST_AUTO_TEST_CASE(a_labelled_echo_apart_is_a_batch_of_the_label)
{
    house all;
    all.enter(1, ada, {cap::batch, cap::labeled_response, cap::echo_message, cap::message_tags});
    all.show(bridge::said{all.row("7", "one\ntwo"), client_id{1}, false, "m"}, everyone, all.wall);
    check(all.lines(1),
          {"@label=m :irc.example BATCH +l1 labeled-response", "@msgid=7;batch=l1 " + from_ada + "one",
           "@batch=l1 " + from_ada + "two", ":irc.example BATCH -l1"});
}

BOOST_AUTO_TEST_CASE(a_row_of_several_lines_comes_back_with_every_line)
{
    house all;
    all.enter(1, ada);
    all.returned({{client_id{1}, "one\n\n" + std::string(500, 'x')}, send_queue::fate::expired, {}});
    const auto lines = all.lines(1); // the fixture checks that none holds a line break
    BOOST_REQUIRE(lines.size() == 5u);
    const std::string before = ":irc.example NOTICE Ada :Not sent: ";
    BOOST_TEST(lines[1] == before + "one");
    BOOST_TEST(lines[2] == before);
    BOOST_TEST(lines[3].substr(before.size()) + lines[4].substr(before.size()) == std::string(500, 'x'));
}

BOOST_AUTO_TEST_SUITE_END()
