#include "server/clients/connection_limits.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

using server::connection_limits;
using namespace std::chrono_literals;

namespace {

const base::time_point start{1h};

} // namespace

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

BOOST_AUTO_TEST_CASE(an_address_may_not_come_too_fast)
{
    connection_limits limits(1000, 1000, {.burst = 3, .interval = 1s});
    const auto comes = [&](const char* from, base::time_point at) {
        return !connection_limits::place(limits, net::ip::parse(from)).comes_too_fast(at);
    };
    for (int n = 0; n < 3; ++n)
        BOOST_TEST(comes("192.0.2.1", start));
    BOOST_TEST(!comes("192.0.2.1", start));
    BOOST_TEST(!comes("::ffff:192.0.2.1", start));
    BOOST_TEST(comes("192.0.2.2", start));
    BOOST_TEST(!comes("192.0.2.1", start + 999ms));
    BOOST_TEST(comes("192.0.2.1", start + 1s));
    BOOST_TEST(!comes("192.0.2.1", start + 1s));
    for (const auto* one : {"2001:db8::1", "2001:db8::2", "2001:db8::3"})
        BOOST_TEST(comes(one, start));
    BOOST_TEST(!comes("2001:db8::4", start));
    for (int n = 0; n < 100; ++n)
        BOOST_TEST(comes("127.0.0.1", start));
    BOOST_TEST(!connection_limits::place(limits, std::nullopt).comes_too_fast(start));
}

BOOST_AUTO_TEST_CASE(a_proxy_s_connections_are_as_fast_as_its_clients)
{
    connection_limits limits(1000, 1000, {.burst = 1, .interval = 1s});
    for (const auto* client : {"192.0.2.1", "192.0.2.2"}) {
        connection_limits::place one(limits, std::nullopt);
        one.belongs_to(net::ip::parse(client));
        BOOST_TEST(!one.comes_too_fast(start));
        connection_limits::place other(limits, std::nullopt);
        other.belongs_to(net::ip::parse(client));
        BOOST_TEST(other.comes_too_fast(start));
    }
}

BOOST_AUTO_TEST_CASE(addresses_are_forgotten_once_they_could_come_as_at_first)
{
    connection_limits limits(1000, 1000, {.burst = 3, .interval = 1s});
    auto now = start;
    std::size_t most = 0;
    for (int n = 0; n < 1000; ++n, now += 10ms) {
        const auto from = net::ip::parse("192.0." + std::to_string(n / 250) + "." + std::to_string(n % 250));
        BOOST_TEST(!connection_limits::place(limits, from).comes_too_fast(now));
        most = std::max(most, limits.addresses());
    }
    BOOST_TEST(most < 150U); // 100 came in the last second
    const connection_limits::place stays(limits, net::ip::parse("198.51.100.1"));
    for (int n = 0; n < 100; ++n)
        connection_limits::place(limits, net::ip::parse("127.0.0.1")).comes_too_fast(now + 1h);
    BOOST_TEST(limits.addresses() == 1U);
    limits.set(1000, 1000, {.burst = 0, .interval = 0s});
    BOOST_TEST(!connection_limits::place(limits, net::ip::parse("192.0.2.1")).comes_too_fast(now));
    BOOST_TEST(limits.addresses() == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
