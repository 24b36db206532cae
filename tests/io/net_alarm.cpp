#include "net/alarm.hpp"

#include "run.hpp"

#include <boost/test/unit_test.hpp>

using namespace std::chrono_literals;

namespace {

struct fixture {
    boost::asio::io_context io;
    int rings = 0;
    std::unique_ptr<net::alarm> alarm = std::make_unique<net::alarm>(io.get_executor(), [this] { ++rings; });
    base::time_point start = base::steady_now();

    base::duration elapsed() const { return base::steady_now() - start; }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(net_alarm, fixture)

BOOST_AUTO_TEST_CASE(it_rings_once_at_its_time)
{
    alarm->set(start + 30ms);
    io.run();
    BOOST_TEST(rings == 1);
    BOOST_TEST((elapsed() >= 30ms));
}

BOOST_AUTO_TEST_CASE(a_time_that_is_past_rings_at_once_and_not_within_set)
{
    alarm->set(start - 1h);
    BOOST_TEST(rings == 0);
    io.run();
    BOOST_TEST(rings == 1);
}

BOOST_AUTO_TEST_CASE(it_can_be_moved_in_both_directions)
{
    alarm->set(start + 1h);
    alarm->set(start + 20ms);
    io.run();
    BOOST_TEST(rings == 1);

    alarm->set(start + 21ms);
    alarm->set(start + 60ms);
    io.restart();
    io.run();
    BOOST_TEST(rings == 2);
    BOOST_TEST((elapsed() >= 60ms));
}

BOOST_AUTO_TEST_CASE(it_can_be_cancelled_and_set_again)
{
    alarm->set(start + 10ms);
    alarm->set(std::nullopt);
    io.run();
    BOOST_TEST(rings == 0);
    alarm->set(start + 10ms);
    io.restart();
    io.run();
    BOOST_TEST(rings == 1);
}

BOOST_AUTO_TEST_CASE(the_same_time_again_changes_nothing)
{
    for (int n = 0; n < 3; ++n)
        alarm->set(start + 10ms);
    io.run();
    BOOST_TEST(rings == 1);
}

BOOST_AUTO_TEST_CASE(a_ring_that_is_already_due_is_still_cancelled)
{
    alarm->set(start - 1ms);
    auto cancel = [&] { alarm->set(std::nullopt); };
    boost::asio::post(io, cancel);
    io.run();
    BOOST_TEST(rings == 0);
}

BOOST_AUTO_TEST_CASE(destroyed_while_pending_it_does_not_ring)
{
    alarm->set(start + 10ms);
    alarm.reset();
    io.run();
    BOOST_TEST(rings == 0);
}

BOOST_AUTO_TEST_CASE(its_ring_may_set_it_and_may_destroy_it)
{
    std::unique_ptr<net::alarm> own;
    auto ring = [&] {
        if (++rings < 3)
            own->set(base::steady_now());
        else
            own.reset();
    };
    own = std::make_unique<net::alarm>(io.get_executor(), ring);
    own->set(start);
    io.run();
    BOOST_TEST(rings == 3);
}

BOOST_AUTO_TEST_SUITE_END()
