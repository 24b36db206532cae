#include "server/clients/uploads.hpp"

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

BOOST_AUTO_TEST_SUITE_END()
