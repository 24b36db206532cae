#include "unit/bridge/channel/room_fixture.hpp"

#include <fmt/format.h>

#include <algorithm>

BOOST_AUTO_TEST_SUITE(handlers_server)

using namespace room_test;

namespace {

const std::string me = ":irc.example ";

} // namespace

BOOST_AUTO_TEST_CASE(ping_and_pong)
{
    house all;
    all.enter(1, ada);
    check(all.send(1, "PING token"), {me + "PONG irc.example :token"});
    check(all.send(1, "PING :"), {me + "409 Ada :No origin specified"});
    check(all.send(1, "PONG irc.example"), {});
    check(all.send(1, "PONG"), {});
}

BOOST_AUTO_TEST_CASE(registration_is_over)
{
    house all;
    all.enter(1, ada);
    check(all.send(1, "PASS x"), {me + "462 Ada :You may not reregister"});
    check(all.send(1, "USER u 0 * :x"), {me + "462 Ada :You may not reregister"});
    check(all.send(1, "OPER a b"), {me + "491 Ada :There are no operators here"});
}

BOOST_AUTO_TEST_CASE(the_message_of_the_day)
{
    house all;
    all.enter(1, ada);
    check(all.send(1, "MOTD"), {me + "422 Ada :MOTD File is missing"});
    auto with = plain();
    with.motd = {"One", ""};
    house more(with);
    more.enter(1, ada);
    check(more.send(1, "MOTD"), {me + "375 Ada :- irc.example Message of the day -", me + "372 Ada :- One",
                                 me + "372 Ada :- ", me + "376 Ada :End of /MOTD command."});
}

BOOST_AUTO_TEST_CASE(who_is_here)
{
    house all;
    all.enter(1, ada);
    all.enter(2, ada);
    all.enter(3, bob);
    all.leave(3);
    all.lines(1);
    check(all.send(1, "LUSERS"),
          {me + "251 Ada :There are 1 users and 0 invisible on 1 servers",
           me + "252 Ada 0 :operator(s) online", me + "254 Ada 1 :channels formed",
           me + "255 Ada :I have 2 clients and 0 servers", me + "265 Ada 2 3 :Current local users 2, max 3",
           me + "266 Ada 2 3 :Current global users 2, max 3"});
}

BOOST_AUTO_TEST_CASE(what_the_server_is)
{
    auto with = plain();
    house all(with);
    all.enter(1, ada);
    check(all.send(1, "VERSION"),
          {me + "351 Ada directus-ircd irc.example :Directus; Directus: live for Ada"});
    check(all.send(1, "TIME"), {me + "391 Ada irc.example :2023-11-14T22:15:00.000Z"});
    check(all.send(1, "ADMIN"),
          {me + "256 Ada irc.example :Administrative info", me + "257 Ada :Directus",
           me + "258 Ada :A gateway to the chat of a Directus project", me + "259 Ada :not configured"});
    check(all.send(1, "INFO"),
          {me + "371 Ada :directus-ircd - an IRC gateway to the chat of a Directus project",
           me + "371 Ada :#messages is a collection there: each message is one of its items",
           me + "371 Ada :up since 2023-11-14T22:13:20.000Z", me + "374 Ada :End of INFO list"});
}

BOOST_AUTO_TEST_CASE(what_is_supported)
{
    house all;
    all.enter(1, ada, {cap::batch});
    const auto plain_lines = all.send(1, "ISUPPORT");
    BOOST_REQUIRE(plain_lines.size() == 2u);
    BOOST_TEST(plain_lines[0].starts_with(me + "005 Ada NETWORK=Directus CASEMAPPING=ascii "));

    all.attach(client_id{2}, bob, caps({cap::batch, cap::extended_isupport}), all.now, all.wall);
    const auto welcome = all.lines(2);
    const auto batch = all.send(2, "ISUPPORT");
    BOOST_REQUIRE(batch.size() == 4u);
    BOOST_TEST(batch[0] == me + "BATCH +isupport draft/isupport");
    BOOST_TEST(batch[1].starts_with("@batch=isupport " + me + "005 Bob NETWORK="));
    BOOST_TEST(batch[2].starts_with("@batch=isupport " + me + "005 Bob "));
    BOOST_TEST(batch[3] == me + "BATCH -isupport");
    const auto found = std::search(welcome.begin(), welcome.end(), batch.begin(), batch.end());
    BOOST_TEST((found != welcome.end())); // nor otherwise unbatched
}

BOOST_AUTO_TEST_CASE(network_and_its_picture_change_for_what_clients_ask_next)
{
    auto with = plain();
    house all(with);
    all.enter(1, ada);
    with.network = "The Lab";
    with.icon = "https://d.example/assets/1?a=b";
    all.reconfigure(with, all.wall);
    check(all.lines(1), {});
    const auto told = all.send(1, "ISUPPORT");
    BOOST_REQUIRE(!told.empty());
    BOOST_TEST(told.front().starts_with(me + "005 Ada NETWORK=The\\x20Lab "));
    BOOST_TEST(told.back().find(" draft/ICON=https://d.example/assets/1?a\\x3Db ") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(there_is_no_other_server)
{
    house all;
    all.enter(1, ada);
    for (const std::string command : {"ADMIN", "INFO", "MOTD", "TIME", "VERSION", "STATS u"}) {
        check(all.send(1, command + " other.example"), {me + "402 Ada other.example :No such server"});
        const auto answer = all.send(1, command);
        for (const auto* here : {"irc.example", "IRC.EXAMPLE", "*.example", "*", "Bob"})
            check(all.send(1, command + " " + here), answer);
    }
}

BOOST_AUTO_TEST_SUITE_END()
