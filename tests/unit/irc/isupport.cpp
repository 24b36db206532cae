#include "irc/isupport.hpp"

#include <boost/test/unit_test.hpp>

namespace {

std::string written(const std::vector<std::string>& tokens, const irc::cap_set& caps = {})
{
    std::string out;
    irc::write_isupport(tokens, "irc.example", "ada", caps, out);
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

BOOST_AUTO_TEST_CASE(a_value_is_one_token)
{
    BOOST_TEST(irc::isupport_value("The Lab") == "The\\x20Lab");
    BOOST_TEST(irc::isupport_value("a=b\\c 🚀") == "a\\x3Db\\x5Cc\\x20🚀");
    BOOST_TEST(irc::isupport_value("") == "");
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

BOOST_AUTO_TEST_CASE(with_both_capabilities_it_is_a_batch)
{
    const std::string line = ":irc.example 005 ada WHOX :are supported by this server\r\n";
    irc::cap_set caps;
    caps.insert(irc::cap::batch);
    BOOST_TEST(written({"WHOX"}, caps) == line);
    caps.insert(irc::cap::extended_isupport);
    BOOST_TEST(written({"WHOX"}, caps) == ":irc.example BATCH +isupport draft/isupport\r\n@batch=isupport " +
                                              line + ":irc.example BATCH -isupport\r\n");
    const std::vector<std::string> many(14, "X");
    const std::string two_lines = written(many, caps);
    BOOST_TEST(two_lines.find("\r\n@batch=isupport :irc.example 005 ada X :are") != std::string::npos);
    caps.erase(irc::cap::batch);
    BOOST_TEST(written({"WHOX"}, caps) == line);
}

BOOST_AUTO_TEST_SUITE_END()
