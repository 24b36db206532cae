// Edits and deletions: for those who were shown the row.
#include "room_fixture.hpp"

BOOST_AUTO_TEST_SUITE(room_changes)

using namespace room_test;

BOOST_AUTO_TEST_CASE(an_edit_is_a_line_of_the_author_with_a_key_of_its_own_and_the_time_of_now)
{
    house all;
    all.enter(1, bob, {cap::message_tags, cap::server_time});
    all.edited(all.row("17", "hello, world"), all.now, 2);
    check(all.lines(1), {"@time=2023-11-14T22:15:00.000Z;msgid=17.2;+reply=17;+draft/reply=17 :" + ada_mask +
                         " PRIVMSG #messages :(edited) hello, world"});
}

BOOST_AUTO_TEST_CASE(an_edit_of_several_lines_is_several)
{
    house all;
    all.enter(1, bob, {cap::message_tags});
    all.edited(all.row("17", "one\ntwo"), all.now);
    check(all.lines(1),
          {"@msgid=17.1;+reply=17;+draft/reply=17 :" + ada_mask + " PRIVMSG #messages :(edited) one",
           ":" + ada_mask + " PRIVMSG #messages :two"});
}

BOOST_AUTO_TEST_CASE(an_edit_by_somebody_else_is_a_notice_that_names_him)
{
    house all;
    all.enter(1, bob, {cap::message_tags});
    all.enter(2, ada);
    auto row = all.row("17", "one\ntwo");
    row.editor = eve;
    all.edited(row, all.now);
    const std::string notice = ":Directus!directus@irc.example NOTICE #messages :";
    check(all.lines(1),
          {"@msgid=17.1;+reply=17;+draft/reply=17 " + notice + "A message of Ada was edited by Eve: one",
           notice + "two"});
    check(all.lines(2), {notice + "A message of Ada was edited by Eve: one", notice + "two"});
    row.editor = ada;
    all.edited(row, all.now, 2);
    BOOST_TEST(all.lines(2).at(0) == ":" + ada_mask + " PRIVMSG #messages :(edited) one");
}

BOOST_AUTO_TEST_CASE(edit_by_an_unknown_editor_is_a_notice_that_names_nobody)
{
    house all;
    all.enter(1, bob, {cap::message_tags});
    all.edited_by_somebody(all.row("17", "one\ntwo"), all.now);
    const std::string notice = ":Directus!directus@irc.example NOTICE #messages :";
    check(all.lines(1),
          {"@msgid=17.1;+reply=17;+draft/reply=17 " + notice + "A message of Ada was edited: one",
           notice + "two"});
}

BOOST_AUTO_TEST_CASE(edit_that_the_gateway_made_is_the_authors_without_an_editor)
{
    house all;
    all.enter(1, bob);
    all.corrected().writes({ada, base::item_id("17"), {}}, "old", "new");
    all.edited_by_somebody(all.row("18", "new"), all.now);
    BOOST_TEST(all.lines(1).at(0) ==
               ":Directus!directus@irc.example NOTICE #messages :A message of Ada was edited: new");
    all.edited_by_somebody(all.row("17", "new"), all.now);
    check(all.lines(1), {":" + ada_mask + " PRIVMSG #messages :(edited) new"});
    bridge::edited with_file{
        .row = all.row("17", "new"), .number = 2, .shown_at = all.now, .other_file = true};
    all.show(with_file, everyone, all.wall);
    BOOST_TEST(all.lines(1).at(0) ==
               ":Directus!directus@irc.example NOTICE #messages :A message of Ada was edited: new");
}

BOOST_AUTO_TEST_CASE(named_editor_counts_more_than_the_gateways_own_edit)
{
    house all;
    all.enter(1, bob);
    all.corrected().writes({ada, base::item_id("17"), {}}, "old", "new");
    auto row = all.row("17", "new");
    row.editor = eve;
    all.edited(row, all.now);
    check(all.lines(1),
          {":Directus!directus@irc.example NOTICE #messages :A message of Ada was edited by Eve: new"});
}

BOOST_AUTO_TEST_CASE(edit_of_a_row_without_an_author_is_nobodys_words)
{
    house all;
    all.enter(1, bob);
    all.edited_by_somebody(all.row("17", "new", base::user_id()), all.now);
    BOOST_TEST(all.lines(1).at(0).starts_with(
        ":Directus!directus@irc.example NOTICE #messages :A message of anonymous was "
        "edited: new"));
}

BOOST_AUTO_TEST_CASE(a_deletion_is_a_notice_that_quotes_the_text)
{
    house all;
    all.enter(1, bob);
    all.removed(all.row("17", "hello"), all.now);
    check(all.lines(1), {":irc.example NOTICE #messages :A message of Ada was deleted: “hello”"});
    all.removed(all.row("17", "/me waves"), all.now);
    check(all.lines(1), {":irc.example NOTICE #messages :A message of Ada was deleted: “/me waves”"});
    all.removed(all.row("17", "one\ntwo", base::user_id()), all.now);
    check(all.lines(1), {":irc.example NOTICE #messages :A message of anonymous was deleted: “one…”"});
    std::string snowmen;
    for (int n = 0; n < 100; ++n)
        snowmen += "☃";
    all.removed(all.row("17", snowmen), all.now);
    check(all.lines(1),
          {":irc.example NOTICE #messages :A message of Ada was deleted: “" + snowmen.substr(0, 60) + "…”"});
}

BOOST_AUTO_TEST_CASE(who_joined_after_the_row_is_told_nothing_of_it)
{
    house all;
    all.enter(1, ada);
    const auto shown_at = all.now;
    all.now += 1s;
    all.enter(2, bob);
    all.edited(all.row("17", "new"), shown_at);
    all.removed(all.row("17", "new"), shown_at);
    BOOST_TEST(all.lines(1).size() == 2u);
    check(all.lines(2), {});
}

BOOST_AUTO_TEST_CASE(who_was_shown_it_as_history_is_told)
{
    house all(with_history());
    all.enter(1, ada);
    all.enter(2, bob);
    all.remember(2, {all.row("17", "old")});
    all.lines(2);
    all.remember(1, {});
    all.lines(1);
    all.edited(all.row("17", "new"), std::nullopt);
    all.removed(all.row("17", "new"), std::nullopt);
    check(all.lines(1), {});
    BOOST_TEST(all.lines(2).size() == 2u);
}

BOOST_AUTO_TEST_CASE(who_waits_for_his_history_is_told_after_it)
{
    house all(with_history());
    all.enter(1, bob);
    all.edited(all.row("17", "new"), std::nullopt);
    all.removed(all.row("18", "never shown"), std::nullopt);
    check(all.lines(1), {});
    all.remember(1, {all.row("17", "old")});
    check(all.lines(1), {":" + ada_mask + " PRIVMSG #messages :[22:13] old",
                         ":" + ada_mask + " PRIVMSG #messages :(edited) new"});
}

BOOST_AUTO_TEST_SUITE_END()
