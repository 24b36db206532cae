// IRC over TLS: logging in, certificates that change, and what is told of it.
#include "served.hpp"

#include <boost/test/unit_test.hpp>

#include <fmt/format.h>

#include <filesystem>

using namespace support;
using server::listener_kind;

namespace {

struct with_tls : certificate, served {
    explicit with_tls(std::vector<std::string> options = {})
        : certificate("irc.example.com")
        , served(complete(std::move(options)))
    {
    }

    std::vector<std::string> complete(std::vector<std::string> options) const
    {
        options.insert(options.end(), {"--irc.listen_tls=127.0.0.1:0", "--tls.certificate=" + file(),
                                       "--tls.key=" + key_file(), "--irc.proxies=127.0.0.2"});
        return options;
    }

    irc_peer connect()
    {
        auto made = loopback_stream::connect(gateway.port(listener_kind::tls));
        BOOST_REQUIRE(made->connect_tls("irc.example.com"));
        return irc_peer(std::move(made));
    }

    // As a client at 192.0.2.7, through a proxy at 127.0.0.2.
    irc_peer from_afar(listener_kind kind,
                       const std::string& header = "PROXY TCP4 192.0.2.7 127.0.0.1 1 2\r\n")
    {
        auto made = loopback_stream::connect(gateway.port(kind), 0, "127.0.0.2");
        made->write(header);
        if (kind == listener_kind::tls)
            BOOST_REQUIRE(made->connect_tls());
        return irc_peer(std::move(made));
    }
};

} // namespace

BOOST_AUTO_TEST_SUITE(gateway_tls)

BOOST_AUTO_TEST_CASE(a_client_chats_and_is_told_to_be_secure)
{
    with_tls on;
    auto ada = on.connect();
    ada.log_in(ada_pass);
    ada.join();
    auto grace = on.on_channel(grace_pass);
    on.show_something(ada);
    grace.send("WHOIS Ada");
    grace.expect("* 671 Grace Ada :is using a secure connection*");
    grace.expect("* 318 *");
    grace.send("WHOIS Grace");
    grace.expect("* 318 *");
    BOOST_TEST(grace.count("* 671 Grace Grace*") == 0U);
    ada.send("QUIT");
    ada.expect("*ERROR :*");
    BOOST_TEST(ada.ended());
    BOOST_TEST(ada.stream().ended_properly());
}

BOOST_AUTO_TEST_CASE(from_afar_tls_is_what_allows_to_log_in)
{
    with_tls on;
    auto plain = on.from_afar(listener_kind::irc);
    plain.send("CAP LS 302");
    BOOST_TEST(plain.expect("* LS *").find(" sasl") == std::string::npos);
    plain.send("CAP END");
    plain.identify(ada_pass);
    plain.expect("* 464 * :use TLS*");
    plain.expect("*ERROR :Closing Link: 192.0.2.7 (*");
    auto secure = on.from_afar(listener_kind::tls);
    secure.send("CAP LS 302");
    BOOST_TEST(secure.expect("* LS *").find(" sasl=PLAIN") != std::string::npos);
    secure.send("CAP END");
    secure.log_in(ada_pass);
    const std::string by_tls_proxy(
        "\r\n\r\n\0\r\nQUIT\n\x21\x11\x00\x14\xC0\x00\x02\x07\x7F\x00\x00\x01\x12\x34\x1A"
        "\x0B\x20\x00\x05\x01\x00\x00\x00\x00",
        36);
    auto behind = on.from_afar(listener_kind::irc, by_tls_proxy);
    behind.log_in(ada_pass);
    behind.send("WHOIS Ada");
    behind.expect("* 671 Ada Ada :*");
}

BOOST_AUTO_TEST_CASE(sts_says_where_to_go_and_for_how_long)
{
    with_tls on({"--tls.sts=300"});
    const auto shown = [](irc_peer one, const std::string& version) {
        one.send("CAP LS" + version);
        const auto line = one.expect("* LS *");
        one.send("CAP REQ :sts");
        one.expect("* NAK :sts*");
        const auto at = line.find(" sts");
        return at == std::string::npos ? "" : line.substr(at + 1, line.find(' ', at + 1) - at - 1);
    };
    BOOST_TEST(shown(on.from_afar(listener_kind::irc), " 302") ==
               fmt::format("sts=port={}", on.gateway.port(listener_kind::tls)));
    BOOST_TEST(shown(on.from_afar(listener_kind::irc), "") == "");
    BOOST_TEST(shown(on.from_afar(listener_kind::tls), " 302") == "sts=duration=300");
    BOOST_TEST(shown(on.connect(), " 302") == "sts=duration=300");
    BOOST_TEST(shown(irc_peer(on.gateway.port()), " 302") == ""); // of this machine
}

BOOST_AUTO_TEST_CASE(certificates_change_and_nobody_is_dropped)
{
    with_tls on;
    const certificate other("new.example.com");
    std::vector<irc_peer> all;
    for (int n = 0; n < 100; ++n)
        all.push_back(on.connect());
    const auto copy = std::filesystem::copy_options::overwrite_existing;
    std::filesystem::copy_file(other.file(), on.file(), copy);
    BOOST_TEST(!on.gateway.reload()); // with a key that does not fit: nothing changes
    BOOST_TEST(on.connect().stream().shown() == "irc.example.com");
    std::filesystem::copy_file(other.key_file(), on.key_file(), copy);
    BOOST_TEST(on.gateway.reload());
    BOOST_TEST(on.connect().stream().shown() == "new.example.com");
    for (auto& one : all) {
        BOOST_TEST(one.stream().shown() == "irc.example.com");
        one.fence();
    }
}

BOOST_AUTO_TEST_CASE(who_never_ends_the_handshake_is_closed)
{
    with_tls on({"--irc.registration_timeout=1"});
    const auto silent = loopback_stream::connect(on.gateway.port(listener_kind::tls));
    const auto plain = loopback_stream::connect(on.gateway.port(listener_kind::tls));
    plain->write("NICK ada\r\n");
    BOOST_TEST(silent->ended());
    BOOST_TEST(plain->ended());
}

BOOST_AUTO_TEST_CASE(lines_that_cross_the_end_of_a_stopping_gateway_are_stored)
{
    for (const auto version : {loopback_stream::tls_version::newest, loopback_stream::tls_version::tls_1_2}) {
        with_tls on;
        auto made = loopback_stream::connect(on.gateway.port(listener_kind::tls));
        BOOST_REQUIRE(made->connect_tls("irc.example.com", version));
        irc_peer ada(std::move(made));
        ada.log_in(ada_pass);
        ada.join();
        on.gateway.begin_stop();
        ada.expect("*ERROR :Closing Link: *");
        ada.send("PRIVMSG #messages :crossed");
        ada.stream().end_writing();
        BOOST_TEST(on.gateway.stop());
        BOOST_TEST(on.directus.stored("crossed") == 1U);
    }
}

BOOST_AUTO_TEST_CASE(stopping_ends_handshakes_too)
{
    with_tls on;
    const auto silent = loopback_stream::connect(on.gateway.port(listener_kind::tls));
    auto ada = on.connect();
    ada.fence();
    BOOST_TEST(on.gateway.stop());
    BOOST_TEST(silent->ended());
}

BOOST_AUTO_TEST_CASE(who_comes_too_fast_gets_no_handshake)
{
    with_tls on({"--irc.connect_burst=2", "--irc.connect_interval=60000"});
    for (int n = 0; n < 2; ++n)
        on.from_afar(listener_kind::tls).fence();
    auto one_more = loopback_stream::connect(on.gateway.port(listener_kind::tls), 0, "127.0.0.2");
    one_more->write("PROXY TCP4 192.0.2.7 127.0.0.1 1 2\r\n");
    BOOST_TEST(!one_more->connect_tls());
    on.connect().fence();
}

BOOST_AUTO_TEST_SUITE_END()
