// The documents in tests/fuzz/corpus/oas were recorded from Directus 12.4.0 as users who chat see them, and
// shortened.
#include "directus/oas.hpp"

#include "unit/directus/expect.hpp"
#include "unit/directus/oas_documents.hpp"

#include <boost/test/unit_test.hpp>

using namespace directus;
using base::errc;
using oas_documents::answer;
using oas_documents::recorded;

BOOST_AUTO_TEST_SUITE(openapi)

namespace {

const std::vector<std::string> messages{"messages"};

oas::document parsed(const std::string& body)
{
    return oas::parse(answer(body), messages).value();
}

errc error_of(const rest::response& from)
{
    return static_cast<errc>(oas::parse(from, messages).error().value());
}

} // namespace

BOOST_AUTO_TEST_CASE(fields_have_their_types_and_relations)
{
    const auto told = parsed(recorded("channel_html"));
    BOOST_TEST(told.reads_users);
    BOOST_TEST(told.reads_files);
    BOOST_TEST(told.names == (std::vector<std::string>{"channels", "messages"}),
               boost::test_tools::per_element());
    const auto* one = told.find("messages");
    BOOST_REQUIRE(one);
    BOOST_TEST(!one->singleton);
    const auto is = [&](const char* name, const oas::field& expected) {
        const auto* field = one->find(name);
        BOOST_TEST_CONTEXT(name)
        BOOST_TEST((field && *field == expected));
    };
    is("id", {.name = "id", .kind = oas::type::integer, .nullable = false});
    is("content", {.name = "content", .kind = oas::type::text});
    is("date_created", {.name = "date_created", .kind = oas::type::timestamp});
    is("parent_id", {.name = "parent_id",
                     .kind = oas::type::relation,
                     .related = "messages",
                     .related_key = oas::type::integer});
    is("user_created", {.name = "user_created",
                        .kind = oas::type::relation,
                        .related = "directus_users",
                        .related_key = oas::type::uuid});
    is("file", {.name = "file",
                .kind = oas::type::relation,
                .related = "directus_files",
                .related_key = oas::type::uuid});
    BOOST_TEST(!one->find("nothing"));
}

BOOST_AUTO_TEST_CASE(uuid_keys_and_dates_without_a_zone_are_told_apart)
{
    const auto told = parsed(recorded("uuid_datetime"));
    const auto* one = told.find("messages");
    BOOST_REQUIRE(one);
    BOOST_TEST((one->find("id")->kind == oas::type::uuid));
    BOOST_TEST(one->find("id")->required);
    BOOST_TEST((one->find("date_created")->kind == oas::type::date_time));
}

BOOST_AUTO_TEST_CASE(singleton_is_known_by_its_answer)
{
    BOOST_TEST(parsed(recorded("singleton")).find("messages")->singleton);
}

BOOST_AUTO_TEST_CASE(asker_who_may_create_is_told_of_post)
{
    BOOST_TEST(parsed(recorded("tutorial_text")).find("messages")->creatable);
    auto reading = recorded("tutorial_text");
    for (std::size_t at; (at = reading.find("\"post\"")) != std::string::npos;)
        reading.replace(at, 6, "\"xxxx\"");
    BOOST_TEST(!parsed(reading).find("messages")->creatable);
}

BOOST_AUTO_TEST_CASE(reader_without_users_is_told_no_relation_to_them)
{
    const auto told = parsed(recorded("public_policy"));
    BOOST_TEST(!told.reads_users);
    BOOST_TEST((told.find("messages")->find("user_created")->kind == oas::type::text));
}

BOOST_AUTO_TEST_CASE(other_collections_are_named_only)
{
    const auto told = parsed(recorded("chat_messages"));
    BOOST_TEST(told.collections.empty());
    BOOST_TEST(told.names == std::vector<std::string>{"chat_messages"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(refusals_and_garbage_are_errors)
{
    BOOST_TEST(
        error_of({404, R"({"errors":[{"message":"","extensions":{"code":"ROUTE_NOT_FOUND"}}]})", {}}) ==
        errc::forbidden);
    BOOST_TEST(error_of(answer("<html>")) == errc::malformed);
    BOOST_TEST(error_of(answer("{}")) == errc::malformed);
    BOOST_TEST(error_of(answer(R"({"openapi":"3.0.1","components":{"schemas":[]}})")) == errc::malformed);
    BOOST_TEST(error_of(answer(std::string(1'000'000, '['))) == errc::malformed);
    // More values than a document may hold.
    std::string huge = R"({"openapi":"3.0.1","components":{"schemas":{"A":[)";
    for (std::size_t n = 0; n <= json::document::max_size; ++n)
        huge += "1,";
    BOOST_TEST(error_of(answer(huge + "1]}}}")) == errc::malformed);
}

BOOST_AUTO_TEST_CASE(senseless_parts_are_passed_over)
{
    const auto told = parsed(R"({"openapi":"3.0.1","tags":7,"paths":[],"components":{"schemas":{
        "A":1,"B":{"x-collection":["messages"]},"ItemsMessages":{"x-collection":"messages","required":["x",3],
        "properties":{"a":null,"b":{"type":["string"]},"c":{"oneOf":[1,{"$ref":"#/components/schemas/Nothing"}]},
        "d":{"oneOf":[{"$ref":7}]},"e":{"type":"string"}}}}}})");
    const auto* one = told.find("messages");
    BOOST_REQUIRE(one);
    BOOST_TEST(one->fields.size() == 5u);
    for (const auto* name : {"a", "b", "c", "d"})
        BOOST_TEST((one->find(name)->kind == oas::type::other));
    BOOST_TEST((one->find("e")->kind == oas::type::text));
}

BOOST_AUTO_TEST_SUITE_END()
