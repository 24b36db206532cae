// Each command's table entry, and whole lines of the longest kind.
#include "bridge/commands/commands.hpp"

#include "unit/bridge/channel/room_fixture.hpp"

#include <random>

BOOST_AUTO_TEST_SUITE(commands)

using namespace room_test;

BOOST_AUTO_TEST_CASE(unknown_commands_are_told_so_as_they_were_typed)
{
    house all;
    all.enter(1, ada);
    check(all.send(1, "Frobnicate a b"), {":irc.example 421 Ada Frobnicate :Unknown command"});
    for (const std::string name : {"001", "NONEXISTENT_COMMAND", "PRIV-MSG", "1234"})
        check(all.send(1, name), {":irc.example 421 Ada " + name + " :Unknown command"});
}

BOOST_AUTO_TEST_CASE(commands_need_their_parameters)
{
    house all;
    all.enter(1, ada);
    for (const std::string_view line : {"INVITE Bob", "ISON", "join", "KICK #messages", "MODE", "MONITOR",
                                        "OPER x", "PART", "PING", "SETNAME", "TAGMSG", "TOPIC", "USERHOST"}) {
        std::string name(line.substr(0, line.find(' ')));
        if (name == "join")
            name = "JOIN";
        check(all.send(1, line), {":irc.example 461 Ada " + name + " :Not enough parameters"});
    }
}

BOOST_AUTO_TEST_CASE(every_command_has_its_line_of_help)
{
    house all;
    all.enter(1, ada);
    for (const auto& one : bridge::commands()) {
        const std::string name(one.name);
        BOOST_TEST(one.help.starts_with(one.name));
        check(all.send(1, "HELP " + name), {":irc.example 704 Ada " + name + " :" + std::string(one.help),
                                            ":irc.example 706 Ada " + name + " :End of HELP"});
    }
    for (const std::string name : {"CAP", "AUTHENTICATE"}) { // answered elsewhere
        const auto told = all.send(1, "HELP " + name);
        BOOST_REQUIRE(told.size() == 2u);
        BOOST_TEST(told[0].starts_with(":irc.example 704 Ada " + name + " :" + name + " <"));
        BOOST_TEST(told[1] == ":irc.example 706 Ada " + name + " :End of HELP");
    }
    check(all.send(1, "HELP nothing"), {":irc.example 524 Ada nothing :No help for that"});
    const auto index = all.send(1, "help");
    BOOST_REQUIRE(index.size() == 3u);
    BOOST_TEST(index[0] == ":irc.example 704 Ada * :Commands. HELP <command> describes one");
    BOOST_TEST(index[1].starts_with(":irc.example 705 Ada * :ADMIN AUTHENTICATE AWAY BATCH CAP "));
    BOOST_TEST(index[1].ends_with(" WHOWAS"));
    BOOST_TEST(index[2] == ":irc.example 706 Ada * :End of HELP");
}

namespace {

// Everything as long as it may be.
struct grand : house {
    static room::settings settings_of_it()
    {
        auto with = plain();
        with.server_name = std::string(63, 's');
        with.channel = "#" + std::string(63, 'c');
        with.network = std::string(64, 'n');
        with.topic = std::string(600, 't');
        with.admin = std::string(600, 'a');
        with.motd = {std::string(600, 'm')};
        return with;
    }

    grand()
        : house(settings_of_it())
    {
        learn({ada, std::string(32, 'A'), std::string(128, 'L'), ""});
        learn({bob, std::string(32, 'B'), std::string(128, 'L'), ""});
    }
};

} // namespace

// The fixture checks that each line fits.
BOOST_AUTO_TEST_CASE(no_answer_is_too_long)
{
    grand all;
    const auto channel = all.config().channel;
    const auto other = all.people().find(bob)->nick;
    all.attach(client_id{1}, ada, caps({cap::extended_join, cap::userhost_in_names, cap::standard_replies}),
               all.now, all.wall);
    all.lines(1);
    all.send(1, "JOIN " + channel);
    all.send(1, "AWAY :" + std::string(450, 'a'));
    const std::string word(480, 'x');
    for (const auto& line : {"TOPIC " + channel,
                             "MOTD" + std::string(),
                             "LIST" + std::string(),
                             "ADMIN" + std::string(),
                             "INFO" + std::string(),
                             "WHO " + channel,
                             "WHO " + channel + " %tcuihsnfdlaor,152",
                             "WHOIS " + all.people().find(ada)->nick,
                             "WHOIS " + word,
                             "WHOWAS " + word,
                             "WHO " + word,
                             "WHO *" + word,
                             "WHO * %" + word,
                             "VERSION " + word,
                             "NAMES " + word,
                             "PRIVMSG " + word + " :x",
                             "PRIVMSG #" + word + " :x",
                             "PRIVMSG " + word + ",b :x",
                             "MODE " + word,
                             "MODE #" + word,
                             "JOIN #" + word,
                             "PART #" + word,
                             "PART " + channel + " :" + word,
                             "PING " + word,
                             std::string(irc::message::longest_command, 'x'),
                             "HELP " + word,
                             "HELP" + std::string(),
                             "INVITE " + word + " #x",
                             "USERHOST " + other + " " + other + " " + other + " " + other + " " + other,
                             "ISON " + word,
                             "LUSERS" + std::string(),
                             "MONITOR " + word,
                             "QUIT :" + word})
        BOOST_TEST(!all.send(1, line).empty());
}

BOOST_AUTO_TEST_CASE(a_list_of_hosts_or_nicks_is_never_cut_inside_a_name)
{
    grand all;
    all.connect(1, ada);
    const auto nick = all.people().find(ada)->nick;
    const auto host = nick + "=+u@user-8f3a1c2b.directus";
    const auto head = ":" + std::string(63, 's') + " 302 " + nick + " :";
    std::string ask = "USERHOST";
    for (int n = 0; n < 5; ++n)
        ask += " " + nick;
    const auto lines = all.send(1, ask);
    BOOST_REQUIRE(lines.size() == 1u);
    std::string expected = head + host;
    for (int n = 1; n < 5; ++n)
        expected += " " + host;
    BOOST_TEST(lines[0] == expected); // 5 of 32 characters each fit
}

// Random lines of random clients, random rows and people: nothing breaks, every line fits (the fixture
// looks).
BOOST_AUTO_TEST_CASE(any_sequence_is_survived)
{
    const auto seed = std::random_device()();
    BOOST_TEST_MESSAGE("seed " << seed);
    std::mt19937 random(seed);
    const auto dice = [&](std::size_t sides) { return random() % sides; };
    const auto some_cap = [&] { return irc::known_caps()[dice(irc::known_caps().size())].bit; };
    const std::string words[] = {"#messages",
                                 "Ada",
                                 "bob",
                                 "Eve",
                                 "*",
                                 "0",
                                 ":",
                                 ":a b",
                                 "\x01"
                                 "ACTION x\x01",
                                 "+B",
                                 "b",
                                 "%tn,7",
                                 "+",
                                 "L",
                                 "x"};
    const std::vector<base::user_id> people{ada, bob, eve};
    for (int round = 0; round < 50; ++round) {
        auto with = with_history();
        with.hold_limit = 4;
        house all(with);
        for (int step = 0; step < 200; ++step) {
            const auto n = 1 + dice(4);
            const auto& user = people[dice(3)];
            if (!all.find(client_id{n}))
                all.connect(n, user, {some_cap(), some_cap()});
            std::string line(bridge::commands()[dice(bridge::commands().size())].name);
            for (auto count = dice(4); count > 0; --count)
                line += " " + words[dice(std::size(words))];
            switch (dice(9)) {
            case 0:
                all.send(n, "JOIN #messages");
                break;
            case 1:
                all.shown(all.row(std::to_string(dice(50)), "row\nof lines", user), n);
                break;
            case 2:
                all.remember(n, {all.row(std::to_string(dice(50)), "past", user)});
                break;
            case 3:
                all.give(user, static_cast<directus::access>(dice(3)),
                         static_cast<directus::access>(dice(3)));
                break;
            case 4:
                all.learn({user, std::string(1, static_cast<char>('A' + dice(3))), "", ""});
                break;
            case 5:
                dice(3) ? all.delivered({client_id{n}}) : all.leave(n);
                break;
            case 6:
                all.now += base::duration(dice(300));
                all.fired(all.now);
                break;
            default:
                all.send(n, line);
            }
            if (auto* who = all.find(client_id{n}); who && who->closing)
                all.leave(n);
            BOOST_TEST_REQUIRE((!all.deadline() || *all.deadline() <= all.now + 5s));
        }
        for (const auto* who : all.people().everyone())
            BOOST_TEST_REQUIRE((!who->on_irc() || (who->listed && who->may_read())));
    }
}

BOOST_AUTO_TEST_SUITE_END()
