#include "directus/blueprint.hpp"

#include "directus/json.hpp"

#include <boost/test/unit_test.hpp>

#include <set>
#include <string>

using namespace directus;
using blueprint::part;

BOOST_AUTO_TEST_SUITE(blueprint_)

namespace {

const schema shape;

json::document body_of(const rest::request& made, std::string_view target)
{
    BOOST_TEST(made.method == "POST");
    BOOST_TEST(made.target == target);
    auto parsed = json::document::parse(made.body);
    BOOST_REQUIRE(parsed);
    return std::move(*parsed);
}

} // namespace

BOOST_AUTO_TEST_CASE(every_part_has_a_name_of_its_own)
{
    std::set<std::string> names;
    for (const auto which : blueprint::parts)
        names.insert(blueprint::describe(which, shape));
    for (const auto which : blueprint::marker_parts)
        names.insert(blueprint::describe(which, shape, "seen"));
    auto with_reactions = shape;
    with_reactions.reactions = "reactions";
    for (const auto which : blueprint::reaction_parts)
        names.insert(blueprint::describe(which, with_reactions));
    BOOST_TEST(names.size() ==
               blueprint::parts.size() + blueprint::marker_parts.size() + blueprint::reaction_parts.size());
    BOOST_TEST(names.contains("permission to update seen"));
    BOOST_TEST(names.contains("collection messages"));
    BOOST_TEST(names.contains("field messages.content"));
    BOOST_TEST(names.contains("relation messages.user_created -> directus_users"));
}

BOOST_AUTO_TEST_CASE(a_collection_with_uuid_keys)
{
    const auto made = body_of(blueprint::make(part::collection, {.shape = shape}), "/collections");
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
    blueprint::choice with;
    with.shape = {"talk", "k", "said", "who", "at"};
    with.key = blueprint::key_type::integer;
    const auto made = body_of(blueprint::make(part::collection, with), "/collections");
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
    const auto made = body_of(blueprint::make(part::date, {.shape = shape}), "/fields/messages");
    BOOST_TEST((made.root()["field"].string() == "date_created"));
    BOOST_TEST((made.root()["type"].string() == "timestamp"));
}

BOOST_AUTO_TEST_CASE(field_of_the_last_editor_has_the_configured_name)
{
    const auto usual = body_of(blueprint::make(part::editor, {.shape = shape}), "/fields/messages");
    BOOST_TEST((usual.root()["field"].string() == "user_updated"));
    const auto named =
        body_of(blueprint::make(part::editor, {.shape = {.editor = "editor"}}), "/fields/messages");
    BOOST_TEST((named.root()["field"].string() == "editor"));
    BOOST_TEST((named.root()["meta"]["special"].at(0).string() == "user-updated"));
    BOOST_TEST(blueprint::make(part::editor_relation, {.shape = {.editor = "editor"}}).body ==
               R"({"collection":"messages","field":"editor","related_collection":"directus_users",)"
               R"("schema":{"on_delete":"SET NULL"}})");
}

BOOST_AUTO_TEST_CASE(what_a_deleted_user_said_stays)
{
    BOOST_TEST(blueprint::make(part::relation, {.shape = shape}).body ==
               R"({"collection":"messages","field":"user_created","related_collection":"directus_users",)"
               R"("schema":{"on_delete":"SET NULL"}})");
}

BOOST_AUTO_TEST_CASE(people_who_chat_get_no_app_access)
{
    const auto made = body_of(blueprint::make(part::policy, {.shape = shape}), "/policies");
    BOOST_TEST((made.root()["name"].string() == "Chat"));
    BOOST_TEST((made.root()["app_access"].boolean() == false));
    BOOST_TEST((made.root()["admin_access"].boolean() == false));
}

BOOST_AUTO_TEST_CASE(permissions_of_the_policy)
{
    blueprint::choice with{.shape = shape, .policy = "p", .role = "r"};
    BOOST_TEST(blueprint::make(part::may_create, with).body ==
               R"({"policy":"p","collection":"messages","action":"create","fields":["*"]})");
    BOOST_TEST(blueprint::make(part::may_read, with).body ==
               R"({"policy":"p","collection":"messages","action":"read","fields":["*"]})");
    BOOST_TEST(blueprint::make(part::may_read_names, with).body ==
               R"({"policy":"p","collection":"directus_users","action":"read",)"
               R"("fields":["id","first_name","last_name"]})");
    with.whole_profiles = true;
    BOOST_TEST(blueprint::make(part::may_read_names, with).body ==
               R"({"policy":"p","collection":"directus_users","action":"read","fields":["*"]})");
    const auto grant = blueprint::make(part::grant, with);
    BOOST_TEST(grant.target == "/access");
    BOOST_TEST(grant.body == R"({"role":"r","policy":"p"})");
}

BOOST_AUTO_TEST_CASE(read_markers)
{
    blueprint::choice with{.shape = shape, .policy = "p", .markers = "seen"};
    const auto made = body_of(blueprint::make(part::markers, with), "/collections");
    const auto fields = made.root()["fields"];
    BOOST_TEST((made.root()["collection"].string() == "seen"));
    BOOST_REQUIRE(fields.size() == 4u);
    BOOST_TEST((fields.at(0)["type"].string() == "uuid"));
    BOOST_TEST((fields.at(1)["field"].string() == "user"));
    BOOST_TEST((fields.at(1)["meta"]["special"].at(0).string() == "user-created"));
    BOOST_TEST((fields.at(2)["field"].string() == "target"));
    BOOST_TEST((fields.at(3)["type"].string() == "timestamp"));
    BOOST_TEST(blueprint::make(part::marker_owner, with).body ==
               R"({"collection":"seen","field":"user","related_collection":"directus_users",)"
               R"("schema":{"on_delete":"CASCADE"}})");
    BOOST_TEST(blueprint::make(part::may_create_markers, with).body ==
               R"({"policy":"p","collection":"seen","action":"create","fields":["*"]})");
    BOOST_TEST(blueprint::make(part::may_read_markers, with).body ==
               R"({"policy":"p","collection":"seen","action":"read","fields":["*"],)"
               R"("permissions":{"user":{"_eq":"$CURRENT_USER"}}})");
    with.all_markers = true;
    BOOST_TEST(blueprint::make(part::may_update_markers, with).body ==
               R"({"policy":"p","collection":"seen","action":"update","fields":["*"]})");
}

BOOST_AUTO_TEST_CASE(reactions)
{
    blueprint::choice with{.shape = shape, .policy = "p", .message_type = "integer"};
    with.shape.reactions = "feelings";
    const auto made = body_of(blueprint::make(part::reactions, with), "/collections");
    const auto fields = made.root()["fields"];
    BOOST_TEST((made.root()["collection"].string() == "feelings"));
    BOOST_REQUIRE(fields.size() == 5u);
    BOOST_TEST((fields.at(0)["type"].string() == "uuid"));
    BOOST_TEST((fields.at(1)["field"].string() == "message"));
    BOOST_TEST((fields.at(1)["type"].string() == "integer"));
    BOOST_TEST((fields.at(2)["field"].string() == "emoji"));
    BOOST_TEST((fields.at(3)["meta"]["special"].at(0).string() == "user-created"));
    BOOST_TEST((fields.at(4)["meta"]["special"].at(0).string() == "date-created"));
    BOOST_TEST(blueprint::make(part::reacted_message, with).body ==
               R"({"collection":"feelings","field":"message","related_collection":"messages",)"
               R"("schema":{"on_delete":"CASCADE"}})");
    BOOST_TEST(blueprint::make(part::reaction_author, with).body ==
               R"({"collection":"feelings","field":"user_created","related_collection":"directus_users",)"
               R"("schema":{"on_delete":"SET NULL"}})");
    for (const auto& [which, action] :
         {std::pair(part::may_create_reactions, "create"), std::pair(part::may_read_reactions, "read")})
        BOOST_TEST(blueprint::make(which, with).body ==
                   R"({"policy":"p","collection":"feelings","action":")" + std::string(action) +
                       R"(","fields":["*"]})");
    BOOST_TEST(blueprint::make(part::may_delete_reactions, with).body ==
               R"({"policy":"p","collection":"feelings","action":"delete","fields":["*"],)"
               R"("permissions":{"user_created":{"_eq":"$CURRENT_USER"}}})");
    with.all_reactions = true;
    BOOST_TEST(blueprint::make(part::may_delete_reactions, with).body ==
               R"({"policy":"p","collection":"feelings","action":"delete","fields":["*"]})");
}

BOOST_AUTO_TEST_CASE(looking)
{
    BOOST_TEST(blueprint::my_rights().target == "/policies/me/globals");
    BOOST_TEST(blueprint::collection("messages").target == "/collections/messages");
    BOOST_TEST(blueprint::fields("messages").target == "/fields/messages");
    BOOST_TEST(blueprint::relations("messages").target == "/relations/messages");
    BOOST_TEST(blueprint::roles().target ==
               "/roles?limit=-1&fields=id&filter=" + rest::percent_encoded(R"({"name":{"_eq":"Chat"}})"));
    BOOST_TEST(blueprint::grants("r", "p").target ==
               "/access?limit=-1&fields=id&filter=" +
                   rest::percent_encoded(R"({"role":{"_eq":"r"},"policy":{"_eq":"p"}})"));
    BOOST_TEST(blueprint::permissions("p", 7).target ==
               "/permissions?limit=-1&sort=id&offset=7&filter=" +
                   rest::percent_encoded(R"({"policy":{"_eq":"p"}})"));
}

BOOST_AUTO_TEST_SUITE_END()
