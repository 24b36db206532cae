#include "base/secret.hpp"

#include <boost/test/unit_test.hpp>

#include <array>
#include <span>
#include <string>
#include <utility>

using base::secret;

BOOST_AUTO_TEST_SUITE(secret_)

BOOST_AUTO_TEST_CASE(gives_back_what_was_put_in_with_nul_bytes)
{
    const std::string text("a\0b", 3);
    BOOST_TEST(secret(text).reveal() == text);
    BOOST_TEST(secret().reveal() == "");
    BOOST_TEST(secret("").empty());
    BOOST_TEST(!secret("x").empty());
}

BOOST_AUTO_TEST_CASE(compares_by_content_and_length)
{
    BOOST_TEST((secret("hunter2") == secret("hunter2")));
    BOOST_TEST(!(secret("hunter2") == secret("hunter3")));
    BOOST_TEST(!(secret("Hunter2") == secret("hunter2")));
    BOOST_TEST(!(secret("hunter") == secret("hunter2")));
    BOOST_TEST((secret() == secret("")));
}

BOOST_AUTO_TEST_CASE(a_copy_is_independent)
{
    secret original("one");
    const secret copy = original; // NOLINT(performance-unnecessary-copy-initialization)
    original = secret("two");
    BOOST_TEST(copy.reveal() == "one");
    BOOST_TEST(original.reveal() == "two");
}

BOOST_AUTO_TEST_CASE(what_was_moved_from_is_empty)
{
    secret original("one");
    const secret moved = std::move(original);
    BOOST_TEST(moved.reveal() == "one");
    BOOST_TEST(original.empty()); // NOLINT(bugprone-use-after-move)
}

BOOST_AUTO_TEST_CASE(wiping_empties_the_text_in_place)
{
    std::string text = "a password that is longer than a short string can hold";
    const char* storage = text.data();
    base::wipe(text);
    BOOST_TEST(text.empty());
    BOOST_TEST(static_cast<const void*>(text.data()) == static_cast<const void*>(storage));

    std::string nothing;
    base::wipe(nothing);
    BOOST_TEST(nothing.empty());
}

BOOST_AUTO_TEST_CASE(bytes_are_overwritten_where_they_are)
{
    std::string text = "a password";
    base::wipe(std::span(text).first(2));
    BOOST_TEST(text == std::string("\0\0password", 10));
    base::wipe(std::span<char>());
}

BOOST_AUTO_TEST_CASE(a_text_grows_as_any_other_does)
{
    std::string text, expected;
    for (int n = 0; n < 300; ++n) {
        base::append_secret(text, "piece");
        expected += "piece";
        BOOST_TEST_REQUIRE(text == expected);
    }
}

BOOST_AUTO_TEST_CASE(what_is_cut_off_is_overwritten)
{
    std::string text = "USER ada 0 * :Ada, and then PASS secret";
    const auto size = text.size();
    base::cut_secret(text, 28);
    BOOST_TEST(text == "PASS secret");
    for (auto n = text.size(); n < size; ++n)
        BOOST_TEST(text.data()[n] == '\0');
    base::cut_secret(text, 0);
    BOOST_TEST(text == "PASS secret");
    base::cut_secret(text, text.size());
    BOOST_TEST(text == "");
}

BOOST_AUTO_TEST_CASE(a_text_is_wiped_at_the_end_of_its_scope)
{
    std::string text = "a password that is longer than a short string can hold";
    std::array<char, 4> few{'p', 'a', 's', 's'};
    {
        const base::wiped_at_end one(text);
        const base::wiped_at_end other(few);
    }
    BOOST_TEST(text.empty());
    BOOST_TEST(few == (std::array<char, 4>{}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
