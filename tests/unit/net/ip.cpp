#include "net/ip.hpp"

#include <boost/test/unit_test.hpp>

using net::ip;
using net::network;

BOOST_AUTO_TEST_SUITE(ip_addresses)

BOOST_AUTO_TEST_CASE(an_address_is_read_and_written)
{
    for (const auto* text : {"192.0.2.1", "0.0.0.0", "2001:db8::1", "::1", "::"})
        BOOST_TEST(ip::parse(text)->str() == text);
    BOOST_TEST(ip::parse("fe80::1%eth0")->str() == "fe80::1");
    for (const auto* text : {"", "192.0.2", "192.0.2.256", "[::1]", "host", "1.2.3.4 ", "::1::"})
        BOOST_TEST(!ip::parse(text), text);
}

BOOST_AUTO_TEST_CASE(ipv4_mapped_into_ipv6_is_ipv4)
{
    BOOST_TEST((ip::parse("::ffff:192.0.2.1") == ip::parse("192.0.2.1")));
    BOOST_TEST(ip::parse("::ffff:192.0.2.1")->is_v4());
    BOOST_TEST(ip::parse("::ffff:127.0.0.1")->is_loopback());
}

BOOST_AUTO_TEST_CASE(loopback_is_127_and_1)
{
    for (const auto* text : {"127.0.0.1", "127.255.0.3", "::1"})
        BOOST_TEST(ip::parse(text)->is_loopback());
    for (const auto* text : {"128.0.0.1", "::2", "::", "7f00::1", "100::1"})
        BOOST_TEST(!ip::parse(text)->is_loopback());
}

BOOST_AUTO_TEST_CASE(a_prefix_keeps_the_first_bits)
{
    BOOST_TEST(ip::parse("192.0.2.255")->prefix(25).str() == "192.0.2.128");
    BOOST_TEST(ip::parse("192.0.2.255")->prefix(0).str() == "0.0.0.0");
    BOOST_TEST(ip::parse("2001:db8:1:2:3:4:5:6")->prefix(64).str() == "2001:db8:1:2::");
    BOOST_TEST(ip::parse("2001:db8:1:2:3:4:5:6")->prefix(128).str() == "2001:db8:1:2:3:4:5:6");
}

BOOST_AUTO_TEST_CASE(a_network_holds_its_addresses_alone)
{
    const auto holds = [](const char* all, const char* one) {
        return network::parse(all)->contains(*ip::parse(one));
    };
    BOOST_TEST(holds("10.0.0.0/8", "10.255.0.1"));
    BOOST_TEST(!holds("10.0.0.0/8", "11.0.0.1"));
    BOOST_TEST(holds("10.1.2.3/8", "10.9.9.9"));
    BOOST_TEST(holds("192.0.2.1", "192.0.2.1"));
    BOOST_TEST(!holds("192.0.2.1", "192.0.2.2"));
    BOOST_TEST(holds("2001:db8::/32", "2001:db8:ffff::1"));
    BOOST_TEST(!holds("2001:db8::/32", "2001:db9::1"));
    BOOST_TEST(holds("0.0.0.0/0", "192.0.2.1"));
    BOOST_TEST(!holds("0.0.0.0/0", "::1"));
    BOOST_TEST(!holds("::/0", "192.0.2.1"));
    for (const auto* text : {"10.0.0.0/33", "10.0.0.0/", "10.0.0.0/x", "/8", "::/129", "10.0.0.0/-1"})
        BOOST_TEST(!network::parse(text), text);
}

BOOST_AUTO_TEST_SUITE_END()
