#include "server/login/login_throttle.hpp"

#include <boost/test/unit_test.hpp>

#include <fmt/format.h>

using namespace std::chrono_literals;

namespace {

struct fixture {
    base::time_point now{1h};
    server::login_throttle throttle{server::login_throttle::settings()};

    base::duration wait(const char* from) { return throttle.wait(net::ip::parse(from), now); }
    void refuse(const char* from, int times = 1)
    {
        for (int n = 0; n < times; ++n)
            throttle.refused(net::ip::parse(from), now);
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(login_throttle, fixture)

BOOST_AUTO_TEST_CASE(five_refusals_are_free_and_then_the_wait_doubles)
{
    for (int n = 0; n < 5; ++n) {
        BOOST_TEST((wait("192.0.2.1") == 0s));
        refuse("192.0.2.1");
    }
    for (const auto time : {1s, 2s, 4s, 8s, 16s, 30s, 30s}) {
        BOOST_TEST((wait("192.0.2.1") == time));
        refuse("192.0.2.1");
    }
    refuse("192.0.2.1", 1000);
    BOOST_TEST((wait("192.0.2.1") == 30s));
}

BOOST_AUTO_TEST_CASE(an_address_is_ipv4_or_a_network_of_ipv6)
{
    refuse("192.0.2.1", 5);
    BOOST_TEST((wait("192.0.2.2") == 0s));
    BOOST_TEST((wait("::ffff:192.0.2.1") == 1s));
    refuse("2001:db8::1", 3);
    refuse("2001:db8::2", 2);
    BOOST_TEST((wait("2001:db8::ffff:3") == 1s));
    BOOST_TEST((wait("2001:db8:0:1::1") == 0s));
}

BOOST_AUTO_TEST_CASE(loopback_and_unix_sockets_never_wait)
{
    refuse("127.0.0.1", 50);
    refuse("::1", 50);
    for (int n = 0; n < 50; ++n)
        throttle.refused(std::nullopt, now);
    BOOST_TEST((wait("127.0.0.1") == 0s));
    BOOST_TEST((wait("::1") == 0s));
    BOOST_TEST((throttle.wait(std::nullopt, now) == 0s));
}

BOOST_AUTO_TEST_CASE(half_an_hour_without_a_refusal_is_a_new_beginning)
{
    refuse("192.0.2.1", 6);
    now += 30min - 1ms;
    BOOST_TEST((wait("192.0.2.1") == 2s)); // asking is no refusal
    refuse("192.0.2.2");
    now += 1ms;
    BOOST_TEST((wait("192.0.2.1") == 0s));
    refuse("192.0.2.2", 4);
    BOOST_TEST((wait("192.0.2.2") == 1s));
}

BOOST_AUTO_TEST_CASE(memory_is_bounded)
{
    server::login_throttle small({.remembered = 3});
    const auto refuse = [&](int n) {
        for (int times = 0; times < 5; ++times)
            small.refused(net::ip::parse(fmt::format("192.0.2.{}", n)), now);
    };
    const auto waits = [&](int n) {
        return small.wait(net::ip::parse(fmt::format("192.0.2.{}", n)), now) > 0s;
    };
    for (const int n : {1, 2, 3, 1, 4})
        refuse(n);
    BOOST_TEST(waits(1));
    BOOST_TEST(!waits(2));
    BOOST_TEST(waits(3));
    BOOST_TEST(waits(4));
}

BOOST_AUTO_TEST_SUITE_END()
