#include "directus/project.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <utility>

using namespace directus;
using blueprint::part;

BOOST_AUTO_TEST_SUITE(project_)

namespace {

json::document parsed(std::string_view text)
{
    auto out = json::document::parse(text);
    BOOST_REQUIRE(out);
    return std::move(*out);
}

// A field as GET /fields tells it.
std::string field(std::string_view name, std::string_view type, std::string_view special = {},
                  bool key = false)
{
    std::string out = R"({"field":")" + std::string(name) + R"(","type":")" + std::string(type);
    out += R"(","schema":{"is_primary_key":)" + std::string(key ? "true" : "false");
    out += R"(,"foreign_key_table":null},"meta":{"special":)";
    return out + (special.empty() ? "null" : R"([")" + std::string(special) + R"("])") + "}}";
}

std::string key_field(std::string_view name = "id")
{
    return field(name, "uuid", "uuid", true);
}

project::obstacle with_fields(project& of, const std::string& fields)
{
    const auto data = parsed("[" + fields + "]");
    return of.fields(data.root());
}

} // namespace

BOOST_AUTO_TEST_CASE(an_untouched_project_has_nothing)
{
    project empty{schema{}};
    const auto none = parsed("[]");
    BOOST_TEST(!empty.policies(none.root()));
    empty.roles(none.root());
    for (const auto which : blueprint::parts)
        BOOST_TEST(!empty.has(which));
    BOOST_TEST(empty.policy().empty());
    BOOST_TEST(empty.role().empty());
}

BOOST_AUTO_TEST_CASE(a_tutorial_collection_is_adopted)
{
    project one{schema{}};
    BOOST_TEST(!one.collection(parsed(R"({"schema":{"name":"messages"}})").root()));
    BOOST_TEST(!with_fields(one, key_field() + "," + field("content", "text") + "," +
                                     field("user_created", "string", "user-created") + "," +
                                     field("date_created", "timestamp", "date-created")));
    BOOST_TEST(
        !one.relations(parsed(R"([{"field":"user_created","related_collection":"directus_users"}])").root()));
    for (const auto which :
         {part::collection, part::key, part::content, part::author, part::date, part::relation})
        BOOST_TEST(one.has(which));
    BOOST_TEST(one.key_type() == "uuid");
    BOOST_TEST(one.warnings().empty());
}

BOOST_AUTO_TEST_CASE(a_folder_is_no_collection)
{
    project one{schema{}};
    BOOST_TEST(one.collection(parsed(R"({"collection":"messages","schema":null})").root()).has_value());
}

BOOST_AUTO_TEST_CASE(author_and_date_may_be_missing)
{
    project one{schema{}};
    BOOST_TEST(!with_fields(one, key_field() + "," + field("content", "text")));
    BOOST_TEST(!one.has(part::author));
    BOOST_TEST(!one.has(part::date));
}

BOOST_AUTO_TEST_CASE(field_of_the_last_editor_is_adopted_under_any_name)
{
    project without{schema{}};
    BOOST_TEST(!with_fields(without, key_field() + "," + field("content", "text")));
    BOOST_TEST(!without.has(part::editor));
    BOOST_TEST(!without.has(part::editor_relation));
    project one{schema{}};
    BOOST_TEST(!with_fields(one, key_field() + "," + field("content", "text") + "," +
                                     field("changed_by", "string", "user-updated")));
    BOOST_TEST(one.has(part::editor));
    BOOST_TEST(one.has(part::editor_relation));
    BOOST_TEST(one.warnings().empty());
    project taken{schema{}};
    BOOST_TEST(!with_fields(taken, key_field() + "," + field("content", "text") + "," +
                                       field("user_updated", "boolean")));
    BOOST_TEST(taken.has(part::editor));
    BOOST_TEST(taken.warnings().size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_text_under_another_name_is_told)
{
    project one{schema{}};
    BOOST_TEST(
        with_fields(one, key_field() + "," + field("title", "string") + "," + field("text", "text"))
            .value() ==
        "there is no field content, but a field text: --field.content=text (field.content = text) fits");
    project other{schema{}};
    BOOST_TEST(with_fields(other, key_field() + "," + field("title", "string") + "," + field("body", "text") +
                                      "," + field("user_created", "string", "user-created"))
                   .value() ==
               "there is no field content: name the one that holds the text with --field.content, of "
               "title, body");
}

BOOST_AUTO_TEST_CASE(a_collection_without_any_text_gets_one)
{
    project one{schema{}};
    BOOST_TEST(!with_fields(one, key_field()));
    BOOST_TEST(!one.has(part::content));
}

BOOST_AUTO_TEST_CASE(a_key_under_another_name_is_told)
{
    project one{schema{}};
    BOOST_TEST(with_fields(one, key_field("pk") + "," + field("content", "text")).value() ==
               "its primary key is pk, not id: --field.key=pk (field.key = pk) fits");
}

BOOST_AUTO_TEST_CASE(date_that_nobody_fills_is_warned_of)
{
    project one{schema{}};
    BOOST_TEST(!with_fields(one, key_field() + "," + field("content", "text") + "," +
                                     field("user_created", "uuid") + "," +
                                     field("date_created", "timestamp")));
    BOOST_TEST(one.warnings().size() == 1u);
}

BOOST_AUTO_TEST_CASE(author_in_plain_text_needs_no_relation)
{
    project one{schema{.author = "user"}};
    BOOST_TEST(
        !with_fields(one, key_field() + "," + field("content", "text") + "," + field("user", "string")));
    BOOST_TEST(one.has(part::relation));
}

BOOST_AUTO_TEST_CASE(singleton_stands_in_the_way)
{
    project one{schema{}};
    BOOST_TEST(one.collection(parsed(R"({"schema":{},"meta":{"singleton":true}})").root()).has_value());
}

BOOST_AUTO_TEST_CASE(an_author_of_another_collection)
{
    project one{schema{}};
    BOOST_TEST(
        one.relations(parsed(R"([{"field":"user_created","related_collection":"people"}])").root()).value() ==
        "its field user_created refers to people, not to directus_users");
}

BOOST_AUTO_TEST_CASE(policy_role_and_grant)
{
    project one{schema{}};
    BOOST_TEST(!one.policies(parsed(R"([{"id":"p","admin_access":false,"app_access":false}])").root()));
    one.permissions(parsed(R"([{"collection":"messages","action":"read","fields":["*"]},)"
                           R"({"collection":"directus_users","action":"read","fields":["id","first_name"]},)"
                           R"({"collection":"other","action":"create","fields":["*"]}])")
                        .root());
    one.roles(parsed(R"([{"id":"r"}])").root());
    one.grants(parsed(R"([{"id":"g"}])").root());
    BOOST_TEST(one.policy() == "p");
    BOOST_TEST(one.role() == "r");
    BOOST_TEST(one.has(part::may_read));
    BOOST_TEST(one.has(part::may_read_names));
    BOOST_TEST(!one.has(part::may_create));
    BOOST_TEST(one.has(part::grant));
    BOOST_TEST(!one.whole_profiles());
    one.permissions(parsed(R"([{"collection":"directus_users","action":"read","fields":["*"]}])").root());
    BOOST_TEST(one.whole_profiles());
}

BOOST_AUTO_TEST_CASE(read_markers_that_are_there)
{
    project one{schema{}, "seen"};
    const auto fields =
        key_field() + "," + field("user", "uuid", "user-created") + "," + field("target", "string");
    BOOST_TEST(one.marker_fields(parsed("[" + fields + "]").root()).value() ==
               "is there without a field timestamp: choose another name with --directus.read_markers");
    BOOST_TEST(!one.has(part::markers));
    BOOST_TEST(!one.marker_fields(parsed("[" + fields + "," + field("timestamp", "timestamp") + "]").root()));
    one.marker_relations(parsed(R"([{"field":"user","related_collection":"directus_users"}])").root());
    one.permissions(parsed(R"([{"collection":"seen","action":"create"},{"collection":"seen","action":"read",)"
                           R"("permissions":{"user":{"_eq":"$CURRENT_USER"}}}])")
                        .root());
    for (const auto which :
         {part::markers, part::marker_owner, part::may_create_markers, part::may_read_markers})
        BOOST_TEST(one.has(which));
    BOOST_TEST(!one.has(part::may_update_markers));
    BOOST_TEST(!one.all_markers());
    one.permissions(parsed(R"([{"collection":"seen","action":"update","permissions":null}])").root());
    BOOST_TEST(one.has(part::may_update_markers));
    BOOST_TEST(one.all_markers());
}

BOOST_AUTO_TEST_CASE(reactions_that_are_there)
{
    schema shape;
    shape.reactions = "feelings";
    project one{shape};
    const auto fields = key_field() + "," + field("message", "uuid") + "," +
                        field("user_created", "uuid", "user-created") + "," +
                        field("date_created", "timestamp", "date-created");
    BOOST_TEST(one.reaction_fields(parsed("[" + fields + "]").root()).value() ==
               "is there without a field emoji: choose another name with --directus.reactions");
    BOOST_TEST(!one.has(part::reactions));
    BOOST_TEST(!one.reaction_fields(parsed("[" + fields + "," + field("emoji", "string") + "]").root()));
    one.reaction_relations(parsed(R"([{"field":"message","related_collection":"messages"}])").root());
    one.permissions(parsed(R"([{"collection":"feelings","action":"create"},)"
                           R"({"collection":"feelings","action":"read"},)"
                           R"({"collection":"feelings","action":"delete",)"
                           R"("permissions":{"user_created":{"_eq":"$CURRENT_USER"}}}])")
                        .root());
    for (const auto which : blueprint::reaction_parts)
        BOOST_TEST(one.has(which) == (which != part::reaction_author));
    BOOST_TEST(!one.all_reactions());
    one.reaction_relations(parsed(R"([{"field":"user_created"}])").root());
    BOOST_TEST(one.has(part::reaction_author));
    one.permissions(parsed(R"([{"collection":"feelings","action":"delete","permissions":{}}])").root());
    BOOST_TEST(one.all_reactions());
}

BOOST_AUTO_TEST_CASE(a_policy_that_gives_too_much)
{
    project one{schema{}};
    BOOST_TEST(!one.policies(parsed(R"([{"id":"p","admin_access":false,"app_access":true}])").root()));
    BOOST_TEST(one.warnings().size() == 1u);
    project other{schema{}};
    BOOST_TEST(
        other.policies(parsed(R"([{"id":"p","admin_access":true,"app_access":true}])").root()).has_value());
}

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
