#include "server/operations/service_notifier.hpp"

#include "support/temporary_directory.hpp"

#include <boost/asio.hpp>
#include <boost/test/unit_test.hpp>

#include <array>

using namespace std::chrono_literals;
namespace asio = boost::asio;

namespace {

constexpr long pid = 4711;

// What systemd is: a socket for datagrams.
struct systemd {
    asio::io_context io;
    support::temporary_directory directory;
    std::string path = (directory.path() / "notify").string();
    asio::local::datagram_protocol::socket socket{io, asio::local::datagram_protocol::endpoint(path)};

    std::string next()
    {
        const auto end = std::chrono::steady_clock::now() + 10s;
        while (socket.available() == 0 && std::chrono::steady_clock::now() < end) {
            io.restart();
            io.run_for(10ms);
        }
        std::array<char, 128> text{};
        const auto size = socket.available() > 0 ? socket.receive(asio::buffer(text)) : 0;
        return {text.data(), size};
    }
    bool is_silent()
    {
        io.restart();
        io.poll();
        return socket.available() == 0;
    }
};

} // namespace

BOOST_AUTO_TEST_SUITE(server_service_notifier)

BOOST_FIXTURE_TEST_CASE(it_says_ready_and_stopping, systemd)
{
    server::service_notifier one(io.get_executor(), {"NOTIFY_SOCKET=" + path}, pid);
    BOOST_TEST(is_silent());
    one.ready();
    BOOST_TEST(next() == "READY=1");
    one.reloading();
    BOOST_TEST(next().starts_with("RELOADING=1\nMONOTONIC_USEC="));
    one.ready();
    BOOST_TEST(next() == "READY=1");
    one.stopping();
    BOOST_TEST(next() == "STOPPING=1");
    BOOST_TEST(is_silent());
}

BOOST_FIXTURE_TEST_CASE(it_says_again_and_again_that_it_is_alive_where_that_is_wanted, systemd)
{
    server::service_notifier one(io.get_executor(),
                                 {"NOTIFY_SOCKET=" + path, "WATCHDOG_USEC=20000", "WATCHDOG_PID=4711"}, pid);
    one.ready();
    BOOST_TEST(next() == "READY=1");
    for (int n = 0; n < 3; ++n)
        BOOST_TEST(next() == "WATCHDOG=1");
    one.stop();
    io.restart();
    io.run(); // to its end: nothing is left to do
}

BOOST_FIXTURE_TEST_CASE(another_process_s_watchdog_is_none_of_its_own, systemd)
{
    server::service_notifier one(io.get_executor(),
                                 {"NOTIFY_SOCKET=" + path, "WATCHDOG_USEC=20000", "WATCHDOG_PID=4712"}, pid);
    one.ready();
    BOOST_TEST(next() == "READY=1");
    BOOST_TEST(is_silent());
}

BOOST_FIXTURE_TEST_CASE(without_systemd_and_with_one_that_is_gone_nothing_happens, systemd)
{
    server::service_notifier nobody(io.get_executor(), {}, pid);
    nobody.ready();
    BOOST_TEST(is_silent());
    socket.close();
    server::service_notifier gone(io.get_executor(), {"NOTIFY_SOCKET=" + path}, pid);
    gone.ready();
}

BOOST_AUTO_TEST_SUITE_END()
