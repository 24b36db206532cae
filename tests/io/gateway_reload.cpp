// The configuration is read anew while clients are there.
#include "served.hpp"

#include <boost/test/unit_test.hpp>

using namespace support;

BOOST_AUTO_TEST_SUITE(gateway_reload)

BOOST_AUTO_TEST_CASE(those_on_the_channel_stay_and_are_told_of_a_new_topic)
{
    served on({"--irc.topic=before", "--irc.history=0"});
    auto ada = on.on_channel(ada_pass);
    BOOST_TEST(on.gateway.reload({"--irc.topic=after", "--irc.history=0", "--irc.motd=hello there"}));
    ada.expect("*:irc.test TOPIC #messages :after*");
    ada.send("MOTD");
    ada.expect("*372 Ada :- hello there*");
    auto grace = on.on_channel(grace_pass);
    grace.send("TOPIC #messages");
    grace.expect("*332 Grace #messages :after*");
    on.show_something(ada);
}

BOOST_AUTO_TEST_CASE(limits_are_for_connections_to_come)
{
    served on;
    auto ada = on.on_channel(ada_pass);
    BOOST_TEST(on.gateway.reload({"--irc.connections=1"}));
    irc_peer second(on.gateway.port());
    second.expect("*Too many connections to this server*");
    ada.fence();
    BOOST_TEST(on.gateway.reload({"--irc.ping_after=1"}));
    auto grace = on.on_channel(grace_pass);
    grace.expect("*PING :irc.test*");
}

BOOST_AUTO_TEST_CASE(what_needs_a_restart_stays_as_it_was)
{
    served on;
    auto ada = on.on_channel(ada_pass);
    const auto port = on.gateway.port();
    BOOST_TEST(on.gateway.reload({"--irc.channel=#other", "--irc.network=Other"}));
    BOOST_TEST(on.gateway.port() == port);
    auto grace = on.on_channel(grace_pass); // on #messages
    on.show_something(ada);
}

// It carries the feed once that has to move: a feed that lives is left where it is.
BOOST_AUTO_TEST_CASE(a_service_token_comes_and_goes)
{
    served on;
    auto ada = on.on_channel(ada_pass);
    BOOST_TEST(on.gateway.reload({"--directus.service_token=static-grace"}));
    BOOST_TEST(on.directus.arrived("auth", 2));
    BOOST_TEST(on.directus.calls("auth").back().body.find("static-grace") != std::string::npos);
    on.show_something(ada);
    BOOST_TEST(on.gateway.reload(std::vector<std::string>{}));
    on.show_something(ada);
    BOOST_TEST(on.directus.count("subscribe") == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
