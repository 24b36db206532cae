#include "directus/users.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

namespace {

using directus::person;
using directus::user_id;

directus::json::document document(std::string_view text)
{
    return *directus::json::document::parse(text);
}

} // namespace

BOOST_AUTO_TEST_SUITE(users)

BOOST_AUTO_TEST_CASE(null_is_a_name_that_may_be_read)
{
    const auto read = [](std::string_view text) { return directus::users::read(document(text).root()); };
    BOOST_TEST((read(R"({"id":"u-1","first_name":null})") == person{.id = user_id("u-1")}));
    BOOST_TEST((read(R"({"id":"u-1"})") == person{.id = user_id("u-1"), .hides_name = true}));
    BOOST_TEST((read(R"({"id":"u-1","last_name":"L","email":"a@example.com"})") ==
                person{user_id("u-1"), "", "L", "a@example.com"}));
    BOOST_TEST(!read(R"({"id":"u 1","first_name":"Ada"})"));
}

BOOST_AUTO_TEST_CASE(rows_without_a_name_are_left_out)
{
    const auto count = [](std::string_view text) {
        return directus::users::read_named(document(text).root()).size();
    };
    BOOST_TEST(count(R"([{"id":"a","first_name":"A"},{"id":"b"},{"first_name":"C"},7])") == 1U);
    BOOST_TEST(count(R"({"id":"a","last_name":null})") == 1U);
    BOOST_TEST(count("null") == 0U);
}

BOOST_AUTO_TEST_SUITE_END()
