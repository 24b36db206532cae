#include "net/forwarded_for.hpp"

#include <boost/test/unit_test.hpp>

#include <array>
#include <string>

BOOST_AUTO_TEST_SUITE(forwarded_for)

BOOST_AUTO_TEST_CASE(a_client_is_who_the_last_proxy_saw)
{
    const std::array proxies{*net::network::parse("10.0.0.0/8"), *net::network::parse("127.0.0.1")};
    const auto client = [&](const char* list) {
        const auto found = net::forwarded_for(list, proxies);
        return found ? found->str() : "nobody";
    };
    BOOST_TEST(client("198.51.100.7") == "198.51.100.7");
    BOOST_TEST(client("1.2.3.4, 198.51.100.7") == "198.51.100.7"); // what the client wrote stands first
    BOOST_TEST(client("1.2.3.4, 198.51.100.7,  10.1.2.3 ") == "198.51.100.7");
    BOOST_TEST(client("unknown, 198.51.100.7,127.0.0.1") == "198.51.100.7");
    BOOST_TEST(client("2001:db8::1") == "2001:db8::1");
    BOOST_TEST(client("10.1.2.3") == "10.1.2.3"); // a client on a proxy's machine
    BOOST_TEST(client("10.1.2.3, 127.0.0.1") == "10.1.2.3");
    for (const auto* none :
         {"", " ", ",", "unknown", "198.51.100.7, unknown", "198.51.100.7,", "unknown, 10.1.2.3"})
        BOOST_TEST(client(none) == "nobody", none);
}

BOOST_AUTO_TEST_SUITE_END()
