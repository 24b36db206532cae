#include "directus/access_token.hpp"

#include "base/base64.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <string>

using namespace std::chrono_literals;

namespace {

// A token with these claims, in Base64 for URLs.
std::string with(const std::string& claims)
{
    auto payload = base::to_base64(claims);
    std::replace(payload.begin(), payload.end(), '+', '-');
    std::replace(payload.begin(), payload.end(), '/', '_');
    payload.erase(std::find(payload.begin(), payload.end(), '='), payload.end());
    return "eyJhbGciOiJIUzI1NiJ9." + payload + ".c2lnbmF0dXJl";
}

} // namespace

BOOST_AUTO_TEST_SUITE(access_token)

BOOST_AUTO_TEST_CASE(its_end_stands_in_its_payload)
{
    for (const std::string pad : {"", "x", "xx", "xxx", "\xC3\xBF\xC3\xBF\xC3\xBF?>~"}) {
        const auto end = directus::end_of_token(with(R"({"id":")" + pad + R"(","exp":1700000000})"));
        BOOST_REQUIRE(end.has_value());
        BOOST_TEST((*end == base::wall_time(1'700'000'000s)));
    }
}

BOOST_AUTO_TEST_CASE(anything_else_has_no_end)
{
    const auto good = with(R"({"exp":1700000000})");
    for (const std::string& token :
         {std::string(), std::string("static"), std::string("a.b.c"), std::string(".."), std::string("a..c"),
          good.substr(0, good.rfind('.')), good + ".d", with("{}"), with(R"({"exp":null})"),
          with(R"({"exp":"1700000000"})"), with(R"({"exp":-1})"), with(R"({"exp":9223372036854775807})"),
          with(R"({"exp":1700000000)"), with("17"), with("[1]"), std::string("a.!!!!.c")})
        BOOST_TEST(!directus::end_of_token(token), token);
}

BOOST_AUTO_TEST_SUITE_END()
