#include "net/dialer.hpp"

#include "run.hpp"
#include "support/loopback.hpp"

#include <boost/test/unit_test.hpp>

#include <sys/socket.h>

#include <list>

using namespace support;
using namespace std::chrono_literals;
namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

tcp::endpoint loopback(std::uint16_t port)
{
    return {asio::ip::address_v4::loopback(), port};
}

// Listens and never answers: its queue is full, so that the system drops what comes.
class silent {
public:
    silent()
    {
        acceptor_.listen(0);
        for (int n = 0; n < 4; ++n) {
            others_.emplace_back(io_);
            others_.back().open(tcp::v4());
            others_.back().native_non_blocking(true);
            const auto end = where();
            ::connect(others_.back().native_handle(), end.data(), static_cast<socklen_t>(end.size()));
        }
    }
    tcp::endpoint where() const { return acceptor_.local_endpoint(); }

private:
    asio::io_context io_;
    tcp::acceptor acceptor_{io_, loopback(0), false};
    std::list<tcp::socket> others_;
};

struct dialling {
    asio::io_context io;
    tcp::socket socket{io};
    loopback_server server{[](loopback_stream& on, std::size_t) { on.ended(); }};
    tcp::endpoint good = loopback(server.port());

    base::error_code dial(net::endpoints to, base::duration limit = 5s)
    {
        return run(io, net::dial(socket, std::move(to), base::steady_now() + limit));
    }
};

asio::awaitable<void> close_soon(tcp::socket& socket)
{
    asio::steady_timer timer(socket.get_executor(), 30ms);
    co_await timer.async_wait(asio::use_awaitable);
    socket.close();
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(net_dialer, dialling)

BOOST_AUTO_TEST_CASE(the_next_address_is_tried_where_one_refuses)
{
    const tcp::endpoint other_family(asio::ip::address_v6::loopback(), refused_port());
    BOOST_TEST(!dial({other_family, loopback(refused_port()), good}));
    BOOST_TEST(socket.remote_endpoint() == good);
}

BOOST_AUTO_TEST_CASE(one_that_is_silent_does_not_take_all_the_time)
{
    const silent first;
    BOOST_TEST(!dial({first.where(), good}, 1s));
    BOOST_TEST(socket.remote_endpoint() == good);
}

BOOST_AUTO_TEST_CASE(where_all_fail_the_last_one_s_reason_counts)
{
    const silent quiet;
    BOOST_TEST((dial({quiet.where(), loopback(refused_port())}, 1s) == asio::error::connection_refused));
    BOOST_TEST((dial({loopback(refused_port()), quiet.where()}, 1s) == base::errc::timeout));
    BOOST_TEST((dial({}) == asio::error::host_not_found));
    BOOST_TEST((dial({good}, 0s) == base::errc::timeout));
}

BOOST_AUTO_TEST_CASE(its_owner_may_end_it)
{
    const silent quiet;
    asio::co_spawn(io, close_soon(socket), asio::detached);
    BOOST_TEST((dial({quiet.where(), good}) == asio::error::operation_aborted));
    BOOST_TEST(!socket.is_open());
}

BOOST_AUTO_TEST_CASE(a_name_has_addresses_or_is_not_found)
{
    const auto found = run(io, net::look_up(io.get_executor(), *net::base_url::parse("http://localhost:81"),
                                            base::steady_now() + std::chrono::seconds(10)));
    BOOST_REQUIRE(found.has_value());
    BOOST_TEST(!found->empty());
    for (const auto& one : *found) {
        BOOST_TEST(one.address().is_loopback());
        BOOST_TEST(one.port() == 81);
    }
}

BOOST_AUTO_TEST_CASE(a_name_is_not_looked_up_when_there_is_no_time_left)
{
    const auto found = run(io, net::look_up(io.get_executor(), *net::base_url::parse("http://localhost:81"),
                                            base::steady_now()));
    BOOST_TEST((found.error() == base::errc::timeout));
}

BOOST_AUTO_TEST_SUITE_END()
