#include "setup/project.hpp"

#include "setup/collections.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <utility>

using namespace setup;
namespace json = directus::json;
using directus::schema;

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

// What setup finds with these settings and the extras that have a table.
struct found : project {
    blueprint::plan plan;

    explicit found(const schema& shape = {}, const std::string& markers = "read_markers")
        : found(options{.settings = settings(shape, markers), .with = {"read-markers", "reactions"}})
    {
    }
    explicit found(const options& asked)
        : found(plan_of(asked))
    {
    }

    obstacle table(std::string_view data) { return collection(plan.messages, parsed(data).root()); }
    obstacle fields(const std::string& data, const std::string& of = "messages")
    {
        return project::fields(named(of), parsed("[" + data + "]").root());
    }
    obstacle relations(std::string_view data, const std::string& of = "messages")
    {
        return project::relations(named(of), parsed(data).root());
    }

private:
    explicit found(blueprint::plan whole)
        : project(whole)
        , plan(std::move(whole))
    {
    }

    static server::config settings(const schema& shape, const std::string& markers)
    {
        server::config out;
        out.shape = shape;
        out.read_markers = markers;
        return out;
    }

    const blueprint::collection& named(const std::string& name) const
    {
        for (const auto* collection : plan.collections())
            if (collection->name == name)
                return *collection;
        throw std::invalid_argument(name);
    }
};

} // namespace

BOOST_AUTO_TEST_CASE(an_untouched_project_has_nothing)
{
    found empty;
    const auto none = parsed("[]");
    BOOST_TEST(!empty.policies(none.root()));
    BOOST_TEST(!empty.roles(none.root()));
    empty.presets(empty.plan.messages, none.root());
    for (const auto& part : blueprint::parts(empty.plan))
        BOOST_TEST(!empty.has(part.description));
    BOOST_TEST(empty.policy().empty());
    BOOST_TEST(empty.role().empty());
}

BOOST_AUTO_TEST_CASE(a_tutorial_collection_is_adopted)
{
    found one;
    BOOST_TEST(!one.table(R"({"schema":{"name":"messages"}})"));
    BOOST_TEST(!one.fields(key_field() + "," + field("content", "text") + "," +
                           field("user_created", "string", "user-created") + "," +
                           field("date_created", "timestamp", "date-created")));
    BOOST_TEST(!one.relations(R"([{"field":"user_created","related_collection":"directus_users"}])"));
    for (const auto* part :
         {"collection messages", "field messages.id", "field messages.content", "field messages.user_created",
          "field messages.date_created", "relation messages.user_created -> directus_users"})
        BOOST_TEST(one.has(part));
    BOOST_TEST(one.key_type() == "uuid");
    BOOST_TEST(one.warnings().empty());
}

BOOST_AUTO_TEST_CASE(a_folder_is_no_collection)
{
    found one;
    BOOST_TEST(one.table(R"({"collection":"messages","schema":null})").has_value());
}

BOOST_AUTO_TEST_CASE(author_and_date_may_be_missing)
{
    found one;
    BOOST_TEST(!one.fields(key_field() + "," + field("content", "text")));
    BOOST_TEST(!one.has("field messages.user_created"));
    BOOST_TEST(!one.has("field messages.date_created"));
}

BOOST_AUTO_TEST_CASE(field_of_the_last_editor_is_adopted_under_any_name)
{
    found without;
    BOOST_TEST(!without.fields(key_field() + "," + field("content", "text")));
    BOOST_TEST(!without.has("field messages.user_updated"));
    BOOST_TEST(!without.has("relation messages.user_updated -> directus_users"));
    found one;
    BOOST_TEST(!one.fields(key_field() + "," + field("content", "text") + "," +
                           field("changed_by", "string", "user-updated")));
    BOOST_TEST(one.has("field messages.user_updated"));
    BOOST_TEST(one.has("relation messages.user_updated -> directus_users"));
    BOOST_TEST(one.warnings().empty());
    found taken;
    BOOST_TEST(
        !taken.fields(key_field() + "," + field("content", "text") + "," + field("user_updated", "boolean")));
    BOOST_TEST(taken.has("field messages.user_updated"));
    BOOST_TEST(taken.warnings().size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_text_under_another_name_is_told)
{
    found one;
    BOOST_TEST(
        one.fields(key_field() + "," + field("title", "string") + "," + field("text", "text")).value() ==
        "there is no field content, but a field text: --field.content=text (field.content = text) fits");
    found other;
    BOOST_TEST(other
                   .fields(key_field() + "," + field("title", "string") + "," + field("body", "text") + "," +
                           field("user_created", "string", "user-created"))
                   .value() ==
               "there is no field content: name the one that holds the text with --field.content, of "
               "title, body");
}

BOOST_AUTO_TEST_CASE(a_collection_without_any_text_gets_one)
{
    found one;
    BOOST_TEST(!one.fields(key_field()));
    BOOST_TEST(!one.has("field messages.content"));
}

BOOST_AUTO_TEST_CASE(a_key_under_another_name_is_told)
{
    found one;
    BOOST_TEST(one.fields(key_field("pk") + "," + field("content", "text")).value() ==
               "its primary key is pk, not id: --field.key=pk (field.key = pk) fits");
}

BOOST_AUTO_TEST_CASE(date_that_nobody_fills_is_warned_of)
{
    found one;
    BOOST_TEST(!one.fields(key_field() + "," + field("content", "text") + "," +
                           field("user_created", "uuid") + "," + field("date_created", "timestamp")));
    BOOST_TEST(one.warnings().size() == 1u);
}

BOOST_AUTO_TEST_CASE(author_in_plain_text_needs_no_relation)
{
    found one{schema{.author = "user"}};
    BOOST_TEST(!one.fields(key_field() + "," + field("content", "text") + "," + field("user", "string")));
    BOOST_TEST(one.has("relation messages.user -> directus_users"));
}

BOOST_AUTO_TEST_CASE(singleton_stands_in_the_way)
{
    found one;
    BOOST_TEST(one.table(R"({"schema":{},"meta":{"singleton":true}})").has_value());
}

BOOST_AUTO_TEST_CASE(an_author_of_another_collection)
{
    found one;
    BOOST_TEST(one.relations(R"([{"field":"user_created","related_collection":"people"}])").value() ==
               "its field user_created refers to people, not to directus_users");
}

BOOST_AUTO_TEST_CASE(policy_role_and_grant)
{
    found one;
    BOOST_TEST(!one.policies(parsed(R"([{"id":"p","admin_access":false,"app_access":false}])").root()));
    one.permissions(parsed(R"([{"collection":"messages","action":"read","fields":["*"]},)"
                           R"({"collection":"directus_users","action":"read","fields":["id","first_name"]},)"
                           R"({"collection":"other","action":"create","fields":["*"]}])")
                        .root());
    BOOST_TEST(!one.roles(parsed(R"([{"id":"r"}])").root()));
    one.grants(parsed(R"([{"id":"g"}])").root());
    BOOST_TEST(one.policy() == "p");
    BOOST_TEST(one.role() == "r");
    BOOST_TEST(one.has("permission to read messages"));
    BOOST_TEST(one.has("permission to read users' names"));
    BOOST_TEST(!one.has("permission to create messages"));
    BOOST_TEST(one.has("policy Chat in role Chat"));
    BOOST_TEST(!one.is_unruled("directus_users"));
    one.permissions(parsed(R"([{"collection":"directus_users","action":"read","fields":["*"]}])").root());
    BOOST_TEST(one.is_unruled("directus_users"));
}

BOOST_AUTO_TEST_CASE(read_markers_that_are_there)
{
    found one{{}, "seen"};
    const auto fields =
        key_field() + "," + field("user", "uuid", "user-created") + "," + field("target", "string");
    BOOST_TEST(one.fields(fields, "seen").value() ==
               "is there without a field timestamp: choose another name with --directus.read_markers");
    BOOST_TEST(!one.has("collection seen"));
    BOOST_TEST(!one.fields(fields + "," + field("timestamp", "timestamp"), "seen"));
    BOOST_TEST(!one.relations(R"([{"field":"user","related_collection":"directus_users"}])", "seen"));
    one.permissions(parsed(R"([{"collection":"seen","action":"create"},{"collection":"seen","action":"read",)"
                           R"("permissions":{"user":{"_eq":"$CURRENT_USER"}}}])")
                        .root());
    for (const auto* part : {"collection seen", "relation seen.user -> directus_users",
                             "permission to create seen", "permission to read seen"})
        BOOST_TEST(one.has(part));
    BOOST_TEST(!one.has("permission to update seen"));
    BOOST_TEST(!one.is_unruled("seen"));
    one.permissions(parsed(R"([{"collection":"seen","action":"update","permissions":null}])").root());
    BOOST_TEST(one.has("permission to update seen"));
    BOOST_TEST(one.is_unruled("seen"));
}

BOOST_AUTO_TEST_CASE(reactions_that_are_there)
{
    schema shape;
    shape.reactions = "feelings";
    found one{shape};
    const auto fields = key_field() + "," + field("message", "uuid") + "," +
                        field("user_created", "uuid", "user-created") + "," +
                        field("date_created", "timestamp", "date-created");
    BOOST_TEST(one.fields(fields, "feelings").value() ==
               "is there without a field emoji: choose another name with --directus.reactions");
    BOOST_TEST(!one.has("collection feelings"));
    BOOST_TEST(!one.fields(fields + "," + field("emoji", "string"), "feelings"));
    BOOST_TEST(!one.relations(R"([{"field":"message","related_collection":"messages"}])", "feelings"));
    one.permissions(parsed(R"([{"collection":"feelings","action":"create"},)"
                           R"({"collection":"feelings","action":"read"},)"
                           R"({"collection":"feelings","action":"delete",)"
                           R"("permissions":{"user_created":{"_eq":"$CURRENT_USER"}}}])")
                        .root());
    for (const auto* part :
         {"collection feelings", "relation feelings.message -> messages", "permission to create feelings",
          "permission to read feelings", "permission to delete feelings"})
        BOOST_TEST(one.has(part));
    BOOST_TEST(!one.has("relation feelings.user_created -> directus_users"));
    BOOST_TEST(!one.is_unruled("feelings"));
    BOOST_TEST(!one.relations(R"([{"field":"user_created"}])", "feelings"));
    BOOST_TEST(one.has("relation feelings.user_created -> directus_users"));
    one.permissions(parsed(R"([{"collection":"feelings","action":"delete","permissions":{}}])").root());
    BOOST_TEST(one.is_unruled("feelings"));
}

BOOST_AUTO_TEST_CASE(role_that_is_named_has_to_exist_once)
{
    found one{options{.role = "Editors"}};
    BOOST_TEST(one.roles(parsed("[]").root()).value() ==
               "there is no such role: --role names one that exists");
    found two{options{.role = "Editors"}};
    BOOST_TEST(two.roles(parsed(R"([{"id":"a"},{"id":"b"}])").root()).has_value());
    found good{options{.role = "Editors"}};
    BOOST_TEST(!good.roles(parsed(R"([{"id":"a"}])").root()));
    BOOST_TEST(good.has("role Editors"));
    good.grants(parsed(R"([{"id":"g"}])").root());
    BOOST_TEST(good.has("policy Chat in role Editors"));
}

BOOST_AUTO_TEST_CASE(app_access_of_a_role_may_come_from_a_parent)
{
    const auto has_app_access = [](std::string_view role) {
        found one;
        BOOST_TEST(!one.roles(parsed(role).root()));
        return one.role_has_app_access();
    };
    BOOST_TEST(!has_app_access("[]"));
    BOOST_TEST(
        !has_app_access(R"([{"id":"r","policies":[{"policy":{"app_access":false}},{"policy":null}]}])"));
    BOOST_TEST(has_app_access(
        R"([{"id":"r","policies":[{"policy":{"app_access":false}},{"policy":{"app_access":true}}]}])"));
    BOOST_TEST(has_app_access(
        R"([{"id":"r","policies":[],"parent":{"policies":[{"policy":{"app_access":true}}]}}])"));
}

BOOST_AUTO_TEST_CASE(global_preset_is_left_alone)
{
    found one;
    one.presets(one.plan.messages, parsed(R"([{"id":3}])").root());
    BOOST_TEST(one.has("global preset of messages"));
}

BOOST_AUTO_TEST_CASE(author_that_is_displayed_as_an_id)
{
    const auto shows_id = [](const std::string& author) {
        found one;
        BOOST_TEST(!one.fields(key_field() + "," + field("content", "text") + "," + author));
        return one.author_shows_id();
    };
    BOOST_TEST(shows_id(field("user_created", "uuid", "user-created")));
    BOOST_TEST(!shows_id(field("user_created", "string")));
    BOOST_TEST(!shows_id(
        R"({"field":"user_created","type":"uuid","schema":{},"meta":{"special":["user-created"],"display":"user"}})"));
    BOOST_TEST(!found().author_shows_id());
}

BOOST_AUTO_TEST_CASE(accountability_that_is_off)
{
    found one;
    BOOST_TEST(!one.table(R"({"schema":{},"meta":{"accountability":"all"}})"));
    BOOST_TEST(!one.has("accountability of messages"));
    BOOST_TEST(!one.table(R"({"schema":{},"meta":{"accountability":null}})"));
    BOOST_TEST(one.has("accountability of messages"));
}

BOOST_AUTO_TEST_CASE(edits_need_an_author_that_is_a_user)
{
    found one{options{.with = {"edits"}}};
    BOOST_TEST(
        one.fields(key_field() + "," + field("content", "text") + "," + field("user_created", "string"))
            .has_value());
    found good{options{.with = {"edits"}}};
    BOOST_TEST(!good.fields(key_field() + "," + field("content", "text") + "," +
                            field("user_created", "uuid", "user-created")));
}

BOOST_AUTO_TEST_CASE(edits_that_are_permitted)
{
    found one{options{.with = {"edits"}}};
    one.permissions(parsed(R"([{"collection":"messages","action":"update","fields":["content"],)"
                           R"("permissions":{"user_created":{"_eq":"$CURRENT_USER"}}}])")
                        .root());
    BOOST_TEST(one.has("permission to edit own messages"));
    BOOST_TEST(!one.has("permission to delete own messages"));
    BOOST_TEST(!one.is_unruled("messages"));
    one.permissions(parsed(R"([{"collection":"messages","action":"delete","fields":["*"]}])").root());
    BOOST_TEST(one.has("permission to delete own messages"));
    BOOST_TEST(one.is_unruled("messages"));
}

BOOST_AUTO_TEST_CASE(bot_is_a_user_who_has_its_name_and_no_email)
{
    const auto bot = [] {
        found one{options{.bot = "ci"}};
        BOOST_TEST(!one.roles(parsed(R"([{"id":"r"}])").root()));
        return one;
    };
    auto none = bot();
    BOOST_TEST(!none.users_named(parsed("[]").root()));
    BOOST_TEST(!none.has("bot ci"));
    BOOST_TEST(none.bot().empty());
    auto one = bot();
    BOOST_TEST(!one.users_named(
        parsed(R"([{"id":"u","email":null,"external_identifier":null,"role":"r","status":"active"}])")
            .root()));
    BOOST_TEST(one.has("bot ci"));
    BOOST_TEST(one.bot() == "u");
    BOOST_TEST(one.warnings().empty());
    auto other = bot();
    BOOST_TEST(!other.users_named(parsed(R"([{"id":"u","role":"x","status":"suspended"}])").root()));
    BOOST_TEST(other.warnings().size() == 2u);
}

BOOST_AUTO_TEST_CASE(person_with_the_name_of_the_bot_stands_in_the_way)
{
    for (const auto* person : {R"([{"id":"u","email":"ci@example.com"}])",
                               R"([{"id":"u","email":null,"external_identifier":"cn=ci"}])"}) {
        found one{options{.bot = "ci"}};
        BOOST_TEST(one.users_named(parsed(person).root()).value() ==
                   "another user has this first name: choose another name with --bot");
    }
}

BOOST_AUTO_TEST_CASE(a_policy_that_gives_too_much)
{
    found one;
    BOOST_TEST(!one.policies(parsed(R"([{"id":"p","admin_access":false,"app_access":true}])").root()));
    BOOST_TEST(one.warnings().size() == 1u);
    found other;
    BOOST_TEST(
        other.policies(parsed(R"([{"id":"p","admin_access":true,"app_access":true}])").root()).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
