#include "net/http_server.hpp"

#include "run.hpp"
#include "support/loopback.hpp"

#include <boost/test/unit_test.hpp>

#include <fmt/format.h>

#include <stdexcept>
#include <thread>

using namespace support;
namespace asio = boost::asio;

namespace {

constexpr std::size_t largest = 100'000;

asio::awaitable<net::http_answer> name_of(net::http_question& asked)
{
    net::http_answer out;
    if (asked.method() == "POST" && asked.target() == "/count") {
        std::size_t bytes = 0;
        for (;;) {
            const auto piece = co_await asked.next_piece(largest, milliseconds(300));
            if (piece && !piece->empty()) {
                bytes += piece->size();
                continue;
            }
            out.body = piece ? fmt::format("{} bytes of {}", bytes, asked.field("Content-Type"))
                             : piece.error().message();
            co_return out;
        }
    }
    if (asked.target() == "/fail")
        throw std::runtime_error("this page cannot be made");
    if (asked.method() != "GET" && asked.method() != "HEAD")
        co_return net::method_not_allowed("GET, HEAD");
    if (asked.target() != "/here")
        out.status = 404;
    out.body = "this is " + asked.target();
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

std::string post(const std::string& fields, const std::string& body = "")
{
    return fmt::format("POST /count HTTP/1.1\r\nHost: here\r\nContent-Type: x/y\r\n{}\r\n{}", fields, body);
}

// What stands behind the head, of an answer that says how long that is.
std::string body_of_answer(loopback_stream& on)
{
    const auto head = on.read_to("\r\n\r\n").value_or("nothing");
    const auto at = head.find("Content-Length: ");
    return at == std::string::npos ? head : on.read(std::stoul(head.substr(at + 16))).value_or("nothing");
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

BOOST_FIXTURE_TEST_CASE(a_page_that_cannot_be_made_takes_no_place_for_ever, serving)
{
    for (std::size_t n = 0; n < 2 * net::http_server::most_connections; ++n) {
        const auto one = connect();
        one->write("GET /fail HTTP/1.1\r\nHost: x\r\n\r\n");
        BOOST_TEST(one->ended());
    }
    BOOST_TEST(head_of_answer(*connect(), get("/here")).starts_with("HTTP/1.1 200"));
}

BOOST_FIXTURE_TEST_CASE(a_body_that_is_read_leaves_the_connection_for_the_next_request, serving)
{
    const auto one = connect();
    one->write(post("Content-Length: 50000\r\n", std::string(50'000, 'a')));
    BOOST_TEST(body_of_answer(*one) == "50000 bytes of x/y");
    one->write(post("Transfer-Encoding: chunked\r\n", "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"));
    BOOST_TEST(body_of_answer(*one) == "5 bytes of x/y");
    one->write(post("Content-Length: 0\r\n"));
    BOOST_TEST(body_of_answer(*one) == "0 bytes of x/y");
    BOOST_TEST(head_of_answer(*one, get("/here")).starts_with("HTTP/1.1 200"));
}

BOOST_FIXTURE_TEST_CASE(a_client_that_waits_to_go_on_is_told_to, serving)
{
    const auto one = connect();
    const auto head = head_of_answer(*one, post("Content-Length: 3\r\nExpect: 100-continue\r\n"));
    BOOST_TEST(head == "HTTP/1.1 100 Continue\r\n\r\n");
    one->write("abc");
    BOOST_TEST(body_of_answer(*one) == "3 bytes of x/y");
}

BOOST_FIXTURE_TEST_CASE(a_body_over_the_limit_is_answered_before_it_has_come, serving)
{
    const auto announced = connect();
    announced->write(post("Content-Length: 100001\r\nExpect: 100-continue\r\n"));
    BOOST_TEST(body_of_answer(*announced) == "answer too large");
    BOOST_TEST(announced->ended());

    const auto chunked = connect();
    chunked->write(post("Transfer-Encoding: chunked\r\n", "1ffff\r\n" + std::string(0x1ffff, 'a')));
    BOOST_TEST(body_of_answer(*chunked) == "answer too large");
    BOOST_TEST(chunked->ended());
}

// A reset would take the answer with it.
BOOST_FIXTURE_TEST_CASE(an_answer_gets_to_a_client_that_goes_on_sending, serving)
{
    const auto one = connect();
    one->write("POST /here HTTP/1.1\r\nHost: here\r\nContent-Length: 4000000\r\n\r\n");
    std::thread sender([&] { one->write(std::string(4'000'000, 'a')); });
    sender.join();
    BOOST_TEST(one->read_to("\r\n\r\n").value_or("nothing").starts_with("HTTP/1.1 405 "));
    BOOST_TEST(one->ended());
}

BOOST_FIXTURE_TEST_CASE(a_body_that_does_not_come_is_given_up, serving)
{
    const auto slow = connect();
    slow->write(post("Content-Length: 3\r\n", "a"));
    BOOST_TEST(slow->ended());

    const auto broken = connect();
    broken->write(post("Transfer-Encoding: chunked\r\n", "what\r\n"));
    BOOST_TEST(body_of_answer(*broken) == "malformed answer");
}

BOOST_AUTO_TEST_SUITE_END()
