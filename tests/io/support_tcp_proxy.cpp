#include "support/tcp_proxy.hpp"

#include "support/loopback.hpp"

#include <boost/test/unit_test.hpp>

#include <system_error>

using namespace std::chrono_literals;
using support::loopback_stream;
using way = support::tcp_proxy::way;

namespace {

// Each line comes back as it was sent.
void echo(loopback_stream& stream, std::size_t)
{
    while (const auto line = stream.read_to("\n"))
        stream.write(*line);
}

struct fixture {
    support::loopback_server server{echo};
    support::tcp_proxy proxy{server.port()};

    std::unique_ptr<loopback_stream> connect() const { return loopback_stream::connect(proxy.port()); }

    void works(loopback_stream& stream) const
    {
        stream.write("hello\n");
        BOOST_TEST(stream.read_to("\n").value_or("") == "hello\n");
    }

    void a_new_one_works() const
    {
        const auto stream = connect();
        works(*stream);
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(support_tcp_proxy, fixture)

BOOST_AUTO_TEST_CASE(it_forwards_both_ways)
{
    const auto one = connect();
    const auto other = connect();
    works(*one);
    works(*other);
    BOOST_TEST(proxy.accepted() == 2u);
    BOOST_TEST(proxy.open() == 2u);
}

BOOST_AUTO_TEST_CASE(more_than_a_buffer_arrives_whole)
{
    const auto stream = connect();
    std::string much(1'000'000, 'x');
    much += '\n';
    std::thread writer([&] { stream->write(much); });
    BOOST_TEST((stream->read(much.size()) == much));
    writer.join();
}

BOOST_AUTO_TEST_CASE(an_orderly_end_is_passed_on)
{
    {
        const auto stream = connect();
        works(*stream);
    }
    a_new_one_works(); // and what is over is cleared away
    const auto end = std::chrono::steady_clock::now() + support::patience;
    while (server.open() > 0 && std::chrono::steady_clock::now() < end)
        std::this_thread::sleep_for(1ms);
    BOOST_TEST(server.open() == 0u);
}

BOOST_AUTO_TEST_CASE(it_delays_one_direction)
{
    const auto stream = connect();
    proxy.delay(way::to_client, 60ms);
    const auto start = std::chrono::steady_clock::now();
    works(*stream);
    BOOST_TEST((std::chrono::steady_clock::now() - start >= 60ms));
}

BOOST_AUTO_TEST_CASE(what_it_holds_comes_when_all_is_well_again)
{
    const auto stream = connect();
    proxy.delay(way::to_server, 1h);
    stream->write("hello\n");
    BOOST_TEST(!stream->read(1, 50ms));
    proxy.forward();
    BOOST_TEST(stream->read_to("\n").value_or("") == "hello\n");
}

BOOST_AUTO_TEST_CASE(it_cuts_in_the_middle_of_a_chunk)
{
    const auto stream = connect();
    works(*stream);
    proxy.halve(way::to_client);
    stream->write("12345678\n");
    BOOST_TEST(stream->read(4).value_or("") == "1234");
    BOOST_TEST(stream->ended());
    proxy.forward();
    a_new_one_works();
}

BOOST_AUTO_TEST_CASE(it_swallows_and_keeps_the_connection)
{
    const auto stream = connect();
    proxy.swallow(way::to_client);
    stream->write("hello\n");
    BOOST_TEST(!stream->ended(100ms));
    proxy.forward(); // bytes are missing
    BOOST_TEST(stream->ended());
    a_new_one_works();
}

BOOST_AUTO_TEST_CASE(it_drops_every_connection)
{
    const auto one = connect();
    const auto other = connect();
    works(*one);
    works(*other);
    proxy.drop();
    BOOST_TEST(one->ended());
    BOOST_TEST(other->ended());
    a_new_one_works();
}

BOOST_AUTO_TEST_CASE(it_refuses_until_all_is_well_again)
{
    const auto stream = connect();
    works(*stream);
    const auto port = proxy.port();
    proxy.refuse();
    BOOST_TEST(stream->ended());
    BOOST_CHECK_THROW(connect(), std::exception);
    proxy.forward();
    BOOST_TEST(proxy.port() == port);
    a_new_one_works();
}

BOOST_AUTO_TEST_CASE(a_server_that_is_away_is_seen_through_it)
{
    const support::tcp_proxy to_nobody(support::refused_port());
    BOOST_TEST(loopback_stream::connect(to_nobody.port())->ended());
}

BOOST_AUTO_TEST_SUITE_END()
