#include "irc/sasl.hpp"

#include "base/base64.hpp"

#include <boost/test/unit_test.hpp>

using irc::sasl_collector;
using progress = irc::sasl_collector::progress;
using namespace std::string_literals;

namespace {

std::string taken(sasl_collector& collector)
{
    const auto response = collector.take();
    return response ? std::string(response->reveal()) : "<not base64>";
}

} // namespace

BOOST_AUTO_TEST_SUITE(sasl)

BOOST_AUTO_TEST_CASE(one_short_chunk_is_the_whole_response)
{
    sasl_collector collector;
    BOOST_TEST((collector.received(base::to_base64("hello")) == progress::complete));
    BOOST_TEST(taken(collector) == "hello");
}

BOOST_AUTO_TEST_CASE(a_chunk_of_400_bytes_goes_on)
{
    const std::string response(450, 'a');
    const std::string text = base::to_base64(response);
    BOOST_REQUIRE(text.size() == 600U);
    sasl_collector collector;
    BOOST_TEST((collector.received(text.substr(0, 400)) == progress::more));
    BOOST_TEST((collector.received(text.substr(400)) == progress::complete));
    BOOST_TEST(taken(collector) == response);
}

BOOST_AUTO_TEST_CASE(a_plus_ends_a_response_of_whole_chunks)
{
    const std::string response(300, 'a');
    sasl_collector collector;
    BOOST_TEST((collector.received(base::to_base64(response)) == progress::more));
    BOOST_TEST((collector.received("+") == progress::complete));
    BOOST_TEST(taken(collector) == response);
}

BOOST_AUTO_TEST_CASE(a_lone_plus_is_an_empty_response)
{
    sasl_collector collector;
    BOOST_TEST((collector.received("+") == progress::complete));
    BOOST_TEST(taken(collector) == "");
}

BOOST_AUTO_TEST_CASE(taking_starts_afresh)
{
    sasl_collector collector;
    collector.received("!!!!");
    BOOST_TEST(taken(collector) == "<not base64>");
    collector.received(base::to_base64("again"));
    BOOST_TEST(taken(collector) == "again");
}

BOOST_AUTO_TEST_CASE(a_chunk_over_400_bytes_is_too_long)
{
    sasl_collector collector;
    BOOST_TEST((collector.received(std::string(401, 'A')) == progress::too_long));
    collector.received(base::to_base64("again"));
    BOOST_TEST(taken(collector) == "again");
}

BOOST_AUTO_TEST_CASE(over_8192_bytes_in_all_are_too_long)
{
    sasl_collector collector;
    for (int i = 0; i < 20; ++i)
        BOOST_TEST((collector.received(std::string(400, 'A')) == progress::more));
    BOOST_TEST((collector.received(std::string(196, 'A')) == progress::too_long));

    for (int i = 0; i < 20; ++i)
        collector.received(std::string(400, 'A'));
    BOOST_TEST((collector.received(std::string(192, 'A')) == progress::complete));
    BOOST_TEST(taken(collector) == std::string(6144, '\0'));
}

BOOST_AUTO_TEST_CASE(plain_has_three_parts)
{
    const auto plain = irc::parse_sasl_plain("z\0ada@example.com\0hunter2"s);
    BOOST_REQUIRE(plain.has_value());
    BOOST_TEST(plain->authzid == "z");
    BOOST_TEST(plain->authcid == "ada@example.com");
    BOOST_TEST(plain->password.reveal() == "hunter2");

    const auto without_authzid = irc::parse_sasl_plain("\0ä\0ö"s);
    BOOST_REQUIRE(without_authzid.has_value());
    BOOST_TEST(without_authzid->authzid == "");
    BOOST_TEST(without_authzid->authcid == "ä");
    BOOST_TEST(without_authzid->password.reveal() == "ö");
}

BOOST_AUTO_TEST_CASE(anything_else_is_not_plain)
{
    for (const std::string& response : {""s, "a"s, "\0"s, "\0\0"s, "a\0b"s, "\0b\0"s, "\0\0c"s, "\0b\0c\0d"s,
                                        "\0b\0c\0"s, "\0b\0\xFF"s, "\0\xFF\0c"s, "\xFF\0b\0c"s})
        BOOST_TEST(!irc::parse_sasl_plain(response).has_value(), base::to_base64(response));
}

BOOST_AUTO_TEST_CASE(oauthbearer_has_a_header_and_pairs)
{
    const auto read = [](const std::string& response) {
        const auto found = irc::parse_sasl_oauthbearer(response);
        return found ? found->authzid + "/" + std::string(found->token.reveal()) : "-"s;
    };
    BOOST_TEST(read("n,,\x01"
                    "auth=Bearer abc.d-e_f~+/=\x01\x01") == "/abc.d-e_f~+/=");
    BOOST_TEST(read("y,,\x01"
                    "auth=bearer  abc\x01\x01") == "/abc");
    BOOST_TEST(read("n,a=ada@example.com,\x01host=irc\x01port=6697\x01"
                    "auth=Bearer abc\x01\x01") == "ada@example.com/abc");
    BOOST_TEST(read("n,a=a=2Cb=3Dc,\x01"
                    "auth=Bearer abc\x01later=\x01\x01") == "a,b=c/abc");

    for (const std::string& response : {""s,
                                        "\x01"s,
                                        "n"s,
                                        "n,"s,
                                        "n,,"s,
                                        "n,,\x01"s,
                                        "n,,\x01\x01"s,
                                        "n,,auth=Bearer abc\x01\x01"s,
                                        "n,,\x01"
                                        "auth=Bearer abc"s,
                                        "n,,\x01"
                                        "auth=Bearer abc\x01"s,
                                        "n,,\x01"
                                        "auth=Bearer abc\x01\x01\x01"s,
                                        "n,,\x01"
                                        "auth=Bearer abc\x01\x01x\x01"s,
                                        "n,,\x01"
                                        "auth=Bearer\x01\x01"s,
                                        "n,,\x01"
                                        "auth=Bearer \x01\x01"s,
                                        "n,,\x01"
                                        "auth=Basic abc\x01\x01"s,
                                        "n,,\x01"
                                        "auth\x01\x01"s,
                                        "n,,\x01=Bearer abc\x01\x01"s,
                                        "n,,\x01host=irc\x01\x01"s,
                                        "n,,\x01"
                                        "auth=Bearer abc\x01"
                                        "auth=Bearer def\x01\x01"s,
                                        "p=tls-unique,,\x01"
                                        "auth=Bearer abc\x01\x01"s,
                                        "n,b=ada,\x01"
                                        "auth=Bearer abc\x01\x01"s,
                                        "n,a=a=b,\x01"
                                        "auth=Bearer abc\x01\x01"s,
                                        "n,a=a=2,\x01"
                                        "auth=Bearer abc\x01\x01"s,
                                        "n,,\x01"
                                        "auth=Bearer a b\x01\x01"s,
                                        "n,,\x01"
                                        "auth=Bearer a\r\nX: y\x01\x01"s,
                                        "n,,\x01"
                                        "auth=Bearer a\0b\x01\x01"s,
                                        "n,,\x01"
                                        "auth=Bearer \xC3\xA4\x01\x01"s,
                                        "n,a=\xFF,\x01"
                                        "auth=Bearer abc\x01\x01"s})
        BOOST_TEST(read(response) == "-", base::to_base64(response));
}

BOOST_AUTO_TEST_SUITE_END()
