// HTTPS and secure WebSockets: only with a certificate that an authority we trust has signed for the host we
// asked for.
#include "net/tls.hpp"

#include "net/http_client.hpp"
#include "net/websocket.hpp"
#include "run.hpp"
#include "support/loopback.hpp"
#include "support/websocket_frames.hpp"

#include <boost/test/unit_test.hpp>

#include <fmt/format.h>

using namespace support;
using namespace std::chrono_literals;
namespace asio = boost::asio;

namespace {

// A secure Directus, as far as it matters here: every request is answered, an upgrade with a first message.
struct secure_server {
    certificate own;
    std::atomic<int> requests = 0;
    loopback_server server;

    explicit secure_server(const std::string& host)
        : own(host)
        , server([this](loopback_stream& on, std::size_t) { serve(on); })
    {
    }

    void serve(loopback_stream& on)
    {
        if (!on.accept_tls(own))
            return;
        while (const auto head = on.read_to("\r\n\r\n")) {
            ++requests;
            const std::string name = "Sec-WebSocket-Key: ";
            const auto at = head->find(name);
            if (at == std::string::npos) {
                on.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi");
                continue;
            }
            const auto key = head->substr(at + name.size(), head->find("\r\n", at) - at - name.size());
            on.write(websocket_accept(key) + websocket_frame("hello"));
            on.ended();
        }
    }
};

struct outcome {
    base::error_code http;
    base::error_code websocket;
    std::string failure; // without the host
};

asio::awaitable<base::error_code> open_and_receive(net::websocket& socket, net::base_url where)
{
    base::secret target("/websocket");
    const auto how = co_await socket.open(where, std::move(target), 5s);
    const auto error = how.error;
    if (error)
        co_return error;
    const auto got = co_await socket.receive();
    BOOST_TEST((got && *got == "hello"));
    co_return base::error_code();
}

outcome attempt(const secure_server& at, const std::string& host, const std::string& ca_file)
{
    asio::io_context io;
    auto tls = net::client_tls(ca_file);
    const auto where = *net::base_url::parse(fmt::format("https://{}:{}", host, at.server.port()));
    net::http_client http(io.get_executor(), where, tls, {});
    net::http_request request{.method = "POST", .target = "/", .body = "{}", .bearer = base::secret("token")};
    const auto answer = run(io, http.send(std::move(request), 5s));
    auto failure = http.failure();
    if (failure.starts_with(where.authority() + ": "))
        failure.erase(0, where.authority().size() + 2);
    http.close();
    net::websocket socket(io.get_executor(), tls, 1000);
    return {answer ? base::error_code() : answer.error(), run(io, open_and_receive(socket, where)), failure};
}

} // namespace

BOOST_AUTO_TEST_SUITE(net_tls)

BOOST_AUTO_TEST_CASE(a_self_signed_certificate_is_refused_and_learns_nothing)
{
    secure_server server("localhost");
    const auto got = attempt(server, "localhost", "");
    BOOST_TEST((got.http == base::errc::unreachable));
    BOOST_TEST(got.failure == "certificate not accepted: self-signed certificate");
    BOOST_TEST(got.websocket.message() == got.failure);
    BOOST_TEST(server.requests == 0);
}

BOOST_AUTO_TEST_CASE(it_is_accepted_where_the_ca_file_names_it)
{
    secure_server server("localhost");
    const auto got = attempt(server, "localhost", server.own.file());
    BOOST_TEST(!got.http);
    BOOST_TEST(!got.websocket);
    BOOST_TEST(got.failure == "");
}

BOOST_AUTO_TEST_CASE(an_address_may_be_certified_too)
{
    secure_server server("127.0.0.1");
    const auto got = attempt(server, "127.0.0.1", server.own.file());
    BOOST_TEST(!got.http);
    BOOST_TEST(!got.websocket);
}

BOOST_AUTO_TEST_CASE(a_certificate_for_another_host_is_refused_and_learns_nothing)
{
    secure_server server("directus.example");
    for (const auto* host : {"localhost", "127.0.0.1"}) {
        const auto got = attempt(server, host, server.own.file());
        BOOST_TEST((got.http == base::errc::unreachable));
        BOOST_TEST(got.failure == "certificate not accepted: hostname mismatch");
        BOOST_TEST(got.websocket.message() == got.failure);
    }
    BOOST_TEST(server.requests == 0);
}

BOOST_AUTO_TEST_CASE(another_authority_s_certificate_is_refused)
{
    secure_server server("localhost");
    const certificate other("localhost");
    const auto got = attempt(server, "localhost", other.file());
    BOOST_TEST((got.http == base::errc::unreachable));
    BOOST_TEST(!!got.websocket);
    BOOST_TEST(server.requests == 0);
}

BOOST_AUTO_TEST_CASE(a_server_without_tls_is_not_spoken_to)
{
    std::string heard;
    loopback_server server([&](loopback_stream& on, std::size_t) {
        heard = on.read(1).value_or("");
        on.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi");
    });
    asio::io_context io;
    auto context = net::client_tls("");
    net::http_client http(io.get_executor(),
                          *net::base_url::parse(fmt::format("https://localhost:{}", server.port())), context,
                          {});
    net::http_request request{.method = "GET", .target = "/", .body = {}, .bearer = base::secret("token")};
    const auto got = run(io, http.send(std::move(request), 5s));
    BOOST_TEST((got.error() == base::errc::unreachable));
    BOOST_TEST(heard == "\x16"); // a handshake
}

BOOST_AUTO_TEST_CASE(a_ca_file_that_cannot_be_read_is_an_error)
{
    const auto error_of = [](const std::string& file) -> std::string {
        try {
            net::client_tls(file);
            return "";
        } catch (const std::runtime_error& error) {
            return error.what();
        }
    };
    BOOST_TEST(error_of("/no/such/file") == "/no/such/file: No such file or directory");
    BOOST_TEST(error_of("/dev/null") == "/dev/null: no certificate or crl found");
}

BOOST_AUTO_TEST_SUITE_END()
