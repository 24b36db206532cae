// The requests that make the parts of a chat project.
#include "directus/blueprint.hpp"
#include "directus/json.hpp"

#include <initializer_list>

namespace directus::blueprint {

namespace {

constexpr std::string_view people = "directus_users";

rest::request post(std::string target, json::writer& body)
{
    return {"POST", std::move(target), body.take(), {}};
}

void strings(json::writer& out, std::string_view key, std::initializer_list<std::string_view> texts)
{
    out.key(key).array();
    for (const auto text : texts)
        out.string(text);
    out.end();
}

void write_key(json::writer& out, std::string_view name, key_type type)
{
    const bool uuid = type == key_type::uuid;
    out.object().key("field").string(name).key("type").string(uuid ? "uuid" : "integer");
    out.key("meta").object().key("hidden").boolean(true).key("readonly").boolean(true);
    out.key("interface").string("input");
    if (uuid)
        strings(out, "special", {"uuid"});
    out.end().key("schema").object().key("is_primary_key").boolean(true);
    if (uuid)
        out.key("length").integer(36);
    out.key("has_auto_increment").boolean(!uuid).end().end();
}

void write_content(json::writer& out, const choice& with)
{
    out.object().key("field").string(with.shape.content).key("type").string("text");
    out.key("meta").object().key("interface").string("input-multiline").end();
    out.key("schema").object().end().end();
}

void write_user(json::writer& out, std::string_view name, std::string_view special = "user-created")
{
    out.object().key("field").string(name).key("type").string("uuid").key("meta").object();
    strings(out, "special", {special});
    out.key("interface").string("select-dropdown-m2o").key("options").object();
    out.key("template").string("{{first_name}} {{last_name}}").end();
    out.key("display").string("user").key("readonly").boolean(true).key("width").string("half").end();
    out.key("schema").object().end().end();
}

void write_author(json::writer& out, const choice& with)
{
    write_user(out, with.shape.author);
}

void write_editor(json::writer& out, const choice& with)
{
    write_user(out, editor_of(with.shape), "user-updated");
}

void write_date(json::writer& out, std::string_view name)
{
    out.object().key("field").string(name).key("type").string("timestamp").key("meta").object();
    strings(out, "special", {"date-created"});
    out.key("interface").string("datetime").key("display").string("datetime");
    out.key("display_options").object().key("relative").boolean(true).end();
    out.key("readonly").boolean(true).key("width").string("half").end();
    // History and read-backs are sorted by it.
    out.key("schema").object().key("is_indexed").boolean(true).end().end();
}

void write_date(json::writer& out, const choice& with)
{
    write_date(out, with.shape.date);
}

rest::request make_collection(const choice& with)
{
    json::writer out;
    out.object().key("collection").string(with.shape.collection).key("meta").object();
    out.key("icon").string("chat").key("note").string("Chat messages");
    out.key("display_template")
        .string("{{" + with.shape.author + ".first_name}}: {{" + with.shape.content + "}}");
    out.end().key("schema").object().end().key("fields").array();
    write_key(out, with.shape.key, with.key);
    write_content(out, with);
    write_author(out, with);
    write_date(out, with);
    write_editor(out, with);
    out.end().end();
    return post("/collections", out);
}

rest::request make_field(const choice& with, void (*write)(json::writer&, const choice&))
{
    json::writer out;
    write(out, with);
    return post("/fields/" + rest::percent_encoded(with.shape.collection), out);
}

rest::request make_relation(std::string_view collection, std::string_view field, std::string_view on_delete,
                            std::string_view related = people)
{
    json::writer out;
    out.object().key("collection").string(collection).key("field").string(field);
    out.key("related_collection").string(related).key("schema").object().key("on_delete").string(on_delete);
    out.end().end();
    return post("/relations", out);
}

// Without "meta" Directus refuses the collection.
void write_plain(json::writer& out, std::string_view name, std::string_view type)
{
    out.object().key("field").string(name).key("type").string(type).key("meta").object();
    out.key("readonly").boolean(true).end().key("schema").object().end().end();
}

rest::request make_markers(const choice& with)
{
    json::writer out;
    out.object().key("collection").string(with.markers).key("meta").object();
    out.key("icon").string("mark_chat_read").key("note").string("How far people have read the chat");
    out.key("hidden").boolean(true).end().key("schema").object().end().key("fields").array();
    write_key(out, "id", key_type::uuid);
    write_user(out, "user");
    write_plain(out, "target", "string");
    write_plain(out, "timestamp", "timestamp");
    out.end().end();
    return post("/collections", out);
}

rest::request make_reactions(const choice& with)
{
    json::writer out;
    out.object().key("collection").string(with.shape.reactions).key("meta").object();
    out.key("icon").string("add_reaction").key("note").string("Reactions to chat messages");
    out.key("hidden").boolean(true).end().key("schema").object().end().key("fields").array();
    write_key(out, "id", key_type::uuid);
    out.object().key("field").string("message").key("type").string(with.message_type);
    out.key("meta").object();
    strings(out, "special", {"m2o"});
    out.key("interface").string("select-dropdown-m2o").key("required").boolean(true).end();
    out.key("schema").object().key("is_indexed").boolean(true).end().end();
    out.object().key("field").string("emoji").key("type").string("string").key("meta").object();
    out.key("interface").string("input").key("required").boolean(true).end();
    out.key("schema").object().end().end();
    write_user(out, "user_created");
    write_date(out, "date_created");
    out.end().end();
    return post("/collections", out);
}

// Without app access its users take no seat of a licence and cannot open the Data Studio.
rest::request make_policy()
{
    json::writer out;
    out.object().key("name").string(name).key("icon").string("chat");
    out.key("description").string("Reads and writes chat messages, without access to the Data Studio");
    out.key("app_access").boolean(false).key("admin_access").boolean(false).end();
    return post("/policies", out);
}

json::writer& write_permission(json::writer& out, const choice& with, std::string_view collection,
                               std::string_view action, std::initializer_list<std::string_view> fields)
{
    out.object().key("policy").string(with.policy).key("collection").string(collection);
    out.key("action").string(action);
    strings(out, "fields", fields);
    return out;
}

rest::request make_permission(const choice& with, std::string_view collection, std::string_view action,
                              std::initializer_list<std::string_view> fields)
{
    json::writer out;
    write_permission(out, with, collection, action, fields).end();
    return post("/permissions", out);
}

// For rows whose `user` is the one who asks, or for all.
rest::request make_own_permission(const choice& with, std::string_view collection, std::string_view action,
                                  std::string_view user, bool all)
{
    json::writer out;
    write_permission(out, with, collection, action, {"*"});
    if (!all)
        out.key("permissions").object().key(user).object().key("_eq").string("$CURRENT_USER").end().end();
    out.end();
    return post("/permissions", out);
}

rest::request make_marker_permission(const choice& with, std::string_view action)
{
    return make_own_permission(with, with.markers, action, "user", with.all_markers);
}

rest::request make_names_permission(const choice& with)
{
    if (with.whole_profiles)
        return make_permission(with, people, "read", {"*"});
    return make_permission(with, people, "read", {"id", "first_name", "last_name"});
}

rest::request make_role()
{
    json::writer out;
    out.object().key("name").string(name).key("icon").string("chat");
    out.key("description").string("People who chat").end();
    return post("/roles", out);
}

rest::request make_grant(const choice& with)
{
    json::writer out;
    out.object().key("role").string(with.role).key("policy").string(with.policy).end();
    return post("/access", out);
}

} // namespace

rest::request make(part which, const choice& with)
{
    switch (which) {
    case part::key: // comes with its table
    case part::collection:
        return make_collection(with);
    case part::content:
        return make_field(with, write_content);
    case part::author:
        return make_field(with, write_author);
    case part::date:
        return make_field(with, write_date);
    case part::editor:
        return make_field(with, write_editor);
    case part::relation:
        // A user can be deleted; what he said stays.
        return make_relation(with.shape.collection, with.shape.author, "SET NULL");
    case part::editor_relation:
        return make_relation(with.shape.collection, editor_of(with.shape), "SET NULL");
    case part::policy:
        return make_policy();
    case part::may_create:
        return make_permission(with, with.shape.collection, "create", {"*"});
    case part::may_read:
        return make_permission(with, with.shape.collection, "read", {"*"});
    case part::may_read_names:
        return make_names_permission(with);
    case part::role:
        return make_role();
    case part::grant:
        return make_grant(with);
    case part::markers:
        return make_markers(with);
    case part::marker_owner:
        return make_relation(with.markers, "user", "CASCADE");
    case part::may_create_markers:
        return make_permission(with, with.markers, "create", {"*"});
    case part::may_read_markers:
        return make_marker_permission(with, "read");
    case part::may_update_markers:
        return make_marker_permission(with, "update");
    case part::reactions:
        return make_reactions(with);
    case part::reacted_message:
        return make_relation(with.shape.reactions, "message", "CASCADE", with.shape.collection);
    case part::reaction_author:
        return make_relation(with.shape.reactions, "user_created", "SET NULL");
    case part::may_create_reactions:
        return make_permission(with, with.shape.reactions, "create", {"*"});
    case part::may_read_reactions:
        return make_permission(with, with.shape.reactions, "read", {"*"});
    case part::may_delete_reactions:
        return make_own_permission(with, with.shape.reactions, "delete", "user_created", with.all_reactions);
    }
    return {};
}

} // namespace directus::blueprint
