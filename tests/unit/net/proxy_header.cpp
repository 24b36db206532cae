#include "net/proxy_header.hpp"

#include <boost/test/unit_test.hpp>

#include <random>
#include <string>

using net::proxy_header;

namespace {

const std::string signature("\r\n\r\n\0\r\nQUIT\n", 12);

std::string binary(unsigned char command, unsigned char family, const std::string& body)
{
    std::string out = signature;
    out += static_cast<char>(command);
    out += static_cast<char>(family);
    out += static_cast<char>(body.size() >> 8);
    out += static_cast<char>(body.size() & 0xFF);
    return out + body;
}

const std::string v4_addresses("\xC0\x00\x02\x07\x7F\x00\x00\x01\x12\x34\x1A\x0B", 12);

proxy_header good(const std::string& bytes)
{
    const auto got = proxy_header::parse(bytes + "NICK ada\r\n");
    BOOST_REQUIRE((got && *got));
    BOOST_TEST((*got)->size == bytes.size());
    for (std::size_t size = 0; size < bytes.size(); ++size) { // however it is cut
        const auto part = proxy_header::parse(bytes.substr(0, size));
        BOOST_TEST((part && !*part));
    }
    return **got;
}

bool bad(const std::string& bytes)
{
    const auto got = proxy_header::parse(bytes);
    return !got && got.error() == base::errc::malformed;
}

} // namespace

BOOST_AUTO_TEST_SUITE(proxy_headers)

BOOST_AUTO_TEST_CASE(text_names_the_client)
{
    const auto v4 = good("PROXY TCP4 192.0.2.7 127.0.0.1 4660 6667\r\n");
    BOOST_TEST(v4.client->str() == "192.0.2.7");
    BOOST_TEST(!v4.secure);
    BOOST_TEST(good("PROXY TCP6 2001:db8::7 ::1 4660 6667\r\n").client->str() == "2001:db8::7");
}

BOOST_AUTO_TEST_CASE(text_may_know_nobody)
{
    BOOST_TEST(!good("PROXY UNKNOWN\r\n").client);
    BOOST_TEST(!good("PROXY UNKNOWN ffff::1 ffff::2 65535 65535\r\n").client);
}

BOOST_AUTO_TEST_CASE(text_that_is_wrong_is_refused)
{
    for (const auto* line :
         {"PROXY\r\n", "PROXY \r\n", "PROXY TCP4\r\n", "PROXY TCP4 192.0.2.7 127.0.0.1 4660\r\n",
          "PROXY TCP4 192.0.2.7 127.0.0.1 4660 6667 1\r\n", "PROXY TCP4 2001:db8::7 ::1 4660 6667\r\n",
          "PROXY TCP6 192.0.2.7 127.0.0.1 4660 6667\r\n", "PROXY TCP4 192.0.2.7 127.0.0.1 a 6667\r\n",
          "PROXY TCP4  192.0.2.7 127.0.0.1 4660 6667\r\n", "PROXY UDP4 192.0.2.7 127.0.0.1 1 2\r\n",
          "proxy TCP4 192.0.2.7 127.0.0.1 4660 6667\r\n", "NICK ada\r\n", "\x16\x03\x01"})
        BOOST_TEST(bad(line), line);
    BOOST_TEST(bad("PROXY UNKNOWN " + std::string(100, 'x')));
}

BOOST_AUTO_TEST_CASE(binary_names_the_client)
{
    BOOST_TEST(good(binary(0x21, 0x11, v4_addresses)).client->str() == "192.0.2.7");
    const std::string v6 = std::string("\x20\x01\x0d\xb8", 4) + std::string(11, '\0') + "\x07" +
                           std::string(15, '\0') + "\x01" + std::string("\x12\x34\x1A\x0B", 4);
    BOOST_TEST(good(binary(0x21, 0x21, v6)).client->str() == "2001:db8::7");
}

BOOST_AUTO_TEST_CASE(binary_may_speak_for_the_proxy_itself)
{
    BOOST_TEST(!good(binary(0x20, 0x00, "")).client);
    BOOST_TEST(!good(binary(0x20, 0x11, v4_addresses)).client);
    BOOST_TEST(!good(binary(0x21, 0x00, "whatever")).client);
    BOOST_TEST(!good(binary(0x21, 0x31, std::string(216, '/'))).client);
}

BOOST_AUTO_TEST_CASE(binary_tells_of_tls)
{
    const auto with = [](const std::string& values) { return binary(0x21, 0x11, v4_addresses + values); };
    const std::string other("\x04\x00\x01\x00", 4);
    BOOST_TEST(good(with(other + std::string("\x20\x00\x05\x01\x00\x00\x00\x00", 8))).secure);
    BOOST_TEST(!good(with(std::string("\x20\x00\x05\x00\x00\x00\x00\x00", 8) + other)).secure);
    BOOST_TEST(!good(with(other)).secure);
    BOOST_TEST(bad(with(std::string("\x20\x00\x01\x01", 4))));
    BOOST_TEST(bad(with(std::string("\x20\x00\x09\x01", 4))));
    BOOST_TEST(bad(with("\x20")));
}

BOOST_AUTO_TEST_CASE(binary_that_is_wrong_is_refused)
{
    BOOST_TEST(bad(binary(0x11, 0x11, v4_addresses)));
    BOOST_TEST(bad(binary(0x22, 0x11, v4_addresses)));
    BOOST_TEST(bad(binary(0x21, 0x11, v4_addresses.substr(1))));
    BOOST_TEST(bad(binary(0x21, 0x41, v4_addresses)));
    BOOST_TEST(bad(binary(0x21, 0x11, std::string(5000, 'x'))));
}

// Nothing is read beyond what is there, which the sanitizers see.
BOOST_AUTO_TEST_CASE(random_bytes_behind_a_good_start_do_no_harm)
{
    std::mt19937 dice(1);
    for (int n = 0; n < 20'000; ++n) {
        std::string bytes = n % 2 ? binary(0x21, 0x11, v4_addresses + std::string(dice() % 30, '\0'))
                                  : "PROXY TCP4 192.0.2.7 127.0.0.1 4660 6667\r\n";
        for (unsigned changes = dice() % 4; changes > 0; --changes)
            bytes[dice() % bytes.size()] = static_cast<char>(dice());
        bytes.resize(dice() % (bytes.size() + 1));
        const auto got = proxy_header::parse(bytes);
        BOOST_REQUIRE((!got || !*got || (*got)->size <= bytes.size()));
    }
}

BOOST_AUTO_TEST_SUITE_END()
