// irc.names = by-permission: who may not read Directus's users sees codes for names, wherever names stand.
#include "room_fixture.hpp"

BOOST_AUTO_TEST_SUITE(room_names)

using namespace room_test;

namespace {

const std::string me = ":irc.example ";
const std::string ada_code = "User8f3a!u@user-8f3a1c2b.directus";
const std::string bob_code = "User5e11!u@user-5e11d00d.directus";

room::settings by_permission()
{
    auto with = plain();
    with.names_by_permission = true;
    return with;
}

// Ada may read Directus's users, Bob may not.
struct hidden : house {
    explicit hidden(const room::settings& with = by_permission())
        : house(with)
    {
        give(bob, access::full, access::full, false);
    }
};

bool names_anybody(const strings& all)
{
    return std::ranges::any_of(all, [](const auto& line) {
        return line.find("Ada") != std::string::npos || line.find("Lovelace") != std::string::npos ||
               line.find("Bob") != std::string::npos || line.find("Eve") != std::string::npos ||
               line.find("Zoe") != std::string::npos;
    });
}

} // namespace

BOOST_AUTO_TEST_CASE(shared_names_are_shown_to_all_who_may_read_the_messages)
{
    hidden all(plain());
    all.enter(1, bob);
    all.enter(2, ada);
    all.lines(1);
    all.shown(all.row("17", "hello"));
    check(all.lines(1), {":" + ada_mask + " PRIVMSG #messages :hello"});
}

BOOST_AUTO_TEST_CASE(welcome_and_own_nick_are_codes)
{
    hidden all;
    all.attach(client_id{1}, bob, {}, all.now, all.wall);
    const auto welcome = all.lines(1);
    BOOST_TEST(welcome.front() == me + "001 User5e11 :Welcome to Directus, " + bob_code);
    BOOST_TEST(!names_anybody(welcome));
    check(all.send(1, "NICK User5e11"), {});
    check(all.send(1, "MODE User5e11"), {me + "221 User5e11 +"});
    check(all.send(1, "MODE User5e11 +B"), {":" + bob_code + " MODE User5e11 :+B"});
}

BOOST_AUTO_TEST_CASE(join_and_names_are_codes)
{
    hidden all;
    all.enter(1, ada);
    all.connect(2, bob, {cap::extended_join, cap::userhost_in_names});
    const auto joined = all.send(2, "JOIN #messages");
    BOOST_TEST(joined.front() == ":" + bob_code + " JOIN #messages " + bob_account + " :User5e11");
    BOOST_TEST(!names_anybody(joined));
    BOOST_TEST(joined.at(1) == me + "353 User5e11 = #messages :+" + ada_code + " +" + bob_code);
    all.give(eve, access::full, access::full);
    all.lines(1);
    all.connect(3, eve);
    all.send(3, "JOIN #messages");
    BOOST_TEST(all.lines(1).front() == ":" + eve_mask + " JOIN #messages");
    const auto told = all.lines(2);
    BOOST_TEST(told.front() ==
               ":User0bad!u@user-0badcafe.directus JOIN #messages " + eve_account + " :User0bad");
    BOOST_TEST(!names_anybody(told));
}

BOOST_AUTO_TEST_CASE(presence_is_of_codes)
{
    hidden all;
    all.enter(1, bob, {cap::away_notify});
    all.enter(2, ada);
    all.lines(1);
    all.send(2, "AWAY :tea");
    check(all.lines(1), {":" + ada_code + " AWAY :tea"});
    all.give(ada, access::full, access::none);
    check(all.lines(1), {me + "MODE #messages -v User8f3a"});
    all.give(ada, access::none, access::none);
    check(all.lines(1), {me + "KICK #messages User8f3a :You no longer have permission to read the messages"});
    check(all.send(1, "PART #messages"), {":" + bob_code + " PART #messages"});
}

BOOST_AUTO_TEST_CASE(who_and_whois_know_codes_alone)
{
    auto with = by_permission();
    with.account = bridge::account_kind::email;
    hidden all(with);
    all.learn({ada, "Ada", "Lovelace", "ada@d.example"});
    all.enter(1, ada);
    all.enter(2, bob);
    const auto members = all.send(2, "WHO #messages");
    BOOST_TEST(members.front() ==
               me + "352 User5e11 #messages u user-8f3a1c2b.directus irc.example User8f3a H+ :0 User8f3a");
    BOOST_TEST(!names_anybody(members));
    check(all.send(2, "WHO User8f3a %nar"), {me + "354 User5e11 User8f3a " + ada_account + " :User8f3a",
                                             me + "315 User5e11 User8f3a :End of WHO list"});
    for (const auto* mask : {"Ada", "A*", "*Lovelace", "ada@*"})
        BOOST_TEST(all.send(2, std::string("WHO ") + mask).size() == 1u, mask);
    const auto whois = all.send(2, "WHOIS User8f3a");
    BOOST_TEST(whois.front() == me + "311 User5e11 User8f3a u user-8f3a1c2b.directus * :User8f3a");
    BOOST_TEST(!names_anybody(whois));
    for (const auto& line : whois)
        BOOST_TEST(line.find('@') == std::string::npos, line);
    BOOST_TEST(all.send(2, "WHOIS Ada").front() == me + "401 User5e11 Ada :No such nick/channel");
    check(all.send(2, "ISON Ada User8f3a"), {me + "303 User5e11 :User8f3a"});
    check(all.send(2, "USERHOST Ada User8f3a"), {me + "302 User5e11 :User8f3a=+u@user-8f3a1c2b.directus"});
    BOOST_TEST(all.send(1, "WHOIS Bob").front() == me + "311 Ada Bob u user-5e11d00d.directus * :Bob");
    BOOST_TEST(all.send(1, "WHOIS User5e11").front() == me + "401 Ada User5e11 :No such nick/channel");
}

BOOST_AUTO_TEST_CASE(rows_their_edits_and_deletions_are_from_codes)
{
    hidden all;
    all.enter(1, bob, {cap::message_tags, cap::account_tag});
    all.enter(2, ada);
    all.enter(3, bob, {cap::message_redaction});
    all.shown(all.row("17", "hello"));
    check(all.lines(1), {"@msgid=17;account=" + ada_account + " :" + ada_code + " PRIVMSG #messages :hello"});
    check(all.lines(2), {":" + ada_mask + " PRIVMSG #messages :hello"});
    auto row = all.row("17", "new");
    row.editor = eve;
    all.edited(row, all.now);
    BOOST_TEST(all.lines(1).front().ends_with(
        "NOTICE #messages :A message of User8f3a was edited by User0bad: new"));
    BOOST_TEST(all.lines(2).front().ends_with("NOTICE #messages :A message of Ada was edited by Eve: new"));
    all.edited(all.row("17", "own"), all.now, 2);
    BOOST_TEST(all.lines(1).front().ends_with(":" + ada_code + " PRIVMSG #messages :(edited) own"));
    all.lines(2);
    all.lines(3);
    all.show(bridge::removed{all.row("17", "own"), all.now, bridge::redaction{ada, "why"}}, everyone,
             all.wall);
    check(all.lines(1),
          {me + "NOTICE #messages :A message of User8f3a was deleted by User8f3a (why): “own”"});
    check(all.lines(2), {me + "NOTICE #messages :A message of Ada was deleted by Ada (why): “own”"});
    check(all.lines(3), {":" + ada_code + " REDACT #messages 17 :why"});
}

BOOST_AUTO_TEST_CASE(history_and_its_pages_are_from_codes)
{
    auto with = by_permission();
    with.history = 100;
    hidden all(with);
    all.connect(1, bob);
    all.send(1, "JOIN #messages");
    all.shown(all.row("18", "live", eve)); // held until the history is there
    all.remember(1, {all.row("17", "old")});
    const auto told = all.lines(1);
    BOOST_TEST(!names_anybody(told));
    BOOST_TEST(std::ranges::count(told, ":" + ada_code + " PRIVMSG #messages :[22:13] old") == 1);
    all.connect(2, bob, {cap::chathistory, cap::batch, cap::message_tags});
    all.send(2, "CHATHISTORY LATEST #messages * 10");
    for (const auto& action : all.take_actions())
        if (const auto* asked = std::get_if<bridge::ask::read_page>(&action))
            all.pages().page(*asked, house::past_of({all.row("17", "old")}), all.wall);
    const auto page = all.lines(2);
    BOOST_TEST(page.size() == 3u);
    BOOST_TEST(!names_anybody(page));
}

BOOST_AUTO_TEST_CASE(monitor_watches_codes)
{
    hidden all;
    all.connect(1, bob, {cap::extended_monitor, cap::away_notify, cap::setname});
    check(all.send(1, "MONITOR + Ada,User8f3a"), {me + "731 User5e11 :Ada,User8f3a"});
    all.connect(2, ada);
    check(all.lines(1), {me + "730 User5e11 :" + ada_code});
    check(all.send(1, "MONITOR S"), {me + "730 User5e11 :" + ada_code, me + "731 User5e11 :Ada"});
    all.send(2, "AWAY :tea");
    check(all.lines(1), {":" + ada_code + " AWAY :tea"});
    all.learn({ada, "Zoe", "Lovelace", ""});
    check(all.lines(1), {});
    all.leave(2);
    check(all.lines(1), {me + "731 User5e11 :User8f3a"});
}

BOOST_AUTO_TEST_CASE(renames_are_not_told)
{
    hidden all;
    all.enter(1, bob, {cap::setname});
    all.enter(2, ada);
    all.lines(1);
    all.learn({ada, "Zoe", "Smith", ""});
    all.learn({bob, "Zoe", "", ""});
    check(all.lines(1), {});
    BOOST_TEST(all.lines(2).size() == 3u); // Ada, Bob, and Ada again: they share a name
}

BOOST_AUTO_TEST_CASE(typing_is_of_codes)
{
    hidden all;
    all.enter(1, bob, {cap::message_tags});
    all.enter(2, ada, {cap::message_tags});
    all.lines(1);
    all.send(2, "@+typing=active TAGMSG #messages");
    check(all.lines(1), {"@+typing=active :" + ada_code + " TAGMSG #messages"});
}

// Whatever they had was under the old nicks.
BOOST_AUTO_TEST_CASE(permission_that_comes_or_goes_renames_everybody_for_the_user)
{
    hidden all;
    all.enter(1, bob);
    all.enter(2, ada);
    all.lines(1);
    all.give(bob, access::full, access::full, true);
    check(all.lines(1), {":" + ada_code + " NICK :Ada", ":" + bob_code + " NICK :Bob"});
    check(all.lines(2), {});
    check(all.send(1, "PING x"), {me + "PONG irc.example :x"});
    BOOST_TEST(all.send(1, "WHOIS Ada").front() ==
               me + "311 Bob Ada u user-8f3a1c2b.directus * :Ada Lovelace");
    all.give(bob, access::full, access::full, false);
    check(all.lines(1), {":" + ada_mask + " NICK :User8f3a", ":" + bob_mask + " NICK :User5e11"});
}

BOOST_AUTO_TEST_SUITE_END()
