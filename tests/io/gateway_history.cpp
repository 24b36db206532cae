// What a client is shown after its JOIN, however much is said while it is read.
#include "served.hpp"

#include <boost/test/unit_test.hpp>

#include <fmt/format.h>

using namespace support;

BOOST_AUTO_TEST_SUITE(gateway_history)

BOOST_AUTO_TEST_CASE(it_reaches_back_to_the_join_whose_events_are_late)
{
    served on({"--irc.history=3"});
    auto ada = on.on_channel(ada_pass);
    irc_end grace(on.gateway.port());
    grace.log_in(grace_pass);
    for (int n = 0; n < 5; ++n) // of this he is shown the end
        on.show_something(ada);

    const auto read = std::make_shared<gate>();
    const auto asked = on.directus.count("GET /items/messages");
    on.directus.always("GET /items/messages", {steps::wait{read}, steps::usual{}});
    grace.join();
    BOOST_TEST(on.directus.arrived("GET /items/messages", asked + 1));
    for (int n = 0; n < 8; ++n) // more than history holds, and no event tells of them
        on.directus.add_silently(fmt::format("row {}", n));
    read->open();

    grace.expect("row 7");
    std::string order;
    for (const auto& line : grace.seen())
        if (const auto at = line.find(" row "); at != std::string::npos)
            order += line.substr(at + 5);
    BOOST_TEST(order == "01234567");
}

// A filter is part of the URL, which Directus takes up to 16 KiB of.
BOOST_AUTO_TEST_CASE(its_authors_are_looked_up_a_hundred_at_a_time)
{
    served on({"--irc.history=250", "--irc.members_limit=1"}, {.crowd = 250});
    for (std::size_t n = 0; n < 250; ++n)
        on.directus.add_silently(fmt::format("row {}.", n), on.directus.member(n));
    irc_end ada(on.gateway.port());
    ada.log_in(ada_pass);
    ada.join();
    BOOST_TEST(ada.expect("row 0.").starts_with(":Member0!"));
    BOOST_TEST(ada.expect("row 249.").starts_with(":Member249!"));
    for (const auto& call : on.directus.calls("GET /users"))
        BOOST_TEST(call.target.size() < 5'000U);
}

BOOST_AUTO_TEST_SUITE_END()
