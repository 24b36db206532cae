#include "setup/collections.hpp"

#include "directus/json.hpp"
#include "server/config/config_keys.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <set>
#include <string>

namespace blueprint = setup::blueprint;
namespace json = directus::json;
namespace rest = directus::rest;

BOOST_AUTO_TEST_SUITE(collections_)

namespace {

// The requests for the parts of a plan with all extras.
struct requests : setup::options {
    blueprint::known_values values{};

    requests()
    {
        settings.read_markers = "seen";
        settings.shape.reactions = "feelings";
        with = {"read-markers", "reactions", "edits"};
    }

    blueprint::plan plan() const { return setup::plan_of(*this); }

    rest::request make(std::string_view description) const
    {
        const auto whole = plan();
        const auto parts = blueprint::parts(whole);
        const auto part = std::ranges::find(parts, description, &blueprint::part::description);
        BOOST_REQUIRE_MESSAGE(part != parts.end(), description);
        return part->request(whole, *part, values);
    }
};

json::document body_of(const rest::request& made, std::string_view target, std::string_view method = "POST")
{
    BOOST_TEST(made.method == method);
    BOOST_TEST(made.target == target);
    auto parsed = json::document::parse(made.body);
    BOOST_REQUIRE(parsed);
    return std::move(*parsed);
}

} // namespace

BOOST_AUTO_TEST_CASE(every_part_has_a_name_of_its_own)
{
    const auto plan = requests().plan();
    const auto parts = blueprint::parts(plan);
    std::set<std::string> names;
    for (const auto& part : parts)
        names.insert(part.description);
    BOOST_TEST(names.size() == parts.size());
    BOOST_TEST(parts.size() == 15u + 5u + 6u + 2u);
    BOOST_TEST(names.contains("permission to update seen"));
    BOOST_TEST(names.contains("collection messages"));
    BOOST_TEST(names.contains("field messages.content"));
    BOOST_TEST(names.contains("relation messages.user_created -> directus_users"));
}

BOOST_AUTO_TEST_CASE(entries_of_the_table_are_whole)
{
    std::set<std::string, std::less<>> options;
    for (const auto& extra : setup::extras({})) {
        BOOST_TEST_CONTEXT(extra.key)
        {
            BOOST_TEST(std::ranges::count(server::config_keys(), extra.key, &server::config_key::name) ==
                       (extra.has_table() ? 1 : 0));
            BOOST_TEST(!extra.purpose.empty());
            BOOST_TEST(options.emplace(extra.option).second, "options differ");
        }
    }
    const auto plan = setup::plan_of({.with = options});
    for (const auto* collection : plan.collections()) {
        const bool is_messages = collection->name == plan.messages.name;
        const auto has_field = [&](std::string_view name) {
            const auto& fields = (is_messages ? plan.messages : *collection).fields;
            return std::ranges::find(fields, name, &blueprint::field::name) != fields.end();
        };
        if (collection->has_table()) {
            const auto meta = json::document::parse(collection->meta);
            BOOST_REQUIRE_MESSAGE(meta.has_value(), collection->name);
            BOOST_TEST(meta->root()["accountability"].is_null(), collection->name);
        }
        for (const auto& column : collection->studio_list.columns)
            BOOST_TEST(has_field(column.field), column.field);
        for (const auto& field : collection->fields) {
            BOOST_TEST(json::document::parse(field.kind.meta).has_value(), field.name);
            BOOST_TEST(json::document::parse(field.kind.schema).has_value(), field.name);
        }
        for (const auto& relation : collection->relations)
            BOOST_TEST(has_field(relation.field), relation.field);
        for (const auto& permission : collection->permissions) {
            BOOST_TEST((permission.own.empty() || has_field(permission.own)), permission.own);
            BOOST_TEST((!permission.has_rule() || !collection->unruled.empty()), collection->name);
            BOOST_TEST((!permission.has_rule() || !collection->unruled_dry_run.empty()), collection->name);
        }
    }
}

BOOST_AUTO_TEST_CASE(a_collection_with_uuid_keys)
{
    const auto made = body_of(requests().make("collection messages"), "/collections");
    const auto root = made.root();
    BOOST_TEST((root["collection"].string() == "messages"));
    BOOST_TEST(root["schema"].is_object());
    const auto fields = root["fields"];
    BOOST_TEST(fields.size() == 5u);
    BOOST_TEST((fields.at(0)["field"].string() == "id"));
    BOOST_TEST((fields.at(0)["type"].string() == "uuid"));
    BOOST_TEST((fields.at(0)["meta"]["special"].at(0).string() == "uuid"));
    BOOST_TEST((fields.at(0)["schema"]["has_auto_increment"].boolean() == false));
    BOOST_TEST((fields.at(1)["type"].string() == "text"));
    BOOST_TEST((fields.at(2)["meta"]["special"].at(0).string() == "user-created"));
    BOOST_TEST((fields.at(3)["meta"]["special"].at(0).string() == "date-created"));
    BOOST_TEST((fields.at(3)["meta"]["readonly"].boolean() == true));
    BOOST_TEST((fields.at(4)["field"].string() == "user_updated"));
    BOOST_TEST((fields.at(4)["meta"]["special"].at(0).string() == "user-updated"));
}

BOOST_AUTO_TEST_CASE(a_collection_with_integer_keys_and_other_names)
{
    requests all;
    all.settings.shape = {"talk", "k", "said", "who", "at"};
    all.key = "integer";
    const auto made = body_of(all.make("collection talk"), "/collections");
    const auto root = made.root();
    BOOST_TEST((root["meta"]["display_template"].string() == "{{who.first_name}}: {{said}}"));
    BOOST_TEST((root["fields"].at(0)["field"].string() == "k"));
    BOOST_TEST((root["fields"].at(0)["type"].string() == "integer"));
    BOOST_TEST(root["fields"].at(0)["meta"]["special"].size() == 0u);
    BOOST_TEST((root["fields"].at(0)["schema"]["has_auto_increment"].boolean() == true));
    BOOST_TEST((root["fields"].at(1)["field"].string() == "said"));
    BOOST_TEST((root["fields"].at(2)["field"].string() == "who"));
    BOOST_TEST((root["fields"].at(3)["field"].string() == "at"));
}

BOOST_AUTO_TEST_CASE(a_field_that_is_missing)
{
    const auto made = body_of(requests().make("field messages.date_created"), "/fields/messages");
    BOOST_TEST((made.root()["field"].string() == "date_created"));
    BOOST_TEST((made.root()["type"].string() == "timestamp"));
}

BOOST_AUTO_TEST_CASE(field_of_the_last_editor_has_the_configured_name)
{
    requests all;
    const auto usual = body_of(all.make("field messages.user_updated"), "/fields/messages");
    BOOST_TEST((usual.root()["field"].string() == "user_updated"));
    all.settings.shape.editor = "editor";
    const auto named = body_of(all.make("field messages.editor"), "/fields/messages");
    BOOST_TEST((named.root()["field"].string() == "editor"));
    BOOST_TEST((named.root()["meta"]["special"].at(0).string() == "user-updated"));
    BOOST_TEST(all.make("relation messages.editor -> directus_users").body ==
               R"({"collection":"messages","field":"editor","related_collection":"directus_users",)"
               R"("schema":{"on_delete":"SET NULL"}})");
}

BOOST_AUTO_TEST_CASE(studio_lists_messages_newest_first_with_wide_texts)
{
    BOOST_TEST(requests().make("global preset of messages").target == "/presets");
    BOOST_TEST(
        requests().make("global preset of messages").body ==
        R"({"collection":"messages","user":null,"role":null,"bookmark":null,"layout":"tabular",)"
        R"("layout_query":{"tabular":{"sort":["-date_created"],"fields":["date_created","user_created","content"]}},)"
        R"("layout_options":{"tabular":{"widths":{"date_created":150,"user_created":180,"content":800}}}})");
}

BOOST_AUTO_TEST_CASE(studio_list_has_the_configured_fields)
{
    requests all;
    all.settings.shape = {"talk", "k", "said", "who", "at"};
    const auto made = body_of(all.make("global preset of talk"), "/presets");
    const auto query = made.root()["layout_query"]["tabular"];
    BOOST_TEST((made.root()["collection"].string() == "talk"));
    BOOST_TEST((query["sort"].at(0).string() == "-at"));
    BOOST_REQUIRE(query["fields"].size() == 3u);
    BOOST_TEST((query["fields"].at(1).string() == "who"));
    BOOST_TEST((query["fields"].at(2).string() == "said"));
}

BOOST_AUTO_TEST_CASE(studio_list_has_names_where_the_author_is_displayed_as_an_id)
{
    requests all;
    all.values.author_shows_id = true;
    const auto made = body_of(all.make("global preset of messages"), "/presets");
    const auto fields = made.root()["layout_query"]["tabular"]["fields"];
    BOOST_REQUIRE(fields.size() == 4u);
    BOOST_TEST((fields.at(1).string() == "user_created.first_name"));
    BOOST_TEST((fields.at(2).string() == "user_created.last_name"));
    const auto widths = made.root()["layout_options"]["tabular"]["widths"];
    BOOST_TEST((widths["user_created.last_name"].integer() == 180));
}

BOOST_AUTO_TEST_CASE(accountability_of_collections_that_exist_is_switched_off_on_demand)
{
    requests all;
    const auto describes = [&](std::string_view part) {
        const auto plan = all.plan();
        return std::ranges::count(blueprint::parts(plan), part, &blueprint::part::description) == 1;
    };
    BOOST_TEST(!describes("accountability of messages"));
    all.untracked = true;
    BOOST_TEST(describes("accountability of messages"));
    BOOST_TEST(describes("accountability of seen"));
    BOOST_TEST(!describes("accountability of directus_users"));
    const auto made = body_of(all.make("accountability of feelings"), "/collections/feelings", "PATCH");
    BOOST_TEST(made.root()["meta"]["accountability"].is_null());
}

BOOST_AUTO_TEST_CASE(bot_has_a_role_and_a_token_and_no_email)
{
    requests all;
    all.bot = "ci";
    all.values = {.role = "r", .token = base::secret("t")};
    const auto made = body_of(all.make("bot ci"), "/users");
    BOOST_TEST((made.root()["first_name"].string() == "ci"));
    BOOST_TEST((made.root()["role"].string() == "r"));
    BOOST_TEST((made.root()["token"].string() == "t"));
    BOOST_TEST(!made.root()["email"]);
    BOOST_TEST(!made.root()["password"]);
}

BOOST_AUTO_TEST_CASE(policy_is_attached_to_the_role_that_is_named)
{
    requests all;
    all.role = "Editors";
    all.values = {.policy = "p", .role = "r"};
    BOOST_TEST(all.make("policy Chat in role Editors").body == R"({"role":"r","policy":"p"})");
}

BOOST_AUTO_TEST_CASE(edits_are_limited_to_own_rows_and_to_the_text)
{
    requests all;
    all.settings.shape.author = "who";
    all.values.policy = "p";
    BOOST_TEST(all.make("permission to edit own messages").body ==
               R"({"policy":"p","collection":"messages","action":"update","fields":["content"],)"
               R"("permissions":{"who":{"_eq":"$CURRENT_USER"}}})");
    BOOST_TEST(all.make("permission to delete own messages").body ==
               R"({"policy":"p","collection":"messages","action":"delete","fields":["*"],)"
               R"("permissions":{"who":{"_eq":"$CURRENT_USER"}}})");
}

BOOST_AUTO_TEST_CASE(what_a_deleted_user_said_stays)
{
    BOOST_TEST(requests().make("relation messages.user_created -> directus_users").body ==
               R"({"collection":"messages","field":"user_created","related_collection":"directus_users",)"
               R"("schema":{"on_delete":"SET NULL"}})");
}

BOOST_AUTO_TEST_CASE(people_who_chat_get_no_app_access)
{
    const auto made = body_of(requests().make("policy Chat"), "/policies");
    BOOST_TEST((made.root()["name"].string() == "Chat"));
    BOOST_TEST((made.root()["app_access"].boolean() == false));
    BOOST_TEST((made.root()["admin_access"].boolean() == false));
}

BOOST_AUTO_TEST_CASE(permissions_of_the_policy)
{
    requests all;
    all.values = {.policy = "p", .role = "r"};
    BOOST_TEST(all.make("permission to create messages").body ==
               R"({"policy":"p","collection":"messages","action":"create","fields":["*"]})");
    BOOST_TEST(all.make("permission to read messages").body ==
               R"({"policy":"p","collection":"messages","action":"read","fields":["*"]})");
    BOOST_TEST(all.make("permission to read users' names").body ==
               R"({"policy":"p","collection":"directus_users","action":"read",)"
               R"("fields":["id","first_name","last_name"]})");
    all.values.unruled = {"directus_users"};
    BOOST_TEST(all.make("permission to read users' names").body ==
               R"({"policy":"p","collection":"directus_users","action":"read","fields":["*"]})");
    const auto grant = all.make("policy Chat in role Chat");
    BOOST_TEST(grant.target == "/access");
    BOOST_TEST(grant.body == R"({"role":"r","policy":"p"})");
}

BOOST_AUTO_TEST_CASE(read_markers)
{
    requests all;
    all.values.policy = "p";
    const auto made = body_of(all.make("collection seen"), "/collections");
    const auto fields = made.root()["fields"];
    BOOST_TEST((made.root()["collection"].string() == "seen"));
    BOOST_REQUIRE(fields.size() == 4u);
    BOOST_TEST((fields.at(0)["type"].string() == "uuid"));
    BOOST_TEST((fields.at(1)["field"].string() == "user"));
    BOOST_TEST((fields.at(1)["meta"]["special"].at(0).string() == "user-created"));
    BOOST_TEST((fields.at(2)["field"].string() == "target"));
    BOOST_TEST((fields.at(3)["type"].string() == "timestamp"));
    BOOST_TEST(all.make("relation seen.user -> directus_users").body ==
               R"({"collection":"seen","field":"user","related_collection":"directus_users",)"
               R"("schema":{"on_delete":"CASCADE"}})");
    BOOST_TEST(all.make("permission to create seen").body ==
               R"({"policy":"p","collection":"seen","action":"create","fields":["*"]})");
    BOOST_TEST(all.make("permission to read seen").body ==
               R"({"policy":"p","collection":"seen","action":"read","fields":["*"],)"
               R"("permissions":{"user":{"_eq":"$CURRENT_USER"}}})");
    all.values.unruled = {"seen"};
    BOOST_TEST(all.make("permission to update seen").body ==
               R"({"policy":"p","collection":"seen","action":"update","fields":["*"]})");
}

BOOST_AUTO_TEST_CASE(reactions)
{
    requests all;
    all.values = {.key_type = "integer", .policy = "p"};
    const auto made = body_of(all.make("collection feelings"), "/collections");
    const auto fields = made.root()["fields"];
    BOOST_TEST((made.root()["collection"].string() == "feelings"));
    BOOST_REQUIRE(fields.size() == 5u);
    BOOST_TEST((fields.at(0)["type"].string() == "uuid"));
    BOOST_TEST((fields.at(1)["field"].string() == "message"));
    BOOST_TEST((fields.at(1)["type"].string() == "integer"));
    BOOST_TEST((fields.at(2)["field"].string() == "emoji"));
    BOOST_TEST((fields.at(3)["meta"]["special"].at(0).string() == "user-created"));
    BOOST_TEST((fields.at(4)["meta"]["special"].at(0).string() == "date-created"));
    BOOST_TEST(all.make("relation feelings.message -> messages").body ==
               R"({"collection":"feelings","field":"message","related_collection":"messages",)"
               R"("schema":{"on_delete":"CASCADE"}})");
    BOOST_TEST(all.make("relation feelings.user_created -> directus_users").body ==
               R"({"collection":"feelings","field":"user_created","related_collection":"directus_users",)"
               R"("schema":{"on_delete":"SET NULL"}})");
    for (const std::string action : {"create", "read"})
        BOOST_TEST(all.make("permission to " + action + " feelings").body ==
                   R"({"policy":"p","collection":"feelings","action":")" + action + R"(","fields":["*"]})");
    BOOST_TEST(all.make("permission to delete feelings").body ==
               R"({"policy":"p","collection":"feelings","action":"delete","fields":["*"],)"
               R"("permissions":{"user_created":{"_eq":"$CURRENT_USER"}}})");
    all.values.unruled = {"feelings"};
    BOOST_TEST(all.make("permission to delete feelings").body ==
               R"({"policy":"p","collection":"feelings","action":"delete","fields":["*"]})");
}

BOOST_AUTO_TEST_CASE(looking)
{
    BOOST_TEST(blueprint::my_rights().target == "/policies/me/globals");
    BOOST_TEST(blueprint::collection_named("messages").target == "/collections/messages");
    BOOST_TEST(blueprint::fields("messages").target == "/fields/messages");
    BOOST_TEST(blueprint::relations("messages").target == "/relations/messages");
    BOOST_TEST(blueprint::roles("Chat").target ==
               "/roles?limit=-1&fields=id,policies.policy.app_access,parent.policies.policy.app_access,"
               "parent.parent.policies.policy.app_access,parent.parent.parent.policies.policy.app_access"
               "&filter=" +
                   rest::percent_encoded(R"({"name":{"_eq":"Chat"}})"));
    BOOST_TEST(blueprint::presets("talk").target ==
               "/presets?limit=-1&fields=id&filter=" +
                   rest::percent_encoded(R"({"collection":{"_eq":"talk"},"user":{"_null":true},)"
                                         R"("role":{"_null":true},"bookmark":{"_null":true}})"));
    BOOST_TEST(blueprint::users_named("ci").target ==
               "/users?limit=-1&fields=id,email,external_identifier,role,status&filter=" +
                   rest::percent_encoded(R"({"first_name":{"_eq":"ci"}})"));
    BOOST_TEST(blueprint::grants("r", "p").target ==
               "/access?limit=-1&fields=id&filter=" +
                   rest::percent_encoded(R"({"role":{"_eq":"r"},"policy":{"_eq":"p"}})"));
    BOOST_TEST(blueprint::permissions("p", 7).target ==
               "/permissions?limit=-1&sort=id&offset=7&filter=" +
                   rest::percent_encoded(R"({"policy":{"_eq":"p"}})"));
}

BOOST_AUTO_TEST_SUITE_END()
