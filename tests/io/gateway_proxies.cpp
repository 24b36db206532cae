// Who a client is behind a proxy, how many there may be, and Unix sockets.
#include "served.hpp"

#include "base/clock.hpp"
#include "support/temporary_directory.hpp"

#include <boost/test/unit_test.hpp>

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <fmt/format.h>

#include <filesystem>

using namespace support;

namespace {

irc_peer behind_proxy(const served& on, const std::string& client)
{
    auto made = loopback_stream::connect(on.gateway.port());
    made->write(fmt::format("PROXY {} {} {} 1 2\r\n", client.find(':') == client.npos ? "TCP4" : "TCP6",
                            client, client));
    return irc_peer(std::move(made));
}

int bound_unix(const std::string& path, bool server)
{
    const int made = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    const auto* generic = reinterpret_cast<const sockaddr*>(&address);
    BOOST_REQUIRE(
        (server ? ::bind(made, generic, sizeof address) : ::connect(made, generic, sizeof address)) == 0);
    return made;
}

} // namespace

BOOST_AUTO_TEST_SUITE(gateway_proxies)

BOOST_AUTO_TEST_CASE(the_limit_is_the_client_s_and_not_the_proxy_s)
{
    served on({"--irc.proxies=127.0.0.0/8", "--irc.connections_per_address=2"});
    std::vector<irc_peer> all;
    for (const auto* client :
         {"192.0.2.7", "192.0.2.7", "192.0.2.8", "2001:db8:0:1::1", "2001:db8:0:1::2", "2001:db8:0:2::1"}) {
        all.push_back(behind_proxy(on, client));
        all.back().fence();
    }
    for (const auto* client : {"192.0.2.7", "::ffff:192.0.2.7", "2001:db8:0:1::3"}) {
        auto one_more = behind_proxy(on, client);
        one_more.expect("*(Too many connections from your address)*");
        BOOST_TEST(one_more.ended());
    }
    all.clear();
}

BOOST_AUTO_TEST_CASE(directus_is_told_where_the_client_is)
{
    served on({"--irc.proxies=127.0.0.1", "--allow_plaintext_login=yes"});
    auto ada = behind_proxy(on, "2001:db8::7");
    ada.log_in(ada_pass);
    ada.join();
    on.show_something(ada);
    BOOST_REQUIRE(on.directus.arrived("GET /websocket")); // a row may be shown as history
    BOOST_TEST(on.directus.calls("POST /auth/login").at(0).forwarded_for == "2001:db8::7");
    BOOST_TEST(on.directus.calls("GET /websocket").at(0).forwarded_for == "2001:db8::7");
}

BOOST_AUTO_TEST_CASE(directus_is_told_nothing_of_this_machine_s_clients)
{
    served on;
    auto ada = on.on_channel(ada_pass);
    BOOST_REQUIRE(on.directus.arrived("GET /websocket")); // a row may be shown as history
    BOOST_TEST(on.directus.calls("POST /auth/login").at(0).forwarded_for == "");
    BOOST_TEST(on.directus.calls("GET /websocket").at(0).forwarded_for == "");
}

BOOST_AUTO_TEST_CASE(refused_logins_delay_the_next_from_their_address)
{
    served on({"--irc.proxies=127.0.0.1", "--allow_plaintext_login=yes"});
    for (int n = 0; n < 5; ++n) {
        auto guesser = behind_proxy(on, "192.0.2.7");
        guesser.identify(fmt::format("nobody{}@example.com:guess", n));
        guesser.expect("* 464 *");
    }
    auto ada = behind_proxy(on, "192.0.2.7");
    const auto start = base::steady_now(); // in whole milliseconds, as the gateway counts
    ada.identify(ada_pass);
    auto quits = behind_proxy(on, "192.0.2.7");
    quits.identify("nobody@example.com:guess");
    quits.fence(); // its connection is alive
    quits.send("QUIT");
    BOOST_TEST(quits.ended());
    quits.reset();
    ada.expect("* 376 *");
    BOOST_TEST((base::steady_now() - start >= std::chrono::seconds(1)));
    BOOST_TEST(on.directus.count("POST /auth/login") == 6U);
    // Known to be right: it does not wait any more.
    behind_proxy(on, "192.0.2.7").identify("nobody@example.com:guess");
    auto again = behind_proxy(on, "192.0.2.7");
    again.log_in(ada_pass);
    BOOST_TEST(on.directus.count("POST /auth/login") == 7U);
}

BOOST_AUTO_TEST_CASE(a_place_is_free_again_when_its_connection_ends)
{
    served on({"--irc.proxies=127.0.0.0/8", "--irc.connections_per_address=1"});
    for (int n = 0; n < 3; ++n) {
        auto one = behind_proxy(on, "192.0.2.7");
        one.fence();
        one.send("QUIT");
        BOOST_TEST(one.ended());
        one.reset();
        behind_proxy(on, "192.0.2.9").fence(); // the end has been noticed by then
    }
}

BOOST_AUTO_TEST_CASE(whom_a_header_names_counts_though_he_is_a_proxy_himself)
{
    served on({"--irc.proxies=127.0.0.0/8", "--irc.proxies=192.0.2.7", "--irc.connections_per_address=1"});
    auto one = behind_proxy(on, "192.0.2.7");
    one.fence();
    auto other = behind_proxy(on, "192.0.2.7");
    other.expect("*(Too many connections from your address)*");
    BOOST_TEST(other.ended());
}

BOOST_AUTO_TEST_CASE(who_comes_too_fast_is_closed_and_the_others_are_not)
{
    served on({"--irc.proxies=127.0.0.0/8", "--irc.connect_burst=3", "--irc.connect_interval=60000"});
    for (int n = 0; n < 3; ++n)
        behind_proxy(on, "192.0.2.7").fence();
    auto one_more = behind_proxy(on, "192.0.2.7");
    one_more.expect(
        "*ERROR :Closing Link: 192.0.2.7 (Too many connections from your address in a short time*");
    BOOST_TEST(one_more.ended());
    behind_proxy(on, "192.0.2.8").fence();
    for (int n = 0; n < 10; ++n)
        behind_proxy(on, "127.0.0.1").fence();
}

BOOST_AUTO_TEST_CASE(a_proxy_that_says_nothing_is_closed)
{
    served on({"--irc.proxies=127.0.0.1", "--irc.registration_timeout=1"});
    irc_peer silent(on.gateway.port());
    irc_peer direct(on.gateway.port());
    direct.send("NICK ada");
    BOOST_TEST(direct.ended());
    BOOST_TEST(silent.ended());
}

BOOST_AUTO_TEST_CASE(there_is_a_limit_in_all)
{
    served on({"--irc.connections=3"});
    std::vector<irc_peer> all;
    for (int n = 0; n < 3; ++n) {
        all.emplace_back(on.gateway.port());
        all.back().fence();
    }
    irc_peer one_more(on.gateway.port());
    one_more.expect(
        "*ERROR :Closing Link: 127.0.0.1 (Too many connections to this server, try again later)*");
    BOOST_TEST(one_more.ended());
    for (auto& one : all)
        one.fence();
}

BOOST_AUTO_TEST_CASE(a_unix_socket_is_made_and_removed)
{
    temporary_directory directory;
    const std::string path = directory.path() / "irc";
    ::close(bound_unix(path, true)); // left over by somebody
    {
        served on({"--irc.listen=unix:" + path});
        struct stat found {};
        BOOST_REQUIRE(::lstat(path.c_str(), &found) == 0);
        BOOST_TEST((found.st_mode & 0777) == 0660U);
        irc_peer ada(std::make_unique<loopback_stream>(bound_unix(path, false)));
        ada.log_in(ada_pass); // as good as loopback
        BOOST_CHECK_THROW(gateway_thread(on.directus.port(), {"--irc.listen=unix:" + path}),
                          std::runtime_error);
        ada.fence();
    }
    BOOST_TEST(!std::filesystem::exists(path));
}

BOOST_AUTO_TEST_CASE(another_s_file_is_left_alone)
{
    temporary_directory directory;
    served on;
    BOOST_CHECK_THROW(gateway_thread(on.directus.port(), {"--irc.listen=unix:" + directory.path().string()}),
                      std::runtime_error);
    BOOST_TEST(std::filesystem::exists(directory.path()));
}

BOOST_AUTO_TEST_SUITE_END()
