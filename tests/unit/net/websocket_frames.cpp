#include "net/websocket_frames.hpp"

#include "base/utf8.hpp"

#include <boost/test/unit_test.hpp>

#include <random>
#include <string>

using net::websocket_frames;

namespace {

constexpr unsigned last = 0x80;

// As a client sends it.
std::string masked(unsigned first, std::string payload)
{
    const std::string mask = "\x11\x22\x33\x44";
    std::string out(1, static_cast<char>(first));
    if (payload.size() < 126) {
        out += static_cast<char>(0x80 | payload.size());
    } else {
        out += static_cast<char>(0x80 | 126);
        out += static_cast<char>(payload.size() >> 8);
        out += static_cast<char>(payload.size() & 0xFF);
    }
    for (std::size_t n = 0; n < payload.size(); ++n)
        payload[n] = static_cast<char>(payload[n] ^ mask[n % 4]);
    return out + mask + payload;
}

std::string closing(unsigned code, std::string_view reason = "")
{
    std::string out = "\x88";
    out += static_cast<char>(2 + reason.size());
    out += static_cast<char>(code >> 8);
    out += static_cast<char>(code & 0xFF);
    return out.append(reason);
}

struct client {
    websocket_frames frames{false};
    std::string lines;
    std::string replies;
    bool send(std::string_view bytes) { return frames.received(bytes, lines, replies); }
};

void breaks(const std::string& bytes, unsigned code)
{
    client one;
    BOOST_TEST(!one.send(bytes));
    BOOST_TEST(one.replies.starts_with("\x88"));
    BOOST_TEST(one.replies.substr(2, 2) == closing(code).substr(2));
    BOOST_TEST(!one.send(masked(last | 1, "PING 1")));
    BOOST_TEST(one.lines == "");
}

} // namespace

BOOST_AUTO_TEST_SUITE(websocket_frame)

BOOST_AUTO_TEST_CASE(a_message_is_a_line)
{
    client one;
    BOOST_TEST(one.send(masked(last | 1, "NICK ada") + masked(last | 2, "USER a 0 * :\xFF") +
                        masked(last | 1, "PING 1\r\n")));
    BOOST_TEST(one.lines == "NICK ada\r\nUSER a 0 * :\xFF\r\nPING 1\r\n");
    BOOST_TEST(one.replies == "");
}

BOOST_AUTO_TEST_CASE(however_it_is_cut)
{
    const auto bytes = masked(last | 1, "NICK ada") + masked(1, "PRIVMSG ") + masked(last | 9, "hello") +
                       masked(0, "#messages") + masked(last, " :grüße") +
                       masked(last | 1, std::string(300, 'x'));
    for (std::size_t step = 1; step < 20; ++step) {
        client one;
        for (std::size_t at = 0; at < bytes.size(); at += step)
            BOOST_TEST(one.send(std::string_view(bytes).substr(at, step)));
        BOOST_TEST(one.lines == "NICK ada\r\nPRIVMSG #messages :grüße\r\n" + std::string(300, 'x') + "\r\n");
        BOOST_TEST(one.replies == "\x8A\x05hello");
    }
}

BOOST_AUTO_TEST_CASE(a_message_never_becomes_two_lines)
{
    client one;
    one.send(masked(last | 1, "PRIVMSG #messages :a\nQUIT\r\n"));
    BOOST_TEST(one.lines == "PRIVMSG #messages :a\rQUIT\r\n");
}

BOOST_AUTO_TEST_CASE(a_close_is_answered_with_its_code)
{
    client one;
    BOOST_TEST(!one.send(masked(last | 8, "\x03\xE8")));
    BOOST_TEST(one.replies == closing(1000));
    std::string out;
    one.frames.close(1000, "again", out);
    BOOST_TEST(out == "");
    client silent;
    BOOST_TEST(!silent.send(masked(last | 8, "")));
    BOOST_TEST(silent.replies == closing(1000));
    breaks(masked(last | 8, "\x03"), 1002);
    breaks(masked(last | 8, "\x03\xEE"), 1002); // 1006 is never sent
}

BOOST_AUTO_TEST_CASE(what_breaks_the_protocol_ends_it)
{
    breaks(std::string("\x81\x01x", 3), 1002);  // no mask
    breaks(masked(last | 3, "x"), 1002);        // no such frame
    breaks(masked(last | 0x40 | 1, "x"), 1002); // compressed, which nobody agreed on
    breaks(masked(9, "x"), 1002);               // a ping in fragments
    breaks(masked(last | 9, std::string(126, 'x')), 1002);
    breaks(masked(last, "x"), 1002);               // goes on with nothing
    breaks(masked(1, "x") + masked(1, "y"), 1002); // begins anew
    breaks(masked(last | 1, "gr\xFC\xDF"
                            "e"),
           1007); // text that is not UTF-8
}

BOOST_AUTO_TEST_CASE(a_message_over_the_limit_ends_it_before_it_is_there)
{
    client one;
    BOOST_TEST(one.send(masked(last | 1, std::string(16 * 1024, 'x'))));
    BOOST_TEST(one.lines.size() == 16U * 1024 + 2);
    breaks(masked(last | 1, std::string(16 * 1024 + 1, 'x')).substr(0, 10), 1009);
    breaks(masked(1, std::string(9000, 'x')) + masked(last, std::string(9000, 'x')).substr(0, 10), 1009);
    breaks(std::string("\x81\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF", 10), 1009);
}

BOOST_AUTO_TEST_CASE(each_line_is_sent_as_a_message)
{
    std::string out;
    websocket_frames(false).encode("PING 1\r\n:a NOTICE b :\xFF\r\n", out);
    BOOST_TEST(out == "\x81\x06PING 1\x81\x10:a NOTICE b :\xEF\xBF\xBD");
    out.clear();
    websocket_frames(true).encode(":a NOTICE b :\xFF\r\n", out);
    BOOST_TEST(out == "\x82\x0E:a NOTICE b :\xFF");
    out.clear();
    websocket_frames(false).encode(std::string(300, 'x') + "\r\n", out);
    BOOST_TEST(out == "\x81\x7E\x01\x2C" + std::string(300, 'x'));
}

BOOST_AUTO_TEST_CASE(random_frames_do_no_harm)
{
    std::mt19937 dice(1);
    for (int n = 0; n < 5'000; ++n) {
        client one;
        std::string bytes;
        for (unsigned frames = dice() % 5; frames > 0; --frames)
            bytes += masked(dice() % 256, std::string(dice() % 200, static_cast<char>(dice())));
        for (std::size_t at = 0; at < bytes.size();) {
            const auto size = 1 + dice() % 50;
            if (!one.send(std::string_view(bytes).substr(at, size)))
                break;
            at += size;
        }
        BOOST_REQUIRE(one.lines.size() <= bytes.size());
    }
}

// https://www.rfc-editor.org/rfc/rfc6455#section-5.5.3: not every ping has to be answered.
BOOST_AUTO_TEST_CASE(pings_of_somebody_who_does_not_read_are_not_answered)
{
    websocket_frames frames(false);
    std::string lines, replies, pings;
    for (int n = 0; n < 10'000; ++n)
        pings += masked(last | 9, std::string(125, 'p'));
    BOOST_TEST(frames.received(pings, lines, replies));
    BOOST_TEST(replies.size() < websocket_frames::max_replies + 200);
    replies.clear();
    BOOST_TEST(frames.received(masked(last | 9, "again"), lines, replies));
    BOOST_TEST(replies == "\x8a\x05"
                          "again");
    BOOST_TEST(frames.received(masked(last | 1, "PRIVMSG"), lines, replies));
    BOOST_TEST(lines == "PRIVMSG\r\n");
}

BOOST_AUTO_TEST_SUITE_END()
