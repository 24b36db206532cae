#include "net/http_server.hpp"

#include "run.hpp"
#include "support/loopback.hpp"

#include <boost/test/unit_test.hpp>

#include <fmt/format.h>

#include <thread>

using namespace support;
namespace asio = boost::asio;

namespace {

asio::awaitable<net::http_answer> name_of(std::string target)
{
    net::http_answer out;
    if (target != "/here")
        out.status = 404;
    out.body = "this is " + target;
    co_return out;
}

// Serves in a thread of its own until the test is over.
struct serving {
    asio::io_context io;
    net::http_server server{io.get_executor(), {asio::ip::make_address("127.0.0.1"), 0}, name_of};
    std::unique_ptr<asio::executor_work_guard<asio::io_context::executor_type>> work =
        std::make_unique<asio::executor_work_guard<asio::io_context::executor_type>>(io.get_executor());
    std::thread thread;

    serving()
    {
        server.start();
        thread = std::thread([this] { io.run(); });
    }
    ~serving()
    {
        auto stopped = asio::co_spawn(io, server.stop(), asio::use_future);
        BOOST_TEST((stopped.wait_for(patience) == std::future_status::ready));
        work.reset();
        thread.join();
    }

    std::unique_ptr<loopback_stream> connect() const
    {
        return loopback_stream::connect(server.endpoint().port());
    }
};

std::string head_of_answer(loopback_stream& on, const std::string& request)
{
    on.write(request);
    return on.read_to("\r\n\r\n").value_or("nothing");
}

std::string get(const std::string& target, const std::string& method = "GET")
{
    return fmt::format("{} {} HTTP/1.1\r\nHost: here\r\n\r\n", method, target);
}

} // namespace

BOOST_AUTO_TEST_SUITE(net_http_server)

BOOST_FIXTURE_TEST_CASE(targets_are_answered_one_after_the_other_on_one_connection, serving)
{
    const auto one = connect();
    auto head = head_of_answer(*one, get("/here?query=1"));
    BOOST_TEST(head.starts_with("HTTP/1.1 200 OK\r\n"), head);
    BOOST_TEST(head.find("Content-Type: text/plain; charset=utf-8\r\n") != std::string::npos, head);
    BOOST_TEST(one->read(13).value_or("") == "this is /here");
    head = head_of_answer(*one, get("/there"));
    BOOST_TEST(head.starts_with("HTTP/1.1 404 Not Found\r\n"), head);
    BOOST_TEST(one->read(14).value_or("") == "this is /there");
}

BOOST_FIXTURE_TEST_CASE(head_has_no_body, serving)
{
    const auto one = connect();
    const auto head = head_of_answer(*one, get("/here", "HEAD"));
    BOOST_TEST(head.find("Content-Length: 13\r\n") != std::string::npos, head);
    BOOST_TEST(head_of_answer(*one, get("/here")).starts_with("HTTP/1.1 200"));
}

BOOST_FIXTURE_TEST_CASE(other_methods_are_405, serving)
{
    const auto one = connect();
    const auto head = head_of_answer(*one, get("/here", "DELETE"));
    BOOST_TEST(head.starts_with("HTTP/1.1 405 "), head);
    BOOST_TEST(head.find("Allow: GET, HEAD\r\n") != std::string::npos, head);
}

BOOST_FIXTURE_TEST_CASE(what_is_no_request_or_too_large_is_hung_up_on, serving)
{
    for (const auto& bad : {std::string("NICK ada\r\n\r\n"), std::string("GET /here HTTP/1.1\r\n\r\n\x01"),
                            "GET /" + std::string(10'000, 'a') + " HTTP/1.1\r\n\r\n"}) {
        const auto one = connect();
        one->write(bad);
        BOOST_TEST(one->ended());
    }
    BOOST_TEST(head_of_answer(*connect(), get("/here")).starts_with("HTTP/1.1 200"));
}

BOOST_FIXTURE_TEST_CASE(one_connection_too_many_is_hung_up_on_and_those_before_are_served, serving)
{
    std::vector<std::unique_ptr<loopback_stream>> all;
    for (std::size_t n = 0; n < net::http_server::most_connections; ++n) {
        all.push_back(connect());
        BOOST_TEST(head_of_answer(*all.back(), get("/here")).starts_with("HTTP/1.1 200"));
    }
    BOOST_TEST(connect()->ended());
    all.front()->read(13);
    BOOST_TEST(head_of_answer(*all.front(), get("/here")).starts_with("HTTP/1.1 200"));
}

BOOST_AUTO_TEST_SUITE_END()
