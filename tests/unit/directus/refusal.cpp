#include "directus/refusal.hpp"

#include <boost/test/unit_test.hpp>

using namespace directus;

BOOST_AUTO_TEST_SUITE(refusal_)

BOOST_AUTO_TEST_CASE(a_refusal_in_directuss_own_words)
{
    const auto said = read_refusal(
        {403, R"({"errors":[{"message":"No.\nReally","extensions":{"code":"FORBIDDEN"}}]})", {}});
    BOOST_TEST(said.code == "FORBIDDEN");
    BOOST_TEST(said.message == "No. Really");
    const auto html = read_refusal({502, "<html>Bad Gateway", {}});
    BOOST_TEST(html.code.empty());
    BOOST_TEST(html.message == "HTTP 502, and not an answer of Directus");
}

BOOST_AUTO_TEST_SUITE_END()
