#include "unit/bridge/channel/room_fixture.hpp"

#include <fmt/format.h>

BOOST_AUTO_TEST_SUITE(handlers_monitor)

using namespace room_test;

namespace {

const std::string me = ":irc.example ";
const std::string end = me + "733 Ada :End of MONITOR list";

} // namespace

BOOST_AUTO_TEST_CASE(adding_tells_who_is_online_and_who_is_not)
{
    house all;
    all.connect(1, ada);
    all.connect(2, bob);
    check(all.send(1, "MONITOR + bob,EVE,nobody,ada"),
          {me + "730 Ada :" + bob_mask + "," + ada_mask, me + "731 Ada :EVE,nobody"});
    check(all.send(1, "monitor + bob"), {me + "730 Ada :" + bob_mask}); // asked again, listed once
    check(all.send(1, "MONITOR L"), {me + "732 Ada :bob,EVE,nobody,ada", end});
}

BOOST_AUTO_TEST_CASE(removing_and_clearing_say_nothing)
{
    house all;
    all.connect(1, ada);
    all.send(1, "MONITOR + Bob,Eve,nobody");
    check(all.send(1, "MONITOR - BOB,stranger"), {});
    check(all.send(1, "MONITOR L"), {me + "732 Ada :Eve,nobody", end});
    check(all.send(1, "MONITOR C"), {});
    check(all.send(1, "MONITOR L"), {end});
    check(all.send(1, "MONITOR S"), {});
    all.connect(2, bob);
    all.connect(3, eve);
    check(all.lines(1), {});
}

BOOST_AUTO_TEST_CASE(the_state_of_all_who_are_watched)
{
    house all;
    all.connect(1, ada);
    all.send(1, "MONITOR + Bob,Eve");
    check(all.send(1, "MONITOR S"), {me + "731 Ada :Bob,Eve"});
    all.connect(2, eve);
    all.lines(1);
    check(all.send(1, "MONITOR s"), {me + "730 Ada :" + eve_mask, me + "731 Ada :Bob"});
}

BOOST_AUTO_TEST_CASE(wrong_requests)
{
    house all;
    all.connect(1, ada);
    const std::string too_few = me + "461 Ada MONITOR :Not enough parameters";
    for (const auto* line : {"MONITOR", "MONITOR :", "MONITOR +", "MONITOR -", "MONITOR + :"})
        check(all.send(1, line), {too_few});
    check(all.send(1, "MONITOR X"), {me + "400 Ada MONITOR X :Unknown modifier: + - C L S"});
    check(all.send(1, "MONITOR +Bob"), {me + "400 Ada MONITOR +Bob :Unknown modifier: + - C L S"});
    check(all.send(1, "MONITOR + ,,,"), {});
    // Nobody can be called so.
    for (const auto* nick : {"b*b", "Bob!u@h", "#messages", "4you", "\xff", ":a b"})
        check(all.send(1, std::string("MONITOR + ") + nick), {});
    check(all.send(1, "MONITOR + " + std::string(65, 'x')), {});
    check(all.send(1, "MONITOR L"), {end});
}

BOOST_AUTO_TEST_CASE(over_the_limit_the_rest_is_refused)
{
    house all;
    all.connect(1, ada);
    std::string list = "nick0";
    for (int n = 1; n < 49; ++n)
        list += fmt::format(",nick{}", n);
    all.send(1, "MONITOR + " + list);
    list = "more0";
    for (int n = 1; n < 50; ++n)
        list += fmt::format(",more{}", n);
    all.send(1, "MONITOR + " + list);
    check(all.send(1, "MONITOR + Bob,nick0,Eve,x"),
          {me + "731 Ada :Bob,nick0", me + "734 Ada 100 Eve,x :Monitor list is full."});
    all.send(1, "MONITOR - nick7");
    check(all.send(1, "MONITOR + Eve"), {me + "731 Ada :Eve"});
}

// The fixture checks that each line fits.
BOOST_AUTO_TEST_CASE(long_lists_take_several_lines_and_lose_nobody)
{
    house all;
    all.connect(1, ada);
    std::string expected;
    std::size_t count = 0;
    for (; count < 100; ++count) {
        const auto nick = fmt::format("{}{}", std::string(28, 'n'), count);
        check(all.send(1, "MONITOR + " + nick), {me + "731 Ada :" + nick});
        expected += (expected.empty() ? "" : ",") + nick;
    }
    for (const auto* asked : {"MONITOR L", "MONITOR S"}) {
        std::string got;
        for (const auto& line : all.send(1, asked))
            if (line != end)
                got += (got.empty() ? "" : ",") + line.substr(line.find(" :") + 2);
        BOOST_TEST(got == expected);
    }
    std::string refused = std::string(29, 'r') + "0";
    for (int n = 1; n < 15; ++n)
        refused += "," + std::string(29, 'r') + fmt::format("{:x}", n);
    std::string got;
    for (const auto& line : all.send(1, "MONITOR + " + refused)) {
        const auto head = me + "734 Ada 100 ";
        BOOST_TEST(line.starts_with(head));
        BOOST_TEST(line.ends_with(" :Monitor list is full."));
        got += (got.empty() ? "" : ",") + line.substr(head.size(), line.find(" :") - head.size());
    }
    BOOST_TEST(got == refused);
}

BOOST_AUTO_TEST_SUITE_END()
