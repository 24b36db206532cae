// Limits of what one client may keep waiting in the gateway before he has logged in, and of what is listed.
#include "served.hpp"

#include <boost/test/unit_test.hpp>

#include <fmt/format.h>

#include <algorithm>

using namespace support;

namespace {

const std::string unhurried = "--irc.flood_burst=1000000"; // no test waits for what flood control delays

} // namespace

BOOST_AUTO_TEST_SUITE(gateway_limits)

BOOST_AUTO_TEST_CASE(sixty_four_lines_wait_for_a_login_and_no_more)
{
    served on({unhurried});
    const auto answer = std::make_shared<gate>();
    on.directus.once("POST /auth/login", {steps::wait{answer}, steps::usual{}});
    irc_peer ada(on.gateway.port());
    irc_peer grace(on.gateway.port());
    ada.identify(ada_pass);
    BOOST_TEST(on.directus.arrived("POST /auth/login"));
    for (int n = 0; n < 64; ++n)
        ada.send("VERSION");
    ada.fence();
    grace.identify(ada_pass); // shares the login
    for (int n = 0; n < 65; ++n)
        grace.send("VERSION");
    grace.expect("*ERROR :Closing Link: 127.0.0.1 (Too many lines before registration)*");
    BOOST_TEST(grace.ended());
    answer->open();
    ada.expect("* 376 *");
    ada.fence();
    BOOST_TEST(ada.count("* 351 *") == 64U);
}

BOOST_AUTO_TEST_CASE(who_has_not_logged_in_and_does_not_read_is_closed)
{
    served on({"--irc.registration_timeout=3600", unhurried});
    irc_peer slow(on.gateway.port(), 4096);
    std::string pings;
    for (int n = 0; n < 100; ++n)
        pings += "PING :" + std::string(400, 'x') + "\r\n";
    // The system's own buffers hold a few megabytes, of what is sent and of the answers.
    for (int n = 0; n < 500; ++n)
        slow.send_bytes(pings);
    BOOST_TEST(slow.ended(std::chrono::minutes(1)));
    BOOST_TEST(slow.count("*PONG*") < 50'000U);
    auto ada = on.on_channel(ada_pass);
    on.show_something(ada);
}

BOOST_AUTO_TEST_CASE(a_hundred_searches_of_one_user_hold_up_nobody)
{
    served on({unhurried});
    const std::string caps =
        "batch soju.im/search draft/chathistory message-tags server-time standard-replies";
    auto phone = on.on_channel(ada_pass, caps);
    auto laptop = on.on_channel(ada_pass, caps);
    irc_peer grace(on.gateway.port());
    grace.log_in(grace_pass, caps);
    grace.join();
    const auto answer = std::make_shared<gate>();
    on.directus.forget("SEARCH /items/messages");
    on.directus.once("SEARCH /items/messages", {steps::wait{answer}, steps::usual{}});
    phone.send("SEARCH text=first");
    BOOST_TEST(on.directus.arrived("SEARCH /items/messages"));
    for (int n = 0; n < 50; ++n)
        for (auto* one : {&phone, &laptop})
            one->send("SEARCH text=x" + std::to_string(n));
    phone.fence();
    laptop.fence();
    BOOST_TEST(phone.count("*Too many requests at once*") + laptop.count("*Too many requests at once*") ==
               69U);
    grace.send("CHATHISTORY LATEST #messages * 10");
    grace.expect("*BATCH -*");
    const auto calls = on.directus.calls("SEARCH /items/messages");
    BOOST_TEST(std::ranges::count_if(calls, [](const auto& one) {
                   return one.body.find("_icontains") != std::string::npos;
               }) == 1);
    answer->open();
    const auto found = [&] { return phone.count("* BATCH -*") + laptop.count("* BATCH -*"); };
    const auto end = std::chrono::steady_clock::now() + patience;
    while (found() < 32 && std::chrono::steady_clock::now() < end)
        for (auto* one : {&phone, &laptop})
            one->fence();
    phone.fence();
    laptop.fence();
    BOOST_TEST(found() == 32U);
}

BOOST_AUTO_TEST_CASE(a_directory_over_the_limit_is_not_listed)
{
    for (const bool fits : {true, false}) {
        served on({fits ? "--irc.members_limit=12" : "--irc.members_limit=11"}, {.crowd = 10}); // and two
        irc_peer ada(on.gateway.port());
        ada.log_in(ada_pass);
        ada.join();
        ada.send("WHO #messages");
        ada.expect("* 315 *");
        BOOST_TEST(ada.count("* 352 *") == (fits ? 12U : 1U));
    }
}

BOOST_AUTO_TEST_SUITE_END()
