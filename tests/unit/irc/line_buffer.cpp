#include "irc/line_buffer.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <random>
#include <vector>

using irc::line_buffer;

namespace {

constexpr std::string_view too_long = "<too long>";
constexpr std::string_view bad_characters = "<bad characters>";

void drain(line_buffer& buffer, std::vector<std::string>& out)
{
    while (const auto line = buffer.next()) {
        if (line->what == line_buffer::fault::too_long)
            out.emplace_back(too_long);
        else if (line->what == line_buffer::fault::bad_characters)
            out.emplace_back(bad_characters);
        else
            out.emplace_back(line->text);
        if (line->what != line_buffer::fault::none)
            BOOST_TEST(line->text.empty());
    }
}

// The lines of a stream that arrives in pieces of this size.
std::vector<std::string> lines(std::string_view stream, std::size_t piece)
{
    line_buffer buffer;
    std::vector<std::string> out;
    while (!stream.empty()) {
        const std::size_t size = std::min(piece, stream.size());
        buffer.append(stream.substr(0, size));
        stream.remove_prefix(size);
        drain(buffer, out);
    }
    return out;
}

void check(std::string_view stream, const std::vector<std::string>& expected)
{
    for (const std::size_t piece :
         {std::size_t(1), std::size_t(2), std::size_t(7), std::size_t(1000), stream.size()})
        BOOST_TEST_CONTEXT("pieces of " << piece)
        {
            BOOST_TEST(lines(stream, piece) == expected, boost::test_tools::per_element());
        }
}

std::string many(std::size_t count, char c = 'x')
{
    return std::string(count, c);
}

} // namespace

BOOST_AUTO_TEST_SUITE(line_buffer_)

BOOST_AUTO_TEST_CASE(lf_or_cr_lf_ends_a_line_and_empty_ones_are_skipped)
{
    check("A\r\nB\nC\r\n\r\n\n\nD\nunfinished", {"A", "B", "C", "D"});
}

BOOST_AUTO_TEST_CASE(a_line_may_have_512_bytes_with_its_end)
{
    check(many(510) + "\r\n" + many(510) + "\n", {many(510), many(510)});
    check(many(511) + "\r\nA\r\n", {std::string(too_long), "A"});
    check(many(511) + "\nA\r\n", {std::string(too_long), "A"});
}

BOOST_AUTO_TEST_CASE(tags_have_room_of_their_own)
{
    const std::string tags = "@" + many(4094) + " ";
    check(tags + many(510) + "\r\n", {tags + many(510)});
    check(tags + many(511) + "\r\nA\n", {std::string(too_long), "A"});
    check("@" + many(4095) + " X\r\nA\n", {std::string(too_long), "A"});
    check("@" + many(4096) + "\r\nA\n", {std::string(too_long), "A"});
    check(many(1) + "@" + many(600) + "\r\nA\n", {std::string(too_long), "A"});
}

BOOST_AUTO_TEST_CASE(a_line_too_long_is_reported_once_before_it_ends_and_skipped_to_its_end)
{
    line_buffer buffer;
    std::vector<std::string> out;
    buffer.append(many(511));
    drain(buffer, out);
    BOOST_TEST(out == std::vector<std::string>{std::string(too_long)}, boost::test_tools::per_element());
    for (int i = 0; i < 100; ++i) {
        buffer.append(many(10'000, '\0'));
        drain(buffer, out);
    }
    buffer.append("end\r\nA\r\n");
    drain(buffer, out);
    BOOST_TEST(out == (std::vector<std::string>{std::string(too_long), "A"}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(nul_and_bare_cr_are_faults_of_their_line_only)
{
    using namespace std::string_literals;
    check("a\0b\nA\n"s, {std::string(bad_characters), "A"});
    check("a\rb\r\nA\n", {std::string(bad_characters), "A"});
    check("a\r\r\nA\n", {std::string(bad_characters), "A"});
}

BOOST_AUTO_TEST_CASE(pieces_of_any_size_give_the_same_lines)
{
    const auto seed = std::random_device()();
    BOOST_TEST_MESSAGE("seed " << seed);
    BOOST_TEST_CONTEXT("seed " << seed)
    {
        std::mt19937 random(seed);
        for (int i = 0; i < 200; ++i) {
            std::string stream;
            while (stream.size() < 6000) {
                const char start = random() % 4 == 0 ? '@' : 'x';
                stream += start + many(random() % (start == '@' ? 5000 : 600));
                stream += random() % 2 == 0 ? " y" : "";
                stream += random() % 8 == 0 ? "\r" : "";
                stream += random() % 2 == 0 ? "\r\n" : "\n";
            }
            const auto whole = lines(stream, stream.size());
            BOOST_TEST(lines(stream, 1 + random() % 700) == whole, boost::test_tools::per_element());
        }
    }
}

BOOST_AUTO_TEST_CASE(http_and_tls_are_recognised_from_the_first_bytes)
{
    for (const char* start : {"GET / HTTP/1.1\r\n", "POST /", "HEAD /", "PUT /", "OPTIONS *", "CONNECT a:1",
                              "DELETE /", "\x16\x03\x01\x02"}) {
        line_buffer buffer;
        for (const char c : std::string_view(start)) {
            buffer.append({&c, 1});
            while (buffer.next()) {
            }
        }
        BOOST_TEST(buffer.foreign() == (start[0] == '\x16' ? "TLS" : "HTTP"), start);
    }
}

BOOST_AUTO_TEST_CASE(a_line_that_may_hold_a_password_is_wiped_when_the_next_is_asked_for)
{
    line_buffer buffer;
    buffer.append("PASS secret\r\nNICK ada\r\nJOIN #a\r\n");
    const auto pass = buffer.next()->text;
    const auto nick = buffer.next()->text;
    BOOST_TEST(pass == many(pass.size(), '\0'));
    BOOST_TEST(nick == "NICK ada");
    buffer.next();
    BOOST_TEST(nick == many(nick.size(), '\0'));
}

BOOST_AUTO_TEST_CASE(lines_come_out_whole_wherever_they_are_cut)
{
    line_buffer buffer;
    std::vector<std::string> expected, lines;
    std::mt19937 random(1);
    for (int n = 0; n < 500; ++n) {
        const auto line = many(random() % 300 + 1);
        expected.push_back(line);
        const auto bytes = line + (random() % 2 == 0 ? "\r\n" : "\n");
        const auto cut = random() % (bytes.size() + 1);
        for (const auto& part : {bytes.substr(0, cut), bytes.substr(cut)}) {
            buffer.append(part);
            drain(buffer, lines);
        }
    }
    BOOST_TEST(lines == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(irc_is_not_foreign)
{
    for (const char* start : {"", "GE", "CAP LS 302\r\n", "NICK ada\r\nGET / HTTP/1.1\r\n", "GETTING",
                              "get / ", " GET / ", "\x16", "\x16\x02", "CONNECTED"}) {
        line_buffer buffer;
        buffer.append(start);
        BOOST_TEST(buffer.foreign() == "", start);
    }
}

BOOST_AUTO_TEST_SUITE_END()
