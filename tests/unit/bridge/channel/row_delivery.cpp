// Rows on their way to the clients: who is shown what, and the echo.
#include "room_fixture.hpp"

#include "bridge/channel/greeting.hpp"

BOOST_AUTO_TEST_SUITE(row_delivery)

using namespace room_test;

BOOST_AUTO_TEST_CASE(a_row_is_shown_to_everyone_on_the_channel)
{
    house all;
    all.enter(1, ada);
    all.enter(2, bob);
    all.connect(3, bob);
    all.shown(all.row("17", "hello"));
    check(all.lines(1),
          {":" + ada_mask + " PRIVMSG #messages :hello"}); // from elsewhere: no client of hers sent it
    check(all.lines(2), {":" + ada_mask + " PRIVMSG #messages :hello"});
    check(all.lines(3), {});
}

BOOST_AUTO_TEST_CASE(a_row_has_its_key_time_and_account)
{
    house all;
    all.enter(1, bob, {cap::message_tags, cap::server_time, cap::account_tag});
    all.shown(all.row("17", "hello"));
    check(all.lines(1), {"@time=2023-11-14T22:13:20.042Z;msgid=17;account=" + ada_account + " :" + ada_mask +
                         " PRIVMSG #messages :hello"});
}

BOOST_AUTO_TEST_CASE(of_several_lines_the_first_alone_has_the_key)
{
    house all;
    all.enter(1, bob, {cap::message_tags, cap::server_time});
    all.shown(all.row("17", "one\ntwo"));
    check(all.lines(1), {"@time=2023-11-14T22:13:20.042Z;msgid=17 :" + ada_mask + " PRIVMSG #messages :one",
                         "@time=2023-11-14T22:13:20.042Z :" + ada_mask + " PRIVMSG #messages :two"});
}

BOOST_AUTO_TEST_CASE(the_sender_without_echo_message_gets_nothing_but_his_other_clients_do)
{
    house all;
    all.enter(1, ada);
    all.enter(2, ada);
    all.enter(3, ada, {cap::echo_message});
    all.enter(4, bob);
    const auto line = ":" + ada_mask + " PRIVMSG #messages :hello";
    all.shown(all.row("17", "hello"), 1);
    check(all.lines(1), {});
    check(all.lines(2), {line});
    check(all.lines(3), {line});
    check(all.lines(4), {line});
}

BOOST_AUTO_TEST_CASE(the_sender_with_echo_message_gets_the_line_as_stored)
{
    house all;
    all.enter(1, ada, {cap::echo_message, cap::message_tags, cap::server_time});
    check(all.send(1, "PRIVMSG #messages :hello"), {});
    check(all.stored(), {"hello"});
    all.shown(all.row("17", "hello, amended by a flow"), 1);
    check(all.lines(1), {"@time=2023-11-14T22:13:20.042Z;msgid=17 :" + ada_mask +
                         " PRIVMSG #messages :hello, amended by a flow"});
}

BOOST_AUTO_TEST_CASE(a_notice_is_shown_as_what_it_was)
{
    house all;
    all.enter(1, bob);
    all.shown(all.row("17", "hello"), 9, true);
    check(all.lines(1), {":" + ada_mask + " NOTICE #messages :hello"});
}

BOOST_AUTO_TEST_CASE(an_action_is_shown_as_one)
{
    house all;
    all.enter(1, bob);
    all.shown(all.row("17", "/me waves"));
    check(all.lines(1), {":" + ada_mask +
                         " PRIVMSG #messages :\x01"
                         "ACTION waves\x01"});
}

BOOST_AUTO_TEST_CASE(markdown_is_shown_as_formatting)
{
    house all;
    all.enter(1, bob);
    all.shown(all.row("17", "**a** [here](https://d.example/a_b_c)"));
    check(all.lines(1), {":" + ada_mask +
                         " PRIVMSG #messages :\x02"
                         "a\x02 here <https://d.example/a_b_c>"});
    all.edited(all.row("17", "**b**"), all.now);
    check(all.lines(1), {":" + ada_mask +
                         " PRIVMSG #messages :(edited) \x02"
                         "b\x02"});
    all.removed(all.row("17", "**b** " + std::string(100, 'x')), all.now);
    const auto gone = all.lines(1);
    BOOST_REQUIRE(gone.size() == 1u);
    BOOST_TEST(gone[0].find("“b xx") != std::string::npos); // it is cut, and has no codes
}

BOOST_AUTO_TEST_CASE(html_is_shown_as_formatting)
{
    auto with = plain();
    with.formatting = bridge::formatting::html;
    house all(with);
    all.enter(1, bob);
    const auto say = ":" + ada_mask + " PRIVMSG #messages :";
    all.shown(all.row("17", "<p><strong>a</strong> &amp; <span data-id=\"" + bob.str() + "\">@B</span></p>"));
    check(all.lines(1), {say + "\x02"
                               "a\x02 & @Bob"});
    all.shown(all.row("18", "<p>/me waves</p>"));
    check(all.lines(1), {say + "\x01"
                               "ACTION waves\x01"});
    all.shown(all.row("19", "<p>&nbsp;</p>"));
    check(all.lines(1), {});
    all.edited(all.row("17", "<p><em>b</em></p>"), all.now);
    check(all.lines(1), {say + "(edited) \x1d"
                               "b\x1d"});
    all.removed(all.row("17", "<p><b>b</b> " + std::string(100, 'x') + "</p>"), all.now);
    const auto gone = all.lines(1);
    BOOST_REQUIRE(gone.size() == 1u);
    BOOST_TEST(gone[0].find("“b xx") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(rows_of_the_first_history_tell_that_texts_are_html)
{
    auto with = with_history();
    with.formatting = bridge::formatting::automatic;
    house all(with);
    all.enter(1, bob);
    all.remember(1, {all.row("16", "plain"), all.row("17", "<p>a &amp; b</p>"), all.row("18", "<p>c</p>")});
    std::string shown;
    for (const auto& one : all.lines(1))
        shown += one.substr(one.rfind(' ')) + "|";
    BOOST_TEST(shown == " plain| b| c|");
    BOOST_TEST((all.take_formatting_decision() == bridge::formatting::html));
    all.send(1, "PRIVMSG #messages :hello");
    check(all.stored(), {"<p>hello</p>"});
}

BOOST_AUTO_TEST_CASE(a_file_is_a_line_of_its_own)
{
    house all;
    all.enter(1, bob, {cap::message_tags});
    const std::string say = " :" + ada_mask + " PRIVMSG #messages :";
    const std::string cat = "cat.png (842 B) https://d.example/assets/0a1b";
    auto row = all.row("17", "look");
    row.attachment = directus::file{"0a1b", "cat.png", 842};
    all.shown(row);
    check(all.lines(1), {"@msgid=17" + say + "look", say.substr(1) + cat});
    row.id = base::item_id("18");
    row.content.clear();
    all.shown(row);
    check(all.lines(1), {"@msgid=18" + say + cat});
    row.attachment->name.clear(); // may not be read
    all.shown(row);
    check(all.lines(1), {"@msgid=18" + say + "https://d.example/assets/0a1b"});
    all.removed(row, all.now);
    check(all.lines(1), {":irc.example NOTICE #messages :A message of Ada was deleted: a file"});
    row.content = "new";
    all.edited(row, all.now);
    check(all.lines(1), {"@msgid=18.1;+reply=18;+draft/reply=18" + say + "(edited) new",
                         say.substr(1) + "https://d.example/assets/0a1b"});
}

BOOST_AUTO_TEST_CASE(blank_rows_show_nothing_and_list_nobody)
{
    house all;
    all.enter(1, bob);
    all.shown(all.row("17", " \n", eve));
    check(all.lines(1), {});
    BOOST_TEST(!all.people().find(eve)->listed);
}

BOOST_AUTO_TEST_CASE(a_row_without_author_is_from_directus)
{
    house all;
    all.enter(1, bob, {cap::account_tag});
    all.shown(all.row("17", "hello", base::user_id()));
    check(all.lines(1), {":anonymous!anonymous@irc.example PRIVMSG #messages :hello"});
}

BOOST_AUTO_TEST_CASE(a_row_without_date_has_the_time_of_now)
{
    house all;
    all.enter(1, bob, {cap::server_time});
    auto row = all.row("17", "hello");
    row.date.reset();
    all.shown(row);
    check(all.lines(1), {"@time=2023-11-14T22:15:00.000Z :" + ada_mask + " PRIVMSG #messages :hello"});
}

BOOST_AUTO_TEST_CASE(a_row_is_for_its_audience)
{
    house all;
    all.enter(1, ada);
    all.enter(2, bob);
    all.show(
        bridge::said{all.row("17", "hello")}, [](const bridge::member& who) { return who.id == bob; },
        all.wall);
    check(all.lines(1), {});
    BOOST_TEST(all.lines(2).size() == 1u);
    all.announce("Directus is unreachable", [](const bridge::member& who) { return who.id == ada; });
    check(all.lines(1), {":irc.example NOTICE #messages :Directus is unreachable"});
    check(all.lines(2), {});
}

BOOST_AUTO_TEST_CASE(an_unlisted_author_joins_once_before_his_row)
{
    house all;
    all.enter(1, bob, {cap::away_notify, cap::extended_join});
    all.shown(all.row("17", "hello", eve));
    check(all.lines(1), {":" + eve_mask + " JOIN #messages " + eve_account + " :Eve",
                         ":" + eve_mask + " PRIVMSG #messages :hello"});
    all.shown(all.row("18", "again", eve));
    check(all.lines(1), {":" + eve_mask + " PRIVMSG #messages :again"});
}

BOOST_AUTO_TEST_CASE(an_unknown_author_is_named_after_his_id)
{
    house all;
    all.enter(1, bob);
    const base::user_id unknown("fee1dead-0000-4000-8000-000000000004");
    all.shown(all.row("17", "hello", unknown));
    check(all.lines(1), {":Userfee1!u@user-fee1dead.directus JOIN #messages",
                         ":Userfee1!u@user-fee1dead.directus PRIVMSG #messages :hello"});
    all.learn({unknown, "Mallory", "", ""});
    check(all.lines(1), {":Userfee1!u@user-fee1dead.directus NICK :Mallory"});
}

BOOST_AUTO_TEST_CASE(long_rows_fit_their_lines_and_end_in_a_link)
{
    auto with = plain();
    with.server_name = std::string(63, 's');
    with.channel = "#" + std::string(63, 'c');
    house all(with);
    all.learn({eve, std::string(32, 'N'), "", ""});
    all.connect(1, bob);
    all.send(1, "JOIN " + with.channel);
    all.lines(1);
    std::string text = "/me";
    for (int n = 0; n < 5000; ++n)
        text += " wörd";
    all.shown(all.row("17", text, eve));
    const auto lines = all.lines(1);    // the fixture checks each line's length
    BOOST_REQUIRE(lines.size() == 22u); // the JOIN, twenty lines, the rest
    BOOST_TEST(lines[1].ends_with("\x01"));
    BOOST_TEST(lines.back().ends_with(" lines) https://d.example/admin/content/messages/17"));
}

BOOST_AUTO_TEST_CASE(a_live_row_of_the_future_has_the_time_of_now)
{
    house all;
    all.enter(1, bob, {cap::server_time});
    auto row = all.row("17", "hello");
    row.date = all.wall + 24h * 3000;
    all.shown(row);
    check(all.lines(1), {"@time=2023-11-14T22:15:00.000Z :" + ada_mask + " PRIVMSG #messages :hello"});
}

BOOST_AUTO_TEST_CASE(a_client_that_does_not_read_overflows_alone)
{
    auto with = plain();
    with.send_limit = 2000;
    house all(with);
    all.enter(1, ada);
    all.enter(2, bob);
    for (int n = 0; n < 100; ++n) {
        all.shown(all.row(std::to_string(n), "hello", eve));
        all.lines(2);
        std::vector<bridge::bytes> offered;
        all.find(client_id{1})->out.take(offered);
    }
    BOOST_TEST(all.find(client_id{1})->out.overflowed());
    BOOST_TEST(!all.find(client_id{2})->out.overflowed());
}

BOOST_AUTO_TEST_CASE(only_clients_with_something_to_write_are_dirty_and_once)
{
    house all;
    all.enter(1, ada);
    all.enter(2, bob);
    all.clients().take_dirty();
    all.send(1, "PING x");
    all.send(1, "PING y");
    const auto dirty = all.clients().take_dirty();
    BOOST_REQUIRE(dirty.size() == 1u);
    BOOST_TEST((dirty[0]->id == client_id{1}));
    BOOST_TEST(all.clients().take_dirty().empty());
}

BOOST_AUTO_TEST_CASE(a_row_that_answers_another_says_so_on_its_first_line)
{
    house all(with_history());
    all.enter(1, bob, {cap::message_tags});
    all.remember(1, {});
    all.enter(2, bob);
    all.remember(2, {});
    auto row = all.row("18", "yes\nno");
    row.reply_to = base::item_id("17");
    all.shown(row);
    const std::string said = ":" + ada_mask + " PRIVMSG #messages :";
    check(all.lines(1), {"@msgid=18;+reply=17;+draft/reply=17 " + said + "yes", said + "no"});
    check(all.lines(2), {said + "yes", said + "no"});
    all.enter(3, bob, {cap::message_tags, cap::server_time});
    all.remember(3, {row});
    BOOST_TEST(all.lines(3).at(0) ==
               "@time=2023-11-14T22:13:20.042Z;msgid=18;+reply=17;+draft/reply=17 " + said + "yes");
}

BOOST_AUTO_TEST_CASE(reply_tags_are_let_through_where_replies_are_kept)
{
    const auto denied = [](bool replies, bool reactions = false) {
        auto with = plain();
        with.replies = replies;
        with.reactions = reactions;
        const auto tokens = bridge::isupport(with, false);
        return *std::ranges::find_if(tokens,
                                     [](const auto& one) { return one.starts_with("CLIENTTAGDENY"); });
    };
    BOOST_TEST(denied(false) == "CLIENTTAGDENY=*,-typing");
    BOOST_TEST(denied(true) == "CLIENTTAGDENY=*,-typing,-reply,-draft/reply");
    for (const bool replies : {false, true}) // a reaction names a message as a reply does
        BOOST_TEST(denied(replies, true) ==
                   "CLIENTTAGDENY=*,-typing,-reply,-draft/reply,-draft/react,-draft/unreact");
}

BOOST_AUTO_TEST_CASE(where_files_go_is_told_where_they_would_not_go_in_the_clear)
{
    const auto told = [](const std::string& url, bool secure) {
        auto with = plain();
        with.filehost = url;
        for (const auto& one : bridge::isupport(with, secure))
            if (one.starts_with("soju.im/FILEHOST="))
                return one.substr(17);
        return std::string("-");
    };
    BOOST_TEST(told("https://chat.example/up", true) == "https://chat.example/up");
    BOOST_TEST(told("https://chat.example/up", false) == "https://chat.example/up");
    BOOST_TEST(told("http://127.0.0.1:8080", false) == "http://127.0.0.1:8080");
    BOOST_TEST(told("http://127.0.0.1:8080", true) == "-");
    BOOST_TEST(told("", false) == "-");
}

BOOST_AUTO_TEST_CASE(row_with_a_name_for_its_author_is_from_an_unverified_mask_without_an_account)
{
    house all;
    all.enter(1, bob, {cap::message_tags, cap::account_tag});
    auto row = all.row("17", "hello", {});
    row.author_name = "Ada";
    all.shown(row);
    check(all.lines(1), {"@msgid=17 :Ada_!u@unverified.directus PRIVMSG #messages :hello"});
    row.content = "changed";
    all.edited(row, all.now);
    check(all.lines(1),
          {"@msgid=17.1;+reply=17;+draft/reply=17 :Directus!directus@irc.example NOTICE #messages "
           ":A message of Ada_ was edited: changed"});
    all.removed(row, all.now);
    check(all.lines(1), {":irc.example NOTICE #messages :A message of Ada_ was deleted: “changed”"});
    check(all.send(1, "NAMES #messages"), {":irc.example 353 Bob = #messages :+Ada +Bob",
                                           ":irc.example 366 Bob #messages :End of /NAMES list"});
}

BOOST_AUTO_TEST_CASE(history_is_from_the_unverified_mask_too)
{
    house all(with_history());
    all.connect(1, bob);
    all.send(1, "JOIN #messages");
    auto row = all.row("17", "hello", {});
    row.author_name = "Grace Hopper";
    all.remember(1, {row});
    const auto lines = all.lines(1);
    BOOST_REQUIRE(!lines.empty());
    BOOST_TEST(lines.back().starts_with(":Grace_Hopper!u@unverified.directus PRIVMSG #messages :"));
}

BOOST_AUTO_TEST_SUITE_END()
