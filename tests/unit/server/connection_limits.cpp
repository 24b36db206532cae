#include "server/connection_limits.hpp"

#include <boost/test/unit_test.hpp>

#include <memory>
#include <vector>

using server::connection_limits;

BOOST_AUTO_TEST_SUITE(connection_limit)

BOOST_AUTO_TEST_CASE(an_address_is_ipv4_or_a_network_of_ipv6)
{
    connection_limits limits(100, 1);
    const auto at = [&](const char* text) {
        return std::make_unique<connection_limits::place>(limits, net::ip::parse(text));
    };
    const auto v4 = at("192.0.2.1");
    BOOST_TEST(!v4->is_over_address());
    BOOST_TEST(!at("192.0.2.2")->is_over_address());
    BOOST_TEST(at("192.0.2.1")->is_over_address());
    BOOST_TEST(at("::ffff:192.0.2.1")->is_over_address());
    BOOST_TEST(!v4->is_over_address()); // they have gone
    const auto v6 = at("2001:db8::1");
    BOOST_TEST(at("2001:db8::ffff:1")->is_over_address());
    BOOST_TEST(!at("2001:db8:0:1::1")->is_over_address());
}

BOOST_AUTO_TEST_CASE(loopback_and_unix_sockets_count_in_all_alone)
{
    connection_limits limits(2, 1);
    const connection_limits::place one(limits, net::ip::parse("::1"));
    const connection_limits::place two(limits, net::ip::parse("::1"));
    BOOST_TEST(!two.is_over_address());
    BOOST_TEST(!two.is_over_all());
    const connection_limits::place three(limits, std::nullopt);
    BOOST_TEST(!three.is_over_address());
    BOOST_TEST(three.is_over_all());
}

BOOST_AUTO_TEST_CASE(a_proxy_s_connection_becomes_its_client_s)
{
    connection_limits limits(100, 1);
    connection_limits::place one(limits, std::nullopt);
    connection_limits::place two(limits, std::nullopt);
    one.belongs_to(net::ip::parse("192.0.2.1"));
    two.belongs_to(net::ip::parse("192.0.2.1"));
    BOOST_TEST(two.is_over_address());
    two.belongs_to(net::ip::parse("192.0.2.2"));
    BOOST_TEST(!one.is_over_address());
}

BOOST_AUTO_TEST_CASE(a_flood_is_dropped_without_a_word)
{
    connection_limits limits(1, 1);
    std::vector<std::unique_ptr<connection_limits::place>> all;
    for (int n = 0; n < 101; ++n) {
        BOOST_TEST(!limits.is_flooded());
        all.push_back(std::make_unique<connection_limits::place>(limits, std::nullopt));
    }
    BOOST_TEST(limits.is_flooded());
    all.clear();
    BOOST_TEST(limits.count() == 0U);
}

BOOST_AUTO_TEST_SUITE_END()
