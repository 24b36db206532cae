#include "base/nearest.hpp"

#include <boost/test/unit_test.hpp>

#include <array>

using base::nearest;
using base::suggestion;

namespace {

constexpr std::array<std::string_view, 4> known{"irc.listen", "irc.listen_tls", "irc.channel", "setup"};

} // namespace

BOOST_AUTO_TEST_SUITE(nearest_)

BOOST_AUTO_TEST_CASE(name_with_the_fewest_edits_is_suggested)
{
    BOOST_TEST(nearest("irc.lissten", known) == "irc.listen");
    BOOST_TEST(nearest("irc.listen_tsl", known) == "irc.listen_tls");
    BOOST_TEST(nearest("setpu", known) == "setup");
    BOOST_TEST(suggestion("setpu", known) == "; did you mean setup?");
}

BOOST_AUTO_TEST_CASE(key_without_its_section_is_found)
{
    BOOST_TEST(nearest("channel", known) == "irc.channel");
}

BOOST_AUTO_TEST_CASE(names_that_are_too_different_are_not_suggested)
{
    for (const auto* name : {"", "x", "history", "tls.certificate"})
        BOOST_TEST(nearest(name, known) == "", name);
    BOOST_TEST(suggestion("x", known) == "");
    BOOST_TEST(nearest("setup", {}) == "");
}

BOOST_AUTO_TEST_SUITE_END()
