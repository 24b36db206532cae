// What is in the gateway's memory: no password once Directus has answered, no file that is on its way. The
// gateway is a process of its own here, as the test's own memory is full of them.
#include "served.hpp"

#include "base/base64.hpp"
#include "support/gateway_process.hpp"
#include "support/websocket_frames.hpp"

#include <boost/test/unit_test.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

using namespace support;

namespace {

const std::string password = scripted_directus::ada().password;
const std::string kept = "what is kept as long as she is away";

std::string response()
{
    std::string text(1, '\0');
    text.append(scripted_directus::ada().email).append(1, '\0').append(password);
    return base::to_base64(text);
}

// What a mapping of the process that it can write to holds.
std::string read_mapping(int memory, std::size_t from, std::size_t to)
{
    std::string bytes(to - from, '\0');
    std::size_t done = 0;
    while (done < bytes.size()) {
        const auto got =
            ::pread(memory, bytes.data() + done, bytes.size() - done, static_cast<off_t>(from + done));
        if (got <= 0) // not there (yet)
            break;
        done += static_cast<std::size_t>(got);
    }
    bytes.resize(done);
    return bytes;
}

// How often each of these stands in the memory of a process.
std::vector<std::size_t> count_in_memory(int pid, const std::vector<std::string>& texts)
{
    constexpr std::size_t most = std::size_t(1) << 30; // a sanitizer's own mappings are larger
    std::vector<std::size_t> found(texts.size());
    const int memory = ::open(fmt::format("/proc/{}/mem", pid).c_str(), O_RDONLY | O_CLOEXEC);
    BOOST_REQUIRE(memory >= 0);
    std::ifstream maps(fmt::format("/proc/{}/maps", pid));
    for (std::string line; std::getline(maps, line);) {
        std::size_t from = 0, to = 0;
        char rights[5] = {};
        if (std::sscanf(line.c_str(), "%zx-%zx %4s", &from, &to, rights) != 3 || rights[0] != 'r' ||
            rights[1] != 'w' || to - from > most)
            continue;
        const auto bytes = read_mapping(memory, from, to);
        for (std::size_t n = 0; n < texts.size(); ++n)
            for (auto at = bytes.find(texts[n]); at != std::string::npos; at = bytes.find(texts[n], at + 1))
                ++found[n];
    }
    ::close(memory);
    return found;
}

struct looked_into {
    certificate shown{"irc.example.com"};
    scripted_directus directus;
    unsigned short tls_port = free_port();
    unsigned short websocket_port = free_port();
    gateway_process gateway;

    looked_into()
        : gateway(start())
    {
    }

    gateway_process start() const
    {
        ::setenv("DIRECTUS_IRCD", DIRECTUS_IRCD_PROGRAM, 1);
        return {fmt::format("http://127.0.0.1:{}", directus.port()),
                {fmt::format("--irc.listen_tls=127.0.0.1:{}", tls_port),
                 fmt::format("--irc.listen_websocket=127.0.0.1:{}", websocket_port),
                 "--tls.certificate=" + shown.file(), "--tls.key=" + shown.key_file(),
                 "--irc.proxies=127.0.0.2"}};
    }

    irc_peer plain() const { return irc_peer(gateway.port()); }

    irc_peer tls() const
    {
        auto made = loopback_stream::connect(tls_port);
        BOOST_REQUIRE(made->connect_tls());
        return irc_peer(std::move(made));
    }

    // Neither the password nor half of it, as it is or in base64; while what has to be kept is found.
    void has_no_password(const std::string& when) const
    {
        const auto encoded = response();
        const std::vector<std::string> texts{kept, password.substr(0, 8),
                                             password.substr(password.size() - 8),
                                             encoded.substr(encoded.size() - 16, 12)};
        const auto found = count_in_memory(gateway.pid(), texts);
        BOOST_TEST_CONTEXT(when)
        {
            BOOST_TEST(found[0] > 0U);
            for (std::size_t n = 1; n < texts.size(); ++n)
                BOOST_TEST(found[n] == 0U, texts[n] << " is there " << found[n] << " times");
        }
    }

    void has_no_password_behind(irc_peer& client, const std::string& when) const
    {
        client.send("AWAY :" + kept);
        client.fence();
        has_no_password(when);
    }
};

// Of a process: "VmRSS", "VmHWM" (its peak).
std::size_t bytes_of(int pid, const std::string& figure)
{
    std::ifstream status(fmt::format("/proc/{}/status", pid));
    for (std::string line; std::getline(status, line);)
        if (line.starts_with(figure + ":"))
            return std::stoul(line.substr(figure.size() + 1)) * 1024;
    return 0;
}

// AddressSanitizer keeps what was freed for a while.
#if defined(__SANITIZE_ADDRESS__)
constexpr bool frees_at_once = false;
#else
constexpr bool frees_at_once = true;
#endif

// The peak is from now on.
void forget_peak(int pid)
{
    std::ofstream(fmt::format("/proc/{}/clear_refs", pid)) << "5";
}

struct taking_files {
    scripted_directus directus{{.remembers = false}};
    unsigned short port = free_port();
    gateway_process gateway;

    taking_files()
        : gateway(start())
    {
        directus.always("POST /files", {steps::http{200, R"({"data":{"id":"5d9d6a0e"}})"}});
    }

    gateway_process start() const
    {
        ::setenv("DIRECTUS_IRCD", DIRECTUS_IRCD_PROGRAM, 1);
        return {fmt::format("http://127.0.0.1:{}", directus.port()),
                {fmt::format("--uploads.listen=127.0.0.1:{}", port), "--uploads.url=https://chat.test/up"}};
    }

    // With all of the file but its last byte.
    std::unique_ptr<loopback_stream> begin(std::size_t size) const
    {
        auto one = loopback_stream::connect(port);
        one->write("POST /up HTTP/1.1\r\nHost: chat.test\r\nAuthorization: Basic " +
                   base::to_base64(scripted_directus::ada().email + ":" + password) +
                   fmt::format("\r\nContent-Length: {}\r\n\r\n", size));
        const std::string part(64 * 1024, 'a');
        for (std::size_t sent = 0; sent + 1 < size;) {
            const auto more = std::min(part.size(), size - 1 - sent);
            one->write(std::string_view(part).substr(0, more));
            sent += more;
        }
        return one;
    }

    static void end(loopback_stream& one)
    {
        one.write("z");
        BOOST_TEST(one.read_to("\r\n\r\n").value_or("nothing").starts_with("HTTP/1.1 201 "));
    }
};

void begin_sasl(irc_peer& client)
{
    client.send("CAP REQ :sasl\r\nNICK ada\r\nUSER ada 0 * :Ada\r\nAUTHENTICATE PLAIN");
    client.expect("*AUTHENTICATE +*");
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(gateway_memory, looked_into)

BOOST_AUTO_TEST_CASE(nothing_is_left_of_pass)
{
    auto one = plain();
    one.log_in(ada_pass);
    has_no_password_behind(one, "in clear");
    auto other = tls();
    other.log_in(ada_pass);
    has_no_password_behind(other, "with TLS");
}

BOOST_AUTO_TEST_CASE(nothing_is_left_of_a_line_in_two_pieces)
{
    auto one = tls();
    const auto line = "PASS " + ada_pass;
    one.send_bytes("NICK ada\r\nPING :1\r\n" + line.substr(0, line.size() - 2));
    one.expect("*PONG*");
    one.send_bytes(line.substr(line.size() - 2) + "\r\nUSER ada 0 * :Ada\r\n");
    one.expect("* 376 *");
    has_no_password_behind(one, "in two pieces");
}

BOOST_AUTO_TEST_CASE(nothing_is_left_of_sasl)
{
    for (const bool secure : {false, true}) {
        auto one = secure ? tls() : plain();
        begin_sasl(one);
        one.send("AUTHENTICATE " + response() + "\r\nCAP END");
        one.expect("* 376 *");
        has_no_password_behind(one, secure ? "with TLS" : "in clear");
        one.send("AUTHENTICATE PLAIN");
        one.expect("*AUTHENTICATE +*");
        one.send("AUTHENTICATE " + response());
        one.expect("* 903 *");
        has_no_password_behind(one, "again");
    }
}

BOOST_AUTO_TEST_CASE(nothing_is_left_of_what_is_refused)
{
    auto kept_by = plain();
    kept_by.log_in(grace_pass);
    auto one = tls();
    begin_sasl(one);
    directus.once("POST /auth/login", {refusal(401, "INVALID_CREDENTIALS")});
    one.send("AUTHENTICATE " + response());
    one.expect("* 904 *");
    has_no_password_behind(kept_by, "refused, and still there");
    one.send("AUTHENTICATE PLAIN");
    one.expect("*AUTHENTICATE +*");
    one.send("AUTHENTICATE " + response() + "!");
    one.expect("* 904 *");
    has_no_password_behind(kept_by, "no base64");
}

BOOST_AUTO_TEST_CASE(nothing_is_left_of_who_is_gone)
{
    auto kept_by = plain();
    kept_by.log_in(grace_pass);
    {
        auto one = tls();
        one.send_bytes("PING :1\r\nPASS " + ada_pass);
        one.expect("*PONG*");
    }
    gateway.expect_log("* event=disconnected *");
    has_no_password_behind(kept_by, "in the middle of a line");
}

BOOST_AUTO_TEST_CASE(nothing_is_left_of_lines_that_waited)
{
    const auto answer = std::make_shared<gate>();
    directus.once("POST /auth/login", {steps::wait{answer}, steps::usual{}});
    auto one = plain();
    one.identify(ada_pass);
    BOOST_TEST(directus.arrived("POST /auth/login"));
    for (int n = 0; n < 20; ++n)
        one.send("PASS " + ada_pass);
    one.fence();
    answer->open();
    one.expect("* 376 *");
    has_no_password_behind(one, "PASS behind PASS");
}

BOOST_AUTO_TEST_CASE(nothing_is_left_of_what_came_with_the_proxys_header)
{
    auto made = loopback_stream::connect(gateway.port(), 0, "127.0.0.2");
    made->write("PROXY TCP4 127.0.0.1 127.0.0.1 1 2\r\nPASS " + ada_pass +
                "\r\nNICK ada\r\nUSER ada 0 * :Ada\r\n");
    irc_peer one(std::move(made));
    one.expect("* 376 *");
    has_no_password_behind(one, "behind a proxy");
}

BOOST_AUTO_TEST_CASE(nothing_is_left_of_a_websocket_s_messages)
{
    // The mask changes nothing, so that a frame is found as it came.
    const auto frame = [](unsigned opcode, const std::string& text) {
        return std::string{static_cast<char>(opcode), static_cast<char>(0x80 | text.size())} +
               std::string(4, '\0') + text;
    };
    const auto one = loopback_stream::connect(websocket_port);
    one->write("GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
               "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n" +
               frame(0x81, "PASS " + ada_pass) + frame(0x81, "NICK ada"));
    const auto line = "PASS " + ada_pass;
    one->write(frame(0x01, line.substr(0, line.size() - 3)));
    one->write(frame(0x80, line.substr(line.size() - 3)) + frame(0x81, "USER ada 0 * :Ada"));
    BOOST_TEST(one->read_to(" 376 ").has_value());
    one->write(frame(0x81, "AWAY :" + kept));
    BOOST_TEST(one->read_to(" 306 ").has_value());
    has_no_password("over a WebSocket");
}

namespace {

// No lambda: g++ 14 takes what boost::function copies of an empty one for uninitialized.
boost::test_tools::assertion_result is_measurable(boost::unit_test::test_unit_id)
{
    return frees_at_once;
}

} // namespace

BOOST_FIXTURE_TEST_CASE(sixteen_files_of_10_mib_at_once_take_8_mib_at_most, taking_files,
                        *boost::unit_test::precondition(is_measurable))
{
    constexpr std::size_t size = 10 << 20;
    constexpr std::size_t most = 8 << 20;
    end(*begin(1000));
    const auto before = bytes_of(gateway.pid(), "VmRSS");
    forget_peak(gateway.pid());
    std::vector<std::unique_ptr<loopback_stream>> all(16);
    for (auto& one : all)
        one = begin(size);
    for (const auto& one : all)
        end(*one);
    const auto peak = bytes_of(gateway.pid(), "VmHWM");
    BOOST_TEST_MESSAGE(fmt::format("{} KiB, at most {} KiB", before / 1024, peak / 1024));
    BOOST_TEST(before > 0U);
    BOOST_TEST(peak <= before + most, fmt::format("{} KiB more", (peak - before) / 1024));
}

BOOST_AUTO_TEST_SUITE_END()
