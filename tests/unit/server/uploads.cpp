#include "server/uploads.hpp"

#include <boost/test/unit_test.hpp>

using server::uploads;

BOOST_AUTO_TEST_SUITE(server_uploads)

BOOST_AUTO_TEST_CASE(passwords_come_from_this_machine_or_encrypted_as_far_as_a_proxy)
{
    server::config with;
    with.proxies = {*net::network::parse("10.0.0.0/8"), *net::network::parse("::1")};
    const auto is_private = [&](const char* from, std::string_view proto) {
        return uploads::is_private(net::ip::parse(from), proto, with);
    };
    BOOST_TEST(is_private("127.0.0.1", ""));
    BOOST_TEST(is_private("10.1.2.3", "https"));
    BOOST_TEST(!is_private("10.1.2.3", "http"));
    BOOST_TEST(!is_private("10.1.2.3", ""));
    BOOST_TEST(!is_private("::1", ""));            // a proxy, too
    BOOST_TEST(!is_private("192.0.2.1", "https")); // who says so is nobody we know
    BOOST_TEST(!uploads::is_private(std::nullopt, "https", with));
    with.allow_plaintext_login = true;
    BOOST_TEST(is_private("192.0.2.1", ""));
    BOOST_TEST(uploads::is_private(std::nullopt, "", with));
}

BOOST_AUTO_TEST_CASE(a_client_is_who_the_last_proxy_saw)
{
    server::config with;
    with.proxies = {*net::network::parse("10.0.0.0/8"), *net::network::parse("127.0.0.1")};
    const auto client = [&](const char* from, std::string_view forwarded) {
        const auto found = uploads::client_of(net::ip::parse(from), forwarded, with);
        return found ? found->str() : "nobody";
    };
    BOOST_TEST(client("192.0.2.1", "") == "192.0.2.1");
    BOOST_TEST(client("192.0.2.1", "198.51.100.7") == "192.0.2.1"); // no proxy of ours
    BOOST_TEST(client("127.0.0.1", "198.51.100.7") == "198.51.100.7");
    BOOST_TEST(client("127.0.0.1", "1.2.3.4, 198.51.100.7") == "198.51.100.7"); // what the client wrote first
    BOOST_TEST(client("127.0.0.1", "1.2.3.4, 198.51.100.7,  10.1.2.3 ") == "198.51.100.7");
    BOOST_TEST(client("127.0.0.1", "2001:db8::1") == "2001:db8::1");
    for (const auto* none : {"", "10.1.2.3", "unknown", "198.51.100.7, unknown", ","})
        BOOST_TEST(client("127.0.0.1", none) == "nobody", none);
}

BOOST_AUTO_TEST_SUITE_END()
