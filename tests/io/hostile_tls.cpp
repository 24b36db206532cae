// Handshakes that break off, and what TLS lets a client ask for afterwards.
#include "served.hpp"

#include "support/descriptors.hpp"

#include <boost/test/unit_test.hpp>

using namespace support;
using server::listener_kind;

namespace {

struct with_tls : certificate, served {
    with_tls()
        : certificate("irc.example.com")
        , served({"--irc.listen_tls=127.0.0.1:0", "--tls.certificate=" + file(), "--tls.key=" + key_file()})
    {
    }

    std::unique_ptr<loopback_stream> connect()
    {
        return loopback_stream::connect(gateway.port(listener_kind::tls));
    }
};

} // namespace

BOOST_AUTO_TEST_SUITE(hostile_tls)

BOOST_AUTO_TEST_CASE(handshakes_that_break_off_leave_nothing_behind)
{
    with_tls on;
    auto grace = on.on_channel(grace_pass);
    const auto before = open_descriptors();
    // The beginning of a ClientHello of 512 bytes (RFC 8446 section 4.1.2).
    const std::string hello("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11);
    for (int n = 0; n < 500; ++n) {
        const auto one = on.connect();
        one->write(hello + std::string(static_cast<std::size_t>(n), 'r'));
        if (n % 2 == 0)
            one->reset();
        if (n % 50 == 0)
            grace.fence();
    }
    on.show_something(grace);
    BOOST_TEST(eventually([&] { return open_descriptors() <= before; }));
}

BOOST_AUTO_TEST_CASE(what_is_no_handshake_ends_the_connection)
{
    with_tls on;
    for (const auto& bytes :
         {std::string(5000, '\0'), std::string("\x16\x03\x01\xff\xff") + std::string(100, 'x'),
          std::string("\x15\x03\x01\x00\x02\x02\x28", 7), std::string("\x80\x2e\x01\x00\x02", 5)}) {
        const auto one = on.connect();
        one->write(bytes + std::string(500, 'x'));
        BOOST_TEST(one->ended());
    }
}

BOOST_AUTO_TEST_CASE(renegotiating_is_refused_and_chat_goes_on)
{
    with_tls on;
    auto made = on.connect();
    BOOST_REQUIRE(made->connect_tls("irc.example.com", loopback_stream::tls_version::tls_1_2));
    irc_peer ada(std::move(made));
    ada.log_in(ada_pass);
    ada.join();
    for (int n = 0; n < 20; ++n)
        BOOST_TEST(!ada.stream().renegotiate());
    auto grace = on.on_channel(grace_pass);
    on.show_something(grace);
}

BOOST_AUTO_TEST_CASE(new_keys_again_and_again_change_nothing)
{
    with_tls on;
    auto made = on.connect();
    BOOST_REQUIRE(made->connect_tls());
    irc_peer ada(std::move(made));
    ada.log_in(ada_pass);
    ada.join();
    auto grace = on.on_channel(grace_pass);
    for (int n = 0; n < 1000; ++n)
        ada.stream().update_keys();
    ada.fence();
    on.show_something(grace);
}

BOOST_AUTO_TEST_SUITE_END()
