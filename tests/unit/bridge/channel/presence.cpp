// What the others are told about somebody: JOIN once, AWAY, voice, KICK, NICK.
#include "room_fixture.hpp"

BOOST_AUTO_TEST_SUITE(presence)

using namespace room_test;

namespace {

const std::string voice = ":irc.example MODE #messages +v ";
const std::string no_voice = ":irc.example MODE #messages -v ";

} // namespace

BOOST_AUTO_TEST_CASE(somebody_new_joins_for_the_others_to_see)
{
    house all;
    all.enter(1, ada, {cap::away_notify});
    all.give(eve, access::full, access::full);
    all.connect(2, eve);
    check(all.lines(1), {}); // connecting is nothing yet
    all.send(2, "JOIN #messages");
    check(all.lines(1), {":" + eve_mask + " JOIN #messages"});
    all.send(2, "PART #messages");
    check(all.lines(1), {":" + eve_mask + " AWAY :not on IRC"});
    all.send(2, "JOIN #messages");
    check(all.lines(1), {":" + eve_mask + " AWAY"});
    all.leave(2);
    check(all.lines(1), {":" + eve_mask + " AWAY :not on IRC"});
}

BOOST_AUTO_TEST_CASE(somebody_new_who_is_away_joins_away)
{
    house all;
    all.enter(1, ada, {cap::away_notify});
    all.give(eve, access::full, access::none);
    all.connect(2, eve);
    all.send(2, "AWAY :tea");
    all.send(2, "JOIN #messages");
    check(all.lines(1), {":" + eve_mask + " JOIN #messages", ":" + eve_mask + " AWAY :tea"});
}

BOOST_AUTO_TEST_CASE(somebody_listed_only_comes_back)
{
    house all;
    all.enter(1, ada);
    all.enter(2, ada, {cap::away_notify});
    all.connect(3, bob);
    all.send(3, "JOIN #messages");
    check(all.lines(1), {}); // AWAY is for clients with away-notify, and nothing else is said
    check(all.lines(2), {":" + bob_mask + " AWAY"});
    all.connect(4, bob);
    all.send(4, "JOIN #messages");
    all.leave(3);
    check(all.lines(2), {}); // one of his sessions is still there
    all.leave(4);
    check(all.lines(1), {});
    check(all.lines(2), {":" + bob_mask + " AWAY :not on IRC"});
}

BOOST_AUTO_TEST_CASE(the_directory_lists_people_who_are_not_on_irc)
{
    house all;
    all.enter(1, ada, {cap::away_notify});
    all.present().list(all.people().ensure(eve), all.wall);
    check(all.lines(1), {":" + eve_mask + " JOIN #messages", ":" + eve_mask + " AWAY :not on IRC"});
    all.present().list(all.people().ensure(eve), all.wall);
    check(all.lines(1), {});
    check(all.send(1, "NAMES #messages"), {":irc.example 353 Ada = #messages :+Ada +Bob +Eve",
                                           ":irc.example 366 Ada #messages :End of /NAMES list"});
}

BOOST_AUTO_TEST_CASE(away_only_when_all_sessions_are)
{
    house all;
    all.enter(1, ada, {cap::away_notify});
    all.enter(2, bob);
    all.enter(3, bob);
    check(all.send(2, "AWAY :tea"), {":irc.example 306 Bob :You have been marked as being away"});
    check(all.lines(1), {});
    all.send(3, "AWAY :bed");
    check(all.lines(1), {":" + bob_mask + " AWAY :bed"});
    check(all.send(2, "AWAY"), {":irc.example 305 Bob :You are no longer marked as being away"});
    check(all.lines(1), {":" + bob_mask + " AWAY"});
    all.send(2, "AWAY :tea");
    all.lines(1);
    all.connect(4, bob); // present, though not on the channel
    check(all.lines(1), {":" + bob_mask + " AWAY"});
    all.leave(4);
    BOOST_TEST(all.lines(1).size() == 1u);
    all.leave(3);
    check(all.lines(1), {":" + bob_mask + " AWAY :tea"});
}

BOOST_AUTO_TEST_CASE(a_long_away_text_is_cut_between_characters)
{
    house all;
    all.enter(1, ada, {cap::away_notify});
    all.enter(2, bob);
    std::string text = "x";
    while (text.size() < 400)
        text += "ä";
    all.send(2, "AWAY :" + text);
    check(all.lines(1), {":" + bob_mask + " AWAY :" + text.substr(0, 299)});
    all.send(2, "AWAY :" + std::string(300, '\xff')); // the fixture checks what comes of it
    BOOST_TEST(all.lines(1)[0].size() <= 300u + 40);
}

BOOST_AUTO_TEST_CASE(voice_follows_the_right_to_create)
{
    house all;
    all.enter(1, ada);
    all.enter(2, bob);
    all.give(bob, access::full, access::none);
    check(all.lines(1), {no_voice + "Bob"});
    check(all.lines(2), {no_voice + "Bob"});
    all.give(bob, access::full, access::none);
    check(all.lines(1), {});
    all.give(bob, access::full, access::partial);
    check(all.lines(1), {voice + "Bob"});
    all.send(2, "PART #messages");
    check(all.lines(1), {});
    all.give(bob, access::full, access::none); // whether Bob is there or not
    check(all.lines(1), {no_voice + "Bob"});
    all.send(2, "JOIN #messages");
    check(all.lines(1), {});
}

BOOST_AUTO_TEST_CASE(who_may_no_longer_read_is_kicked)
{
    house all;
    all.enter(1, ada);
    all.enter(2, bob);
    all.enter(3, bob);
    all.connect(4, bob);
    all.give(bob, access::none, access::none);
    const std::string kick =
        ":irc.example KICK #messages Bob :You no longer have permission to read the messages";
    check(all.lines(1), {no_voice + "Bob", kick});
    for (const std::uint64_t own : {2, 3})
        check(all.lines(own), {kick});
    check(all.lines(4), {});
    BOOST_TEST(!all.people().find(bob)->listed);
    check(all.send(2, "PRIVMSG #messages :hi"),
          {":irc.example 404 Bob #messages :You are not on that channel"});
    all.leave(2);
    check(all.lines(1), {});
    all.give(bob, access::full, access::full);
    all.send(3, "JOIN #messages");
    check(all.lines(1), {":" + bob_mask + " JOIN #messages"});
}

BOOST_AUTO_TEST_CASE(who_may_no_longer_read_and_is_not_there_parts)
{
    house all;
    all.enter(1, ada);
    all.give(bob, access::none, access::full);
    check(all.lines(1),
          {":" + bob_mask + " PART #messages :You no longer have permission to read the messages"});
    all.give(bob, access::none, access::none);
    check(all.lines(1), {});
    all.present().list(all.people().ensure(eve), all.wall); // of whose rights nothing is known
    all.lines(1);
    all.give(eve, access::none, access::none);
    check(all.lines(1), {no_voice + "Eve"});
}

BOOST_AUTO_TEST_CASE(who_was_away_before_registration_is_away)
{
    house all;
    all.enter(1, ada, {cap::away_notify});
    all.give(eve, access::full, access::none);
    all.attach(client_id{2}, eve, caps({cap::pre_away}), all.now, all.wall, "tea");
    all.lines(2);
    all.send(2, "JOIN #messages");
    check(all.lines(1), {":" + eve_mask + " JOIN #messages", ":" + eve_mask + " AWAY :tea"});
}

BOOST_AUTO_TEST_CASE(a_client_that_came_by_itself_does_not_count_beside_others)
{
    house all;
    all.enter(1, ada, {cap::away_notify});
    all.attach(client_id{2}, bob, caps({cap::pre_away}), all.now, all.wall, "*");
    all.lines(2);
    all.send(2, "JOIN #messages");
    check(all.lines(1), {":" + bob_mask + " AWAY :away"}); // alone, it is nobody
    all.connect(3, bob);
    check(all.lines(1), {":" + bob_mask + " AWAY"}); // he himself
    all.send(3, "AWAY :tea");
    check(all.lines(1), {":" + bob_mask + " AWAY :tea"});
    all.attach(client_id{4}, bob, caps({cap::pre_away}), all.now, all.wall, "*");
    check(all.lines(1), {}); // newer, and says nothing
    all.send(4, "AWAY :bed");
    check(all.lines(1), {":" + bob_mask + " AWAY :bed"});
    all.send(4, "AWAY *");
    check(all.lines(1), {":" + bob_mask + " AWAY :tea"});
    all.leave(3);
    check(all.lines(1), {":" + bob_mask + " AWAY :away"});
    all.send(2, "AWAY");
    check(all.lines(1), {":" + bob_mask + " AWAY"});
}

BOOST_AUTO_TEST_CASE(without_the_capability_a_star_is_a_message)
{
    house all;
    all.enter(1, ada, {cap::away_notify});
    all.enter(2, bob);
    all.lines(1);
    all.send(2, "AWAY *");
    check(all.lines(1), {":" + bob_mask + " AWAY :*"});
}

BOOST_AUTO_TEST_CASE(a_rename_is_announced_with_the_old_mask)
{
    house all;
    all.enter(1, ada, {cap::server_time, cap::account_tag});
    all.enter(2, bob);
    all.connect(3, bob);
    all.connect(4, ada);
    all.learn({bob, "Robert", "", ""});
    check(all.lines(1),
          {"@time=2023-11-14T22:15:00.000Z;account=" + bob_account + " :" + bob_mask + " NICK :Robert"});
    check(all.lines(2), {":" + bob_mask + " NICK :Robert"});
    check(all.lines(3), {":" + bob_mask + " NICK :Robert"}); // his own, wherever it is
    check(all.lines(4), {});
    check(all.send(2, "PING x"), {":irc.example PONG irc.example :x"});
    check(all.send(2, "NICK Bob"),
          {":irc.example 447 Robert :Your nick is made from your name in Directus. Change it there"});
    all.learn({bob, "Robert", "", ""});
    check(all.lines(1), {});
}

BOOST_AUTO_TEST_CASE(a_change_of_the_real_name_is_announced_to_those_who_asked)
{
    house all;
    all.enter(1, ada, {cap::setname});
    all.enter(2, ada);
    all.enter(3, bob, {cap::setname, cap::server_time});
    all.connect(4, bob, {cap::setname});
    all.connect(5, ada, {cap::setname});
    all.learn({bob, "Bob", "Kahn", ""});
    check(all.lines(1), {":" + bob_mask + " SETNAME :Bob Kahn"});
    check(all.lines(2), {});
    check(all.lines(3), {"@time=2023-11-14T22:15:00.000Z :" + bob_mask + " SETNAME :Bob Kahn"});
    check(all.lines(4), {":" + bob_mask + " SETNAME :Bob Kahn"}); // his own, wherever it is
    check(all.lines(5), {});
    all.learn({bob, "Bob", "Kahn", ""});
    check(all.lines(1), {});
    all.learn({bob, "Robert", "Kahn", ""});
    check(all.lines(1),
          {":" + bob_mask + " NICK :Robert", ":Robert!u@user-5e11d00d.directus SETNAME :Robert Kahn"});
    check(all.lines(2), {":" + bob_mask + " NICK :Robert"});
}

BOOST_AUTO_TEST_CASE(a_change_of_the_account_is_announced_to_those_who_asked)
{
    auto with = plain();
    with.account = bridge::account_kind::email;
    house all(with);
    all.enter(1, ada, {cap::account_notify});
    all.enter(2, ada);
    all.enter(3, bob, {cap::account_notify});
    all.learn({bob, "Bob", "", "bob@d.example"});
    check(all.lines(1), {":" + bob_mask + " ACCOUNT bob@d.example"});
    check(all.lines(2), {});
    check(all.lines(3), {":" + bob_mask + " ACCOUNT bob@d.example"});
    all.learn({bob, "Bob", "", "bob@d.example"});
    all.learn({bob, "Bob", "", ""});
    check(all.lines(1), {});
    all.learn({base::user_id("dddd0000-0000-4000-8000-000000000004"), "Dan", "", "dan@d.example"});
    check(all.lines(1), {}); // nobody knew him
}

BOOST_AUTO_TEST_CASE(the_email_address_is_the_account_where_configured)
{
    auto with = plain();
    with.account = bridge::account_kind::email;
    house all(with);
    all.learn({bob, "Bob", "", "bob@d.example"});
    all.learn({bob, "Bob", "", ""}); // another reader is not told it
    all.enter(1, ada, {cap::account_tag});
    all.shown(all.row("17", "hello", bob));
    check(all.lines(1), {"@account=bob@d.example :" + bob_mask + " PRIVMSG #messages :hello"});
}

BOOST_AUTO_TEST_CASE(above_the_limit_nobodys_coming_and_going_is_announced)
{
    auto with = plain();
    with.join_limit = 1;
    house all(with);
    all.enter(1, ada, {cap::away_notify});
    all.enter(2, bob);
    all.give(eve, access::full, access::full);
    all.connect(3, eve);
    all.send(3, "JOIN #messages");
    all.send(2, "AWAY :tea");
    all.learn({bob, "Robert", "", ""});
    all.give(eve, access::full, access::none);
    check(all.lines(1), {});
    check(all.lines(2), {":" + bob_mask + " NICK :Robert"});
    all.lines(3);
    all.give(eve, access::none, access::none);
    check(all.lines(1), {});
    check(all.lines(3),
          {":irc.example KICK #messages Eve :You no longer have permission to read the messages"});
}

BOOST_AUTO_TEST_CASE(those_on_the_channel_are_told_of_a_topic_that_was_configured_anew)
{
    house all;
    all.enter(1, ada);
    all.connect(2, bob);
    all.lines(1);
    all.lines(2);
    auto with = plain();
    with.topic = "new";
    with.motd = {"hello"};
    with.channel = "#other"; // not while clients are there
    all.reconfigure(with, all.wall);
    check(all.lines(1), {":irc.example TOPIC #messages :new"});
    check(all.lines(2), {});
    check(all.send(2, "TOPIC #messages"),
          {":irc.example 332 Bob #messages :new", ":irc.example 333 Bob #messages irc.example 1700000100"});
    check(all.send(2, "MOTD"),
          {":irc.example 375 Bob :- irc.example Message of the day -", ":irc.example 372 Bob :- hello",
           ":irc.example 376 Bob :End of /MOTD command."});
    all.reconfigure(with, all.wall); // nothing new
    check(all.lines(1), {});
    with.topic.clear();
    all.reconfigure(with, all.wall);
    check(all.lines(1), {":irc.example TOPIC #messages :"});
    check(all.send(2, "TOPIC #messages"), {":irc.example 331 Bob #messages :No topic is set"});
}

BOOST_AUTO_TEST_CASE(authors_whom_nobody_knows_do_not_stay_for_ever)
{
    auto with = plain();
    with.strangers_limit = 2;
    house all(with);
    all.enter(1, ada);
    for (const auto* author : {"10000000", "20000000", "30000000"})
        all.shown(all.row(author, "hello", base::user_id(author)));
    all.lines(1);
    all.present().forget_strangers(all.wall); // Eve, who was never shown, and the first of them
    check(all.lines(1), {":User1000!u@user-10000000.directus PART #messages :not seen for long"});
    BOOST_TEST(!all.people().find(eve));
    BOOST_TEST(all.people().find(bob));
    all.present().forget_strangers(all.wall);
    check(all.lines(1), {});
    all.shown(all.row("1", "again", base::user_id("10000000")));
    BOOST_TEST(all.lines(1).front().starts_with(":User1000!u@user-10000000.directus JOIN #messages"));
}

BOOST_AUTO_TEST_CASE(users_who_write_through_directus_are_not_away_for_five_minutes)
{
    house all;
    all.enter(1, ada, {cap::away_notify});
    auto row = all.row("17", "hello", bob);
    row.date = all.wall;
    all.shown(row);
    check(all.lines(1), {":" + bob_mask + " AWAY", ":" + bob_mask + " PRIVMSG #messages :hello"});
    check(all.send(1, "WHO Bob %nf"),
          {":irc.example 354 Ada Bob H+", ":irc.example 315 Ada Bob :End of WHO list"});
    all.now += 4min;
    all.wall += 4min;
    row = all.row("18", "and again", bob);
    row.date = all.wall;
    all.shown(row);
    check(all.lines(1), {":" + bob_mask + " PRIVMSG #messages :and again"});
    BOOST_TEST((all.deadline() == all.now + 5min));
    all.fired(all.now + 5min - 1ms);
    check(all.lines(1), {});
    all.fired(all.now + 5min);
    check(all.lines(1), {":" + bob_mask + " AWAY :not on IRC"});
    BOOST_TEST((all.deadline() == std::nullopt));
}

BOOST_AUTO_TEST_CASE(old_rows_and_rows_said_over_irc_bring_nobody_back)
{
    house all;
    all.enter(1, ada, {cap::away_notify});
    auto row = all.row("17", "hello", bob);
    row.date = all.wall - 5min;
    all.shown(row);
    check(all.lines(1), {":" + bob_mask + " PRIVMSG #messages :hello"});
    all.connect(2, bob);
    all.send(2, "JOIN #messages");
    all.lines(1);
    row.id = base::item_id("18");
    row.date = all.wall;
    all.shown(row, 2);
    all.leave(2);
    check(all.lines(1), {":" + bob_mask + " PRIVMSG #messages :hello", ":" + bob_mask + " AWAY :not on IRC"});
}

BOOST_AUTO_TEST_CASE(new_author_joins_present)
{
    house all;
    all.enter(1, ada, {cap::away_notify});
    auto row = all.row("17", "hello", eve);
    row.date = all.wall;
    all.shown(row);
    check(all.lines(1), {":" + eve_mask + " JOIN #messages", ":" + eve_mask + " PRIVMSG #messages :hello"});
}

BOOST_AUTO_TEST_SUITE_END()
