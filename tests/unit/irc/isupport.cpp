#include "irc/isupport.hpp"

#include <boost/test/unit_test.hpp>

namespace {

std::string written(const std::vector<std::string>& tokens)
{
    std::string out;
    irc::write_isupport(tokens, "irc.example", "ada", out);
    return out;
}

} // namespace

BOOST_AUTO_TEST_SUITE(isupport)

BOOST_AUTO_TEST_CASE(tokens_stand_on_one_line)
{
    BOOST_TEST(written({"CASEMAPPING=ascii", "WHOX"}) ==
               ":irc.example 005 ada CASEMAPPING=ascii WHOX :are supported by this server\r\n");
    BOOST_TEST(written({}) == "");
}

BOOST_AUTO_TEST_CASE(a_line_has_at_most_thirteen_tokens)
{
    const std::vector<std::string> tokens{"1", "2", "3",  "4",  "5",  "6",  "7",
                                          "8", "9", "10", "11", "12", "13", "14"};
    BOOST_TEST(written(tokens) ==
               ":irc.example 005 ada 1 2 3 4 5 6 7 8 9 10 11 12 13 :are supported by this server\r\n"
               ":irc.example 005 ada 14 :are supported by this server\r\n");
}

BOOST_AUTO_TEST_CASE(a_line_has_at_most_512_bytes)
{
    const std::string frame = ":irc.example 005 ada  :are supported by this server\r\n";
    const std::string half((512 - frame.size() - 1) / 2, 'A');
    const std::string rest(512 - frame.size() - 1 - half.size(), 'B');
    const std::string fits = written({half, rest, "C"});
    BOOST_TEST(fits == ":irc.example 005 ada " + half + " " + rest + " :are supported by this server\r\n" +
                           ":irc.example 005 ada C :are supported by this server\r\n");
    BOOST_TEST(fits.find('\n') + 1 == 512U);
    BOOST_TEST(written({half, rest + "B"}) ==
               ":irc.example 005 ada " + half + " :are supported by this server\r\n" +
                   ":irc.example 005 ada " + rest + "B :are supported by this server\r\n");
}

BOOST_AUTO_TEST_SUITE_END()
