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

BOOST_AUTO_TEST_SUITE_END()
