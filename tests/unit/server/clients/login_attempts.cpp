#include "server/clients/login_attempts.hpp"

#include <boost/test/unit_test.hpp>

using server::login_attempts;

BOOST_AUTO_TEST_SUITE(server_login_attempts)

BOOST_AUTO_TEST_CASE(abandoned_login_is_not_the_current_one)
{
    login_attempts logins;
    const auto first = logins.start();
    BOOST_REQUIRE(first);
    BOOST_TEST(logins.is_waiting());
    logins.abandon();
    BOOST_TEST(!logins.is_waiting());
    BOOST_TEST(!logins.is_current(*first));
    const auto second = logins.start();
    BOOST_REQUIRE(second);
    BOOST_TEST(logins.is_current(*second));
    BOOST_TEST(!logins.is_current(*first));
}

BOOST_AUTO_TEST_CASE(answer_ends_the_waiting)
{
    login_attempts logins;
    logins.start();
    logins.ended();
    logins.answered();
    BOOST_TEST(!logins.is_waiting());
}

BOOST_AUTO_TEST_CASE(abandoned_logins_count_until_they_end)
{
    login_attempts logins;
    for (int n = 0; n < login_attempts::most; ++n) {
        BOOST_TEST(logins.start().has_value());
        logins.abandon();
    }
    logins.ended();
    BOOST_TEST(logins.start().has_value());
    BOOST_TEST(!logins.start().has_value());
}

BOOST_AUTO_TEST_SUITE_END()
