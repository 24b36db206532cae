#include "server/clients/keepalive.hpp"

#include <boost/test/unit_test.hpp>

using namespace std::chrono_literals;
using server::keepalive;
using step = keepalive::step;

namespace {

constexpr base::time_point start{1h};
constexpr keepalive::limits limits{.registration = 60s, .ping_after = 90s, .ping_timeout = 240s};
constexpr bool registering = true;
constexpr bool registered = false;

} // namespace

BOOST_AUTO_TEST_SUITE(server_liveness)

BOOST_AUTO_TEST_CASE(client_that_does_not_register_is_closed_whatever_it_sends)
{
    keepalive client(start);
    client.heard(start + 59s);
    BOOST_TEST((client.deadline(registering, limits) == start + 60s));
    BOOST_TEST((client.fired(start + 59s, registering, limits) == step::nothing));
    BOOST_TEST((client.fired(start + 60s, registering, limits) == step::close_unregistered));
}

BOOST_AUTO_TEST_CASE(silent_client_is_pinged_once_and_then_closed)
{
    keepalive client(start);
    BOOST_TEST((client.deadline(registered, limits) == start + 90s));
    BOOST_TEST((client.fired(start + 89s, registered, limits) == step::nothing));
    BOOST_TEST((client.fired(start + 90s, registered, limits) == step::ping));
    BOOST_TEST((client.deadline(registered, limits) == start + 240s));
    BOOST_TEST((client.fired(start + 91s, registered, limits) == step::nothing));
    BOOST_TEST((client.fired(start + 240s, registered, limits) == step::close_silent));
}

BOOST_AUTO_TEST_CASE(anything_heard_answers_the_ping)
{
    keepalive client(start);
    client.fired(start + 90s, registered, limits);
    client.heard(start + 100s);
    BOOST_TEST((client.deadline(registered, limits) == start + 190s));
    BOOST_TEST((client.fired(start + 190s, registered, limits) == step::ping));
}

BOOST_AUTO_TEST_CASE(line_that_waited_counts_from_when_it_is_handled)
{
    keepalive client(start);
    client.handled(start + 50s);
    BOOST_TEST((client.deadline(registered, limits) == start + 140s));
}

BOOST_AUTO_TEST_CASE(client_that_is_being_closed_is_cut)
{
    keepalive client(start);
    client.closing(start + 2s);
    BOOST_TEST((client.deadline(registering, limits) == start + 2s));
    BOOST_TEST((client.fired(start + 2s, registering, limits) == step::cut));
}

BOOST_AUTO_TEST_SUITE_END()
