// Joining and leaving, as the one who does it sees it.
#include "room_fixture.hpp"

#include <algorithm>

BOOST_AUTO_TEST_SUITE(channel)

using namespace room_test;

BOOST_AUTO_TEST_CASE(a_join_shows_names)
{
    house all;
    all.connect(1, ada);
    check(all.send(1, "JOIN #messages"),
          {":" + ada_mask + " JOIN #messages", ":irc.example 353 Ada = #messages :+Ada +Bob",
           ":irc.example 366 Ada #messages :End of /NAMES list"});
    check(all.send(1, "JOIN #messages"), {});
}

BOOST_AUTO_TEST_CASE(a_join_shows_the_topic_where_there_is_one)
{
    auto with = plain();
    with.topic = "Be kind";
    house all(with);
    all.connect(1, ada, {cap::extended_join, cap::userhost_in_names, cap::multi_prefix});
    check(all.send(1, "join #MESSAGES"),
          {":" + ada_mask + " JOIN #messages " + ada_account + " :Ada Lovelace",
           ":irc.example 332 Ada #messages :Be kind", ":irc.example 333 Ada #messages irc.example 1700000000",
           ":irc.example 353 Ada = #messages :+" + ada_mask + " +" + bob_mask,
           ":irc.example 366 Ada #messages :End of /NAMES list"});
}

BOOST_AUTO_TEST_CASE(names_are_left_out_for_those_who_do_not_want_them)
{
    auto with = with_history();
    with.topic = "Be kind";
    house all(with);
    all.connect(1, ada, {cap::no_implicit_names});
    check(all.send(1, "JOIN #messages"),
          {":" + ada_mask + " JOIN #messages", ":irc.example 332 Ada #messages :Be kind",
           ":irc.example 333 Ada #messages irc.example 1700000000"});
    all.remember(1, {all.row("1", "past")});
    BOOST_TEST(all.lines(1).size() == 1u); // history all the same
    check(all.send(1, "NAMES #messages"), {":irc.example 353 Ada = #messages :+Ada +Bob",
                                           ":irc.example 366 Ada #messages :End of /NAMES list"});
}

BOOST_AUTO_TEST_CASE(each_session_joins_for_itself)
{
    house all;
    all.enter(1, ada);
    all.connect(2, ada);
    BOOST_TEST(all.send(2, "JOIN #messages").size() == 3u);
    check(all.lines(1), {});
    check(all.send(1, "PART #messages :bye"), {":" + ada_mask + " PART #messages :bye"});
    check(all.lines(2), {});
    BOOST_TEST(all.people().find(ada)->on_irc());
    check(all.send(1, "PART #messages"), {":irc.example 442 Ada #messages :You're not on that channel"});
}

BOOST_AUTO_TEST_CASE(who_may_not_read_cannot_join)
{
    house all;
    all.connect(1, eve);
    const std::string reason =
        "You have no permission to read the messages. Ask an administrator of Directus for a "
        "policy with read permission on them";
    check(all.send(1, "JOIN #messages"), {":irc.example 473 Eve #messages :Cannot join channel: " + reason,
                                          ":irc.example NOTICE Eve :Cannot join #messages: " + reason});
    BOOST_TEST(!all.find(client_id{1})->joined);
}

BOOST_AUTO_TEST_CASE(there_is_one_channel)
{
    house all;
    all.connect(1, ada);
    check(all.send(1, "JOIN #other,,#messages"),
          {":irc.example 403 Ada #other :No such channel. The only channel here is #messages",
           ":" + ada_mask + " JOIN #messages", ":irc.example 353 Ada = #messages :+Ada +Bob",
           ":irc.example 366 Ada #messages :End of /NAMES list"});
    check(all.send(1, "PART #other"),
          {":irc.example 403 Ada #other :No such channel. The only channel here is #messages"});
    check(all.send(1, "JOIN messages"),
          {":irc.example 403 Ada messages :No such channel. The only channel here is #messages"});
    check(all.send(1, "JOIN :"), {});
    check(all.send(1, "JOIN 0"), {":" + ada_mask + " PART #messages :Left all channels"});
    check(all.send(1, "JOIN 0"), {});
    check(all.send(1, "JOIN"), {":irc.example 461 Ada JOIN :Not enough parameters"});
}

BOOST_AUTO_TEST_CASE(names_of_five_hundred_fit_their_lines_and_nobody_is_missing)
{
    house all;
    std::size_t listed = 2;
    for (int n = 0; n < 498; ++n, ++listed) {
        const base::user_id id(std::to_string(10'000'000 + n) + "-0000-4000-8000-000000000009");
        all.learn({id, "Member-" + std::string(n % 40, 'x') + std::to_string(n), "", ""});
        all.present().list(all.people().ensure(id), all.wall);
    }
    for (const bool full : {false, true}) {
        if (full)
            all.connect(1, ada, {cap::userhost_in_names});
        else
            all.connect(1, ada);
        all.send(1, "JOIN #messages");
        const auto lines = all.send(1, "NAMES #messages");
        std::size_t names = 0;
        for (const auto& one : lines) {
            const auto at = one.find(" :");
            if (one.starts_with(":irc.example 353 Ada = #messages :"))
                names += 1 + static_cast<std::size_t>(std::count(
                                 one.begin() + static_cast<std::ptrdiff_t>(at) + 2, one.end(), ' '));
        }
        BOOST_TEST(names == listed);
        BOOST_TEST(lines.back() == ":irc.example 366 Ada #messages :End of /NAMES list");
        all.leave(1);
    }
}

BOOST_AUTO_TEST_CASE(the_welcome)
{
    auto with = plain();
    with.network = "My Directus";
    with.motd = {"Welcome."};
    house all(with);
    all.attach(client_id{1}, ada, {}, all.now, all.wall);
    check(all.lines(1),
          {":irc.example 001 Ada :Welcome to My Directus, " + ada_mask,
           ":irc.example 002 Ada :Your host is irc.example, running directus-ircd",
           ":irc.example 003 Ada :This server was started 2023-11-14T22:13:20.000Z",
           ":irc.example 004 Ada irc.example directus-ircd Bi mntv v",
           ":irc.example 005 Ada NETWORK=My\\x20Directus CASEMAPPING=ascii CHANTYPES=# CHANLIMIT=#:1 "
           "PREFIX=(v)+ "
           "CHANMODES=,,,mnt NICKLEN=64 MAXTARGETS=1 AWAYLEN=300 MONITOR=100 WHOX BOT=B UTF8ONLY :are "
           "supported by this server",
           ":irc.example 005 Ada SAFELIST SAFERATE CLIENTTAGDENY=*,-typing draft/ACCOUNTREQUIRED "
           "CHATHISTORY=200 draft/CHATHISTORY=200 MSGREFTYPES=msgid,timestamp :are supported by this server",
           ":irc.example 251 Ada :There are 1 users and 0 invisible on 1 servers",
           ":irc.example 252 Ada 0 :operator(s) online", ":irc.example 254 Ada 1 :channels formed",
           ":irc.example 255 Ada :I have 1 clients and 0 servers",
           ":irc.example 265 Ada 1 1 :Current local users 1, max 1",
           ":irc.example 266 Ada 1 1 :Current global users 1, max 1",
           ":irc.example 375 Ada :- irc.example Message of the day -", ":irc.example 372 Ada :- Welcome.",
           ":irc.example 376 Ada :End of /MOTD command."});
}

BOOST_AUTO_TEST_CASE(closing_says_why_and_nothing_more)
{
    house all;
    all.enter(1, ada);
    all.enter(2, ada);
    all.enter(3, bob);
    all.close_user(ada, "Directus ended your session");
    const std::string bye = "ERROR :Closing Link: user-8f3a1c2b.directus (Directus ended your session)";
    check(all.lines(1), {bye});
    check(all.lines(2), {bye});
    check(all.lines(3), {});
    BOOST_TEST(all.find(client_id{1})->closing.has_value());
    check(all.send(1, "PING x"), {});
    all.shown(all.row("17", "hello"));
    check(all.lines(1), {});
    all.clients().close(*all.find(client_id{1}), "again");
    check(all.lines(1), {});
    all.close_user(eve, "nobody there");
}

BOOST_AUTO_TEST_CASE(a_lingering_client_can_only_send_messages)
{
    house all;
    all.enter(1, ada);
    auto& who = *all.find(client_id{1});
    who.lingering = true;
    all.clients().close(who, "The gateway is stopping");
    all.lines(1);
    all.take_actions();
    check(all.send(1, "PRIVMSG #messages :crossed"), {});
    check(all.send(1, "CHATHISTORY LATEST #messages * 10"), {});
    check(all.send(1, "PART #messages"), {});
    check(all.send(1, "PRIVMSG #messages :the error"), {});
    check(all.send(1, "PRIVMSG #elsewhere :x"), {});
    check(all.stored(), {"crossed", "the error"});
}

BOOST_AUTO_TEST_CASE(quit_closes_and_a_long_reason_fits)
{
    house all;
    all.enter(1, ada);
    check(all.send(1, "QUIT :gone fishing"),
          {"ERROR :Closing Link: user-8f3a1c2b.directus (Quit: gone fishing)"});
    all.connect(2, ada);
    check(all.send(2, "QUIT"), {"ERROR :Closing Link: user-8f3a1c2b.directus (Quit)"});
    all.connect(3, ada);
    BOOST_TEST(all.send(3, "QUIT :" + std::string(500, 'x')).size() == 1u);
    all.leave(1);
    all.leave(1); // twice does no harm
    BOOST_TEST(all.clients().size() == 2u);
    BOOST_TEST(all.clients().most() == 3u);
}

BOOST_AUTO_TEST_SUITE_END()
