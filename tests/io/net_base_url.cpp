#include "net/base_url.hpp"

#include <boost/test/unit_test.hpp>

using net::base_url;

BOOST_AUTO_TEST_SUITE(net_base_url)

BOOST_AUTO_TEST_CASE(scheme_host_port_and_path_are_read)
{
    const auto plain = base_url::parse("http://directus.example:8055/cms/");
    BOOST_REQUIRE(plain.has_value());
    BOOST_TEST(!plain->tls);
    BOOST_TEST(plain->host == "directus.example");
    BOOST_TEST(plain->port == 8055);
    BOOST_TEST(plain->path == "/cms");
    BOOST_TEST(plain->authority() == "directus.example:8055");
    BOOST_TEST(plain->str() == "http://directus.example:8055/cms");
}

BOOST_AUTO_TEST_CASE(each_scheme_has_its_port)
{
    BOOST_TEST(base_url::parse("http://a")->port == 80);
    BOOST_TEST(base_url::parse("http://a:80/")->authority() == "a");
    const auto secure = base_url::parse("https://a");
    BOOST_TEST(secure->tls);
    BOOST_TEST(secure->port == 443);
    BOOST_TEST(secure->authority() == "a");
    BOOST_TEST(base_url::parse("https://a:80")->authority() == "a:80");
    BOOST_TEST(base_url::parse("HTTPS://a").has_value());
}

BOOST_AUTO_TEST_CASE(an_ipv6_address_stands_in_brackets_outside_alone)
{
    const auto six = base_url::parse("http://[::1]:8055");
    BOOST_REQUIRE(six.has_value());
    BOOST_TEST(six->host == "::1");
    BOOST_TEST(six->authority() == "[::1]:8055");
    BOOST_TEST(six->str() == "http://[::1]:8055");
}

BOOST_AUTO_TEST_CASE(anything_else_is_refused)
{
    for (const auto* text :
         {"", "a", "/path", "//host", "ftp://a", "ws://a", "http://", "http:///path", "http://:8055",
          "http://user@a", "http://user:pass@a", "http://a?query", "http://a#fragment", "http://a:0",
          "http://a:65536", "http://a:port", "http://a b", "http://a/b c"})
        BOOST_TEST(!base_url::parse(text).has_value(), text);
}

BOOST_AUTO_TEST_SUITE_END()
