#include "bridge/people/monitor.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(monitor)

namespace {

using bridge::client_id;
using strings = std::vector<std::string>;

constexpr client_id one{1}, two{2};

void check(const strings& actual, const strings& expected)
{
    BOOST_TEST(actual == expected, boost::test_tools::per_element());
}

} // namespace

BOOST_AUTO_TEST_CASE(each_client_has_a_list_of_its_own)
{
    bridge::monitor all;
    BOOST_TEST(all.add(one, "Bob"));
    BOOST_TEST(all.add(one, "nobody"));
    BOOST_TEST(all.add(two, "bob"));
    check(all.targets(one), {"Bob", "nobody"});
    check(all.targets(two), {"bob"});
    check(all.targets(client_id{3}), {});
    BOOST_TEST((all.watchers("BOB") == std::vector{one, two}));
    BOOST_TEST((all.watchers("Nobody") == std::vector{one}));
    BOOST_TEST(all.watchers("Eve").empty());
}

BOOST_AUTO_TEST_CASE(a_nick_is_listed_once_whatever_its_case)
{
    bridge::monitor all;
    BOOST_TEST(all.add(one, "Ärger"));
    BOOST_TEST(all.add(one, "äRGER"));
    check(all.targets(one), {"Ärger"});
    BOOST_TEST(all.watchers("ärger").size() == 1u);
    all.remove(one, "ÄRGER");
    check(all.targets(one), {});
    BOOST_TEST(all.watchers("ärger").empty());
}

BOOST_AUTO_TEST_CASE(what_is_not_watched_cannot_be_removed)
{
    bridge::monitor all;
    all.remove(one, "Bob");
    all.clear(one);
    all.add(one, "Bob");
    all.add(two, "Eve");
    all.remove(one, "Eve");
    check(all.targets(one), {"Bob"});
    check(all.targets(two), {"Eve"});
    BOOST_TEST((all.watchers("Eve") == std::vector{two}));
}

BOOST_AUTO_TEST_CASE(a_cleared_list_leaves_the_others)
{
    bridge::monitor all;
    all.add(one, "Bob");
    all.add(one, "Eve");
    all.add(two, "Bob");
    all.clear(one);
    check(all.targets(one), {});
    BOOST_TEST((all.watchers("Bob") == std::vector{two}));
    BOOST_TEST(all.watchers("Eve").empty());
}

BOOST_AUTO_TEST_CASE(a_list_can_be_full)
{
    bridge::monitor all;
    for (std::size_t n = 0; n < bridge::monitor::limit; ++n)
        BOOST_TEST(all.add(one, "nick" + std::to_string(n)));
    BOOST_TEST(!all.add(one, "Bob"));
    BOOST_TEST(all.add(one, "NICK0")); // there already
    BOOST_TEST(all.watchers("Bob").empty());
    BOOST_TEST(all.add(two, "Bob"));
    all.remove(one, "nick7");
    BOOST_TEST(all.add(one, "Bob"));
    BOOST_TEST(all.targets(one).size() == bridge::monitor::limit);
}

BOOST_AUTO_TEST_SUITE_END()
