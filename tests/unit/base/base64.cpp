#include "base/base64.hpp"

#include <boost/test/unit_test.hpp>

#include <random>

using base::from_base64;
using base::to_base64;

BOOST_AUTO_TEST_SUITE(base64)

// RFC 4648 section 10.
BOOST_AUTO_TEST_CASE(the_vectors_of_the_rfc)
{
    const std::pair<std::string, std::string> vectors[] = {
        {"", ""},
        {"f", "Zg=="},
        {"fo", "Zm8="},
        {"foo", "Zm9v"},
        {"foob", "Zm9vYg=="},
        {"fooba", "Zm9vYmE="},
        {"foobar", "Zm9vYmFy"},
        {std::string("\0\xFF\xFE\x3E\x3F", 5), "AP/+Pj8="},
    };
    for (const auto& [bytes, text] : vectors) {
        BOOST_TEST(to_base64(bytes) == text);
        BOOST_TEST((from_base64(text) == bytes), text);
    }
}

BOOST_AUTO_TEST_CASE(anything_but_the_one_spelling_is_refused)
{
    for (const char* text : {"Z", "Zg", "Zg=", "Zg===", "=", "====", "Zg==Zg==", "Zm9v====", "Zm 9", "Zm9-",
                             "Zm9_", "Zh==", "Zm9=", "Z===", "=Zm9", "Zm9v\n", "Zm9v\r\n\r\n"})
        BOOST_TEST(!from_base64(text).has_value(), text);
}

BOOST_AUTO_TEST_CASE(random_bytes_come_back)
{
    const auto seed = std::random_device()();
    BOOST_TEST_MESSAGE("seed " << seed);
    BOOST_TEST_CONTEXT("seed " << seed)
    {
        std::mt19937 random(seed);
        for (int i = 0; i < 500; ++i) {
            std::string bytes(random() % 64, '\0');
            for (char& byte : bytes)
                byte = static_cast<char>(random());
            BOOST_TEST((from_base64(to_base64(bytes)) == bytes));
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
