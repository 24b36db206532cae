#include "directus/json.hpp"

#include "unit/directus/expect.hpp"

#include <boost/test/unit_test.hpp>

#include <limits>

using namespace directus::json;
using base::errc;

BOOST_AUTO_TEST_SUITE(json)

namespace {

document parsed(std::string_view text)
{
    return document::parse(text).value();
}

std::string nested(int depth)
{
    return std::string(depth, '[') + std::string(depth, ']');
}

} // namespace

BOOST_AUTO_TEST_CASE(reads_what_is_there)
{
    const auto doc = parsed(R"({"s":"aé\n","i":-7,"b":true,"n":null,"a":[1,"two"],"o":{"x":{"y":"z"}}})");
    const auto root = doc.root();
    BOOST_TEST(root.is_object());
    BOOST_TEST(*root["s"].string() == "aé\n");
    BOOST_TEST(*root["i"].integer() == -7);
    BOOST_TEST(*root["b"].boolean());
    BOOST_TEST(root["n"].is_null());
    BOOST_TEST(root["a"].size() == 2u);
    BOOST_TEST(*root["a"].at(1).string() == "two");
    BOOST_TEST(*root["o"]["x"]["y"].string() == "z");
}

BOOST_AUTO_TEST_CASE(members_come_in_the_order_of_the_text)
{
    const auto doc = parsed(R"({"b":1,"a":[],"b":2})");
    std::string names;
    for (const auto& [name, one] : doc.root().members())
        names += name;
    BOOST_TEST(names == "bab");
    BOOST_TEST(doc.root()["a"].members().empty());
}

BOOST_AUTO_TEST_CASE(what_is_not_there_is_empty)
{
    const auto doc = parsed(R"({"s":"a","a":[1]})");
    const auto root = doc.root();
    BOOST_TEST(!root["nope"]);
    BOOST_TEST(!root["nope"]["deeper"].at(3).string());
    BOOST_TEST(!root["nope"].is_null());
    BOOST_TEST(!root["a"].at(1));
    BOOST_TEST(!root["s"]["x"]);
    BOOST_TEST(!root["s"].integer());
    BOOST_TEST(!root["a"].string());
    BOOST_TEST(root["s"].size() == 0u);
    BOOST_TEST(!value().key());
}

BOOST_AUTO_TEST_CASE(numbers_that_are_not_integral_or_do_not_fit)
{
    const auto doc = parsed(R"([9223372036854775807,9223372036854775808,1.5,1.0,"1"])");
    const auto root = doc.root();
    BOOST_TEST(*root.at(0).integer() == std::numeric_limits<std::int64_t>::max());
    BOOST_TEST(!root.at(1).integer());
    BOOST_TEST(!root.at(2).integer());
    BOOST_TEST(!root.at(3).integer());
    BOOST_TEST(!root.at(4).integer());
}

BOOST_AUTO_TEST_CASE(keys)
{
    const auto doc = parsed(R"([12,"0192f3a0",18446744073709551615,null,1.5,{}])");
    const auto root = doc.root();
    BOOST_TEST(*root.at(0).key() == "12");
    BOOST_TEST(*root.at(1).key() == "0192f3a0");
    BOOST_TEST(*root.at(2).key() == "18446744073709551615");
    BOOST_TEST(!root.at(3).key());
    BOOST_TEST(!root.at(4).key());
    BOOST_TEST(!root.at(5).key());
}

BOOST_AUTO_TEST_CASE(malformed_texts)
{
    for (const std::string_view text :
         {"", " ", "{", "nope", R"({"a":1,})", R"({"a":1} x)", "\"\xff\"", "\"\xc0\x80\"", R"("\ud83d")",
          "[1e999]", "\xef\xbb\xbf", "{\"a\":\"b\n\"}", "NaN", "'a'", "/**/1"}) {
        BOOST_TEST_CONTEXT(text)
        {
            const auto result = document::parse(text);
            BOOST_TEST_REQUIRE(result.has_error());
            BOOST_TEST(result.error() == errc::malformed);
        }
    }
}

BOOST_AUTO_TEST_CASE(depth_is_bounded)
{
    BOOST_TEST(document::parse(nested(document::max_depth)).has_value());
    BOOST_TEST(document::parse(nested(document::max_depth + 1)).has_error());
    BOOST_TEST(document::parse(std::string(5'000'000, '[')).has_error());
    std::string objects;
    for (int i = 0; i < 100'000; ++i)
        objects += R"({"a":)";
    BOOST_TEST(document::parse(objects).has_error());
}

BOOST_AUTO_TEST_CASE(size_is_bounded)
{
    const auto arrays = [](std::size_t count) {
        std::string text = "[[]";
        for (std::size_t n = 1; n < count; ++n)
            text += ",[]";
        return text + "]";
    };
    BOOST_TEST(document::parse(arrays(document::max_size - 1)).has_value());
    BOOST_TEST(document::parse(arrays(document::max_size)).has_error());
}

BOOST_AUTO_TEST_CASE(a_nul_inside_text_is_kept)
{
    const auto doc = parsed(R"({"a":"x\u0000y","a\u0000b":1})");
    BOOST_TEST(doc.root()["a"].string()->size() == 3u);
    BOOST_TEST(*doc.root()[std::string_view("a\0b", 3)].integer() == 1);
}

BOOST_AUTO_TEST_CASE(a_document_can_be_moved)
{
    auto doc = parsed(R"({"a":1})");
    const auto root = doc.root();
    const document other = std::move(doc);
    BOOST_TEST(*root["a"].integer() == 1);
    BOOST_TEST(*other.root()["a"].integer() == 1);
}

BOOST_AUTO_TEST_CASE(writes)
{
    writer out;
    out.object().key("a").string("b\"\\\n\x01é").key("n").integer(-3).key("l").array();
    out.boolean(true).null().object().end().array().end().end().end();
    BOOST_TEST(out.take() == R"({"a":"b\"\\\n\u0001é","n":-3,"l":[true,null,{},[]]})");
}

BOOST_AUTO_TEST_CASE(writes_valid_utf8_only)
{
    BOOST_TEST(writer().string("a\xff").take() == "\"a\xef\xbf\xbd\"");
    BOOST_TEST(writer().string("").take() == "\"\"");
    BOOST_TEST(writer().string(std::string_view()).take() == "\"\"");
}

BOOST_AUTO_TEST_SUITE_END()
