#include "net/http_client.hpp"

#include "net/tls.hpp"
#include "run.hpp"
#include "support/loopback.hpp"
#include "support/scripted_directus.hpp"
#include "support/wait.hpp"

#include <boost/test/unit_test.hpp>

#include <fmt/format.h>

using namespace support;
using namespace std::chrono_literals;
namespace asio = boost::asio;

namespace {

std::string ok(const std::string& body)
{
    return fmt::format(
        "HTTP/1.1 200 OK\r\nDate: Mon, 23 Nov 2026 18:49:42 GMT\r\nContent-Length: {}\r\n\r\n{}", body.size(),
        body);
}

// What is left of a request whose head has been read.
void read_body(loopback_stream& from, const std::string& head)
{
    const std::string name = "\r\nContent-Length: ";
    if (const auto at = head.find(name); at != std::string::npos)
        from.read(std::stoul(head.substr(at + name.size())));
}

// Every request on every connection is answered with its own first line.
void echo(loopback_stream& on, std::size_t)
{
    while (const auto head = on.read_to("\r\n\r\n")) {
        read_body(on, *head);
        on.write(ok(head->substr(0, head->find("\r\n"))));
    }
}

loopback_server::script answer_all(std::string text)
{
    return [text = std::move(text)](loopback_stream& on, std::size_t) {
        while (const auto head = on.read_to("\r\n\r\n")) {
            read_body(on, *head);
            on.write(text);
        }
    };
}

struct client {
    asio::io_context io;
    asio::ssl::context tls;
    net::http_client http;

    explicit client(std::uint16_t port, net::http_client::settings with = {}, const std::string& ca_file = "",
                    const std::string& root = "http://127.0.0.1")
        : tls(net::client_tls(ca_file))
        , http(io.get_executor(), *net::base_url::parse(fmt::format("{}:{}", root, port)), tls, with)
    {
    }

    base::result<net::http_response> send(const std::string& method, const std::string& target = "/",
                                          base::duration limit = 5s, const std::string& body = "")
    {
        net::http_request request{.method = method, .target = target, .body = body, .bearer = {}};
        return run(io, http.send(std::move(request), limit));
    }

    std::future<base::result<net::http_response>> start(const std::string& target, base::duration limit = 5s)
    {
        net::http_request request{.method = "GET", .target = target, .body = {}, .bearer = {}};
        return asio::co_spawn(io, http.send(std::move(request), limit), asio::use_future);
    }
};

base::error_code failure_of(loopback_server::script answer, net::http_client::settings with = {},
                            base::duration limit = 5s)
{
    loopback_server server(std::move(answer));
    client one(server.port(), with);
    const auto got = one.send("GET", "/", limit);
    return got ? base::error_code() : got.error();
}

} // namespace

BOOST_AUTO_TEST_SUITE(net_http_client)

BOOST_AUTO_TEST_CASE(an_answer_has_status_body_and_date)
{
    loopback_server server(answer_all("HTTP/1.1 418 Teapot\r\nDate: Mon, 23 Nov 2026 18:49:42 GMT\r\n"
                                      "Content-Length: 5\r\n\r\nshort"));
    client one(server.port());
    const auto got = one.send("GET");
    BOOST_REQUIRE(got.has_value());
    BOOST_TEST(got->status == 418U);
    BOOST_TEST(got->body == "short");
    BOOST_TEST(got->date == "Mon, 23 Nov 2026 18:49:42 GMT");
}

BOOST_AUTO_TEST_CASE(a_request_has_path_host_token_and_body)
{
    std::string head;
    std::string body;
    loopback_server server([&](loopback_stream& on, std::size_t) {
        head = on.read_to("\r\n\r\n").value_or("");
        body = on.read(7).value_or("");
        on.write("HTTP/1.1 204 No Content\r\n\r\n");
    });
    asio::io_context io;
    auto tls = net::client_tls("");
    net::http_client http(io.get_executor(),
                          *net::base_url::parse(fmt::format("http://localhost:{}/cms/", server.port())), tls,
                          {});
    net::http_request request{.method = "PATCH",
                              .target = "/users/me?fields=id",
                              .body = "{\"a\":1}",
                              .bearer = base::secret("token")};
    const auto got = run(io, http.send(std::move(request), 5s));
    BOOST_REQUIRE(got.has_value());
    BOOST_TEST(got->status == 204U);
    BOOST_TEST(head.starts_with("PATCH /cms/users/me?fields=id HTTP/1.1\r\n"));
    BOOST_TEST(head.find(fmt::format("\r\nHost: localhost:{}\r\n", server.port())) != std::string::npos);
    BOOST_TEST(head.find("\r\nAuthorization: Bearer token\r\n") != std::string::npos);
    BOOST_TEST(head.find("\r\nContent-Type: application/json\r\n") != std::string::npos);
    BOOST_TEST(head.find("X-Forwarded-For") == std::string::npos);
    BOOST_TEST(body == "{\"a\":1}");
}

BOOST_AUTO_TEST_CASE(whom_a_request_is_for_is_said)
{
    std::string head;
    loopback_server server([&](loopback_stream& on, std::size_t) {
        head = on.read_to("\r\n\r\n").value_or("");
        on.write("HTTP/1.1 204 No Content\r\n\r\n");
    });
    client one(server.port());
    net::http_request request{.target = "/", .body = {}, .bearer = {}, .forwarded_for = "2001:db8::7"};
    BOOST_TEST(run(one.io, one.http.send(std::move(request), 5s)).has_value());
    BOOST_TEST(head.find("\r\nX-Forwarded-For: 2001:db8::7\r\n") != std::string::npos, head);
}

BOOST_AUTO_TEST_CASE(a_connection_is_kept_for_the_next_get)
{
    loopback_server server(echo);
    client one(server.port());
    for (int n = 0; n < 5; ++n)
        BOOST_TEST(one.send("GET", "/" + std::to_string(n))->body == fmt::format("GET /{} HTTP/1.1", n));
    BOOST_TEST(server.accepted() == 1U);
}

BOOST_AUTO_TEST_CASE(a_connection_that_is_to_be_closed_is_not_kept)
{
    loopback_server server(answer_all("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nhi"));
    client one(server.port());
    for (int n = 0; n < 3; ++n)
        BOOST_TEST(one.send("GET")->body == "hi");
    BOOST_TEST(server.accepted() == 3U);
}

BOOST_AUTO_TEST_CASE(a_connection_is_not_kept_longer_than_directus_keeps_it)
{
    loopback_server server(echo);
    client one(server.port(), {.idle = 10ms});
    one.send("GET");
    std::this_thread::sleep_for(30ms);
    one.send("GET");
    BOOST_TEST(server.accepted() == 2U);
}

BOOST_AUTO_TEST_CASE(a_get_on_a_kept_connection_that_died_is_sent_again_on_a_new_one)
{
    loopback_server server([](loopback_stream& on, std::size_t number) {
        on.read_to("\r\n\r\n");
        on.write(ok("hi"));
        if (number == 0)
            on.read_to("\r\n\r\n"); // and not a word
        else
            echo(on, number);
    });
    client one(server.port());
    BOOST_TEST(one.send("GET")->body == "hi");
    const auto got = one.send("GET");
    BOOST_REQUIRE(got.has_value());
    BOOST_TEST(got->body == "hi");
    BOOST_TEST(server.accepted() == 2U);
}

BOOST_AUTO_TEST_CASE(a_get_on_a_new_connection_is_sent_once)
{
    std::atomic<int> requests = 0;
    loopback_server server([&](loopback_stream& on, std::size_t) {
        if (on.read_to("\r\n\r\n"))
            ++requests;
    });
    client one(server.port());
    BOOST_TEST((one.send("GET").error() == base::errc::interrupted));
    BOOST_TEST(requests == 1);
}

BOOST_AUTO_TEST_CASE(a_post_uses_a_new_connection_and_is_sent_once)
{
    std::atomic<int> posts = 0;
    loopback_server server([&](loopback_stream& on, std::size_t) {
        while (const auto head = on.read_to("\r\n\r\n")) {
            if (head->starts_with("POST")) {
                ++posts;
                return;
            }
            on.write(ok("hi"));
        }
    });
    client one(server.port());
    one.send("GET");
    BOOST_TEST((one.send("POST", "/", 5s, "{}").error() == base::errc::interrupted));
    BOOST_TEST(posts == 1);
    BOOST_TEST(server.accepted() == 2U);
}

BOOST_AUTO_TEST_CASE(a_request_ends_at_its_deadline)
{
    // Without one it would end as interrupted, when the server loses patience.
    const auto silent = [](loopback_stream& on, std::size_t) { on.ended(); };
    const auto halfway = [](loopback_stream& on, std::size_t) {
        on.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
        on.ended();
    };
    BOOST_TEST((failure_of(silent, {}, 300ms) == base::errc::timeout));
    BOOST_TEST((failure_of(halfway, {}, 300ms) == base::errc::timeout));
}

BOOST_AUTO_TEST_CASE(what_drips_does_not_move_the_deadline)
{
    const auto drips = [](loopback_stream& on, std::size_t) {
        on.read_to("\r\n\r\n");
        for (const char c : "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx" + std::string(100, ' ')) {
            if (!on.write({&c, 1}) || on.ended(20ms))
                return;
        }
    };
    BOOST_TEST((failure_of(drips, {}, 300ms) == base::errc::timeout));
}

BOOST_AUTO_TEST_CASE(an_answer_over_the_limit_is_too_large)
{
    const net::http_client::settings with{.body_limit = 1000};
    BOOST_TEST((failure_of(answer_all("HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n"), with) ==
                base::errc::too_large));
    const auto endless = [](loopback_stream& on, std::size_t) {
        on.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
        while (on.write("64\r\n" + std::string(100, 'x') + "\r\n")) {
        }
    };
    BOOST_TEST((failure_of(endless, with) == base::errc::too_large));
    BOOST_TEST((failure_of(answer_all("HTTP/1.1 200 OK\r\nX: " + std::string(100'000, 'x') + "\r\n\r\n"),
                           with) == base::errc::too_large));
    BOOST_TEST(!failure_of(answer_all(ok(std::string(1000, 'x'))), with));
}

BOOST_AUTO_TEST_CASE(what_is_not_http_is_malformed)
{
    for (const std::string text :
         {"SSH-2.0-OpenSSH_9.2\r\n\r\n", "HTTP/9.9 200 OK\r\n\r\n", "HTTP/1.1 OK\r\n\r\n",
          "HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n", "<html>\r\n\r\n"})
        BOOST_TEST((failure_of(answer_all(text)) == base::errc::malformed), text);
}

BOOST_AUTO_TEST_CASE(half_an_answer_is_none)
{
    for (const std::string text : {"", "HTTP/1.1 200", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf"})
        BOOST_TEST((failure_of([&](loopback_stream& on, std::size_t) {
                        on.read_to("\r\n\r\n");
                        on.write(text);
                    }) == base::errc::interrupted),
                   text);
}

BOOST_AUTO_TEST_CASE(a_refused_port_is_unreachable)
{
    client one(refused_port());
    BOOST_TEST((one.send("GET").error() == base::errc::unreachable));
    BOOST_TEST((one.send("POST").error() == base::errc::unreachable));
}

BOOST_AUTO_TEST_CASE(requests_over_the_number_of_connections_wait_in_turn)
{
    std::mutex mutex;
    std::vector<std::string> order;
    std::atomic<int> at_once = 0;
    std::atomic<int> most = 0;
    loopback_server server([&](loopback_stream& on, std::size_t) {
        while (const auto head = on.read_to("\r\n\r\n")) {
            most = std::max(most.load(), ++at_once);
            {
                const std::scoped_lock lock(mutex);
                order.push_back(head->substr(4, 2));
            }
            on.ended(30ms);
            --at_once;
            on.write(ok("hi"));
        }
    });
    client one(server.port(), {.connections = 2});
    std::vector<std::future<base::result<net::http_response>>> all;
    for (int n = 0; n < 6; ++n)
        all.push_back(one.start("/" + std::to_string(n)));
    one.io.run();
    for (auto& each : all)
        BOOST_TEST(each.get()->body == "hi");
    BOOST_TEST(most == 2);
    BOOST_TEST(server.accepted() == 2U);
    BOOST_TEST(std::ranges::is_sorted(order, {},
                                      [&](const auto& one_of) { return std::stoi(one_of.substr(1)) / 2; }));
}

BOOST_AUTO_TEST_CASE(who_waits_in_turn_has_a_deadline_too)
{
    const auto answer = std::make_shared<gate>();
    loopback_server server([&](loopback_stream& on, std::size_t number) {
        answer->wait();
        echo(on, number);
    });
    client one(server.port(), {.connections = 1});
    auto first = one.start("/first");
    auto second = one.start("/second", 50ms);
    auto third = one.start("/third");
    std::thread later([&] {
        second.wait();
        answer->open();
    });
    one.io.run();
    later.join();
    BOOST_TEST((second.get().error() == base::errc::overloaded));
    BOOST_TEST(first.get()->body == "GET /first HTTP/1.1");
    BOOST_TEST(third.get()->body == "GET /third HTTP/1.1");
}

BOOST_AUTO_TEST_CASE(urgent_requests_have_connections_of_their_own)
{
    const auto answer = std::make_shared<gate>();
    loopback_server server([&](loopback_stream& on, std::size_t) {
        while (const auto head = on.read_to("\r\n\r\n")) {
            if (!head->starts_with("GET /urgent"))
                answer->wait();
            on.write(ok("hi"));
        }
    });
    client one(server.port(), {.connections = 4, .urgent = 1});
    std::vector<std::future<base::result<net::http_response>>> slow;
    for (int n = 0; n < 8; ++n)
        slow.push_back(one.start("/slow"));
    net::http_request request{.target = "/urgent", .body = {}, .bearer = {}, .urgent = true};
    auto urgent = asio::co_spawn(one.io, one.http.send(std::move(request), 5s), asio::use_future);
    std::size_t connections = 0;
    std::thread later([&] {
        urgent.wait();
        connections = server.accepted();
        answer->open();
    });
    one.io.run();
    later.join();
    BOOST_TEST(urgent.get().has_value());
    BOOST_TEST(connections == 4U); // three slow ones, and the urgent one
    for (auto& each : slow)
        BOOST_TEST(each.get().has_value());
}

BOOST_AUTO_TEST_CASE(users_get_connections_in_turn)
{
    std::mutex mutex;
    std::vector<std::string> order;
    loopback_server server([&](loopback_stream& on, std::size_t) {
        while (const auto head = on.read_to("\r\n\r\n")) {
            {
                const std::scoped_lock lock(mutex);
                order.push_back(head->substr(5, head->find(' ', 5) - 5));
            }
            on.write(ok("hi"));
        }
    });
    client one(server.port(), {.connections = 1});
    std::vector<std::future<base::result<net::http_response>>> all;
    for (const std::string target : {"ada-1", "ada-2", "ada-3", "grace-1", "alan-1"}) {
        net::http_request request{
            .target = "/" + target, .body = {}, .bearer = base::secret(target.substr(0, target.find('-')))};
        all.push_back(asio::co_spawn(one.io, one.http.send(std::move(request), 5s), asio::use_future));
    }
    one.io.run();
    const std::vector<std::string> expected{"ada-1", "ada-2", "grace-1", "alan-1", "ada-3"};
    BOOST_TEST(order == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(kept_connections_are_bounded_as_well)
{
    loopback_server server(echo);
    client one(server.port(), {.connections = 2});
    for (int n = 0; n < 10; ++n)
        BOOST_TEST(one.send("POST", "/", 5s, "{}").has_value());
    // The server learns of an end only by reading.
    for (int n = 0; n < 100 && server.open() > 2; ++n)
        std::this_thread::sleep_for(10ms);
    BOOST_TEST(server.open() <= 2U);
}

BOOST_AUTO_TEST_CASE(close_fails_what_is_under_way_and_what_waits)
{
    loopback_server server([](loopback_stream& on, std::size_t) { on.ended(); });
    client one(server.port(), {.connections = 1});
    auto first = one.start("/first");
    auto second = one.start("/second");
    asio::steady_timer timer(one.io, 50ms);
    auto close = [&](const boost::system::error_code&) { one.http.close(); };
    timer.async_wait(close);
    one.io.run();
    BOOST_TEST((first.get().error() == base::errc::stopping));
    BOOST_TEST((second.get().error() == base::errc::stopping));
    BOOST_TEST((one.send("GET").error() == base::errc::stopping));
}

BOOST_AUTO_TEST_CASE(the_client_may_go_while_a_request_is_under_way)
{
    loopback_server server([](loopback_stream& on, std::size_t) { on.ended(); });
    asio::io_context io;
    auto tls = net::client_tls("");
    auto http = std::make_unique<net::http_client>(
        io.get_executor(), *net::base_url::parse(fmt::format("http://127.0.0.1:{}", server.port())), tls,
        net::http_client::settings());
    net::http_request request{.method = "GET", .target = "/", .body = {}, .bearer = {}};
    auto pending = asio::co_spawn(io, http->send(std::move(request), 5s), asio::use_future);
    asio::steady_timer timer(io, 50ms);
    auto destroy = [&](const boost::system::error_code&) { http.reset(); };
    timer.async_wait(destroy);
    io.run();
    BOOST_TEST((pending.get().error() == base::errc::stopping));
}

namespace {

class body_of final : public net::http_body {
public:
    explicit body_of(std::vector<base::result<std::string>> pieces, std::optional<std::uint64_t> length = {})
        : pieces_(std::move(pieces))
        , length_(length)
    {
    }

    std::optional<std::uint64_t> length() const override { return length_; }
    asio::awaitable<base::result<std::string_view>> next() override
    {
        if (next_ == pieces_.size())
            co_return std::string_view();
        const auto& piece = pieces_[next_++];
        if (!piece) {
            failure_ = piece.error();
            co_return failure_;
        }
        co_return std::string_view(*piece);
    }
    base::error_code failure() const override { return failure_; }

private:
    std::vector<base::result<std::string>> pieces_;
    std::optional<std::uint64_t> length_;
    std::size_t next_ = 0;
    base::error_code failure_{};
};

base::result<net::http_response> post(client& by, body_of body)
{
    net::http_request request{.method = "POST", .target = "/", .body = {}, .bearer = {}, .type = "x/y"};
    request.pieces = &body;
    return run(by.io, by.http.send(std::move(request), 5s));
}

} // namespace

BOOST_AUTO_TEST_CASE(a_body_in_pieces_is_sent_as_it_comes)
{
    std::string came;
    const loopback_server server([&](loopback_stream& on, std::size_t) {
        while (const auto head = on.read_to("\r\n\r\n")) {
            BOOST_TEST(head->find("Content-Type: x/y\r\n") != std::string::npos);
            const bool in_chunks = head->find("Transfer-Encoding: chunked\r\n") != std::string::npos;
            came = (in_chunks ? on.read_to("0\r\n\r\n") : on.read(7)).value_or("nothing");
            on.write(ok("done"));
        }
    });
    client one(server.port());
    BOOST_TEST(post(one, body_of({"abc", "defg"}, 7))->body == "done");
    BOOST_TEST(came == "abcdefg");
    BOOST_TEST(post(one, body_of({"abc", "defg"}))->body == "done");
    BOOST_TEST(came == "3\r\nabc\r\n4\r\ndefg\r\n0\r\n\r\n");
}

BOOST_AUTO_TEST_CASE(an_answer_that_comes_before_the_body_s_end_is_taken_and_the_connection_is_not_kept)
{
    const loopback_server server([](loopback_stream& on, std::size_t) {
        on.read_to("\r\n\r\n");
        on.write("HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n");
        on.ended(); // the rest is not read as a body
    });
    client one(server.port());
    const std::vector<base::result<std::string>> pieces(64,
                                                        std::string(1 << 20, 'a')); // no socket takes it all
    BOOST_TEST(post(one, body_of(pieces, 64 << 20))->status == 413U);
    BOOST_TEST(one.send("GET")->status == 413U);
    BOOST_TEST(server.accepted() == 2U);
}

BOOST_AUTO_TEST_CASE(a_body_that_does_not_come_whole_is_cut_off)
{
    std::optional<std::string> came;
    const loopback_server server([&](loopback_stream& on, std::size_t) {
        on.read_to("\r\n\r\n");
        came = on.read_to("0\r\n\r\n");
    });
    client one(server.port());
    const auto answer = post(one, body_of({"abc", base::make_error_code(base::errc::timeout)}));
    BOOST_TEST((answer.error() == base::errc::timeout));
    BOOST_TEST(eventually([&] { return server.open() == 0; }));
    BOOST_TEST(!came.has_value());
}

BOOST_AUTO_TEST_SUITE_END()
