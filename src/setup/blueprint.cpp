#include "setup/blueprint.hpp"

#include "directus/json.hpp"

#include <initializer_list>
#include <utility>

namespace setup::blueprint {

namespace json = directus::json;

namespace {

rest::request get(std::string target)
{
    return {"GET", std::move(target), {}, {}};
}

rest::request post(std::string target, std::string body)
{
    return {"POST", std::move(target), std::move(body), {}};
}

rest::request patch(std::string target, std::string body)
{
    return {"PATCH", std::move(target), std::move(body), {}};
}

void write_equal(json::writer& out, std::string_view field, std::string_view value)
{
    out.key(field).object().key("_eq").string(value).end();
}

std::string filter(std::initializer_list<std::pair<std::string_view, std::string_view>> values)
{
    json::writer out;
    out.object();
    for (const auto& [field, value] : values)
        write_equal(out, field, value);
    out.end();
    return "&filter=" + rest::percent_encoded(out.take());
}

void write_field(json::writer& out, const field& field, const known_values& values)
{
    const auto& [type, meta, schema] = field.kind;
    out.object().key("field").string(field.name).key("type").string(type.empty() ? values.key_type : type);
    // Without "meta" Directus refuses the collection.
    out.key("meta").json(meta).key("schema").json(schema).end();
}

rest::request make_collection(const plan&, const part& part, const known_values& values)
{
    json::writer out;
    out.object().key("collection").string(part.owner->name).key("meta").json(part.owner->meta);
    out.key("schema").object().end().key("fields").array();
    for (const auto& field : part.owner->fields)
        write_field(out, field, values);
    out.end().end();
    return post("/collections", out.take());
}

rest::request make_field(const plan&, const part& part, const known_values& values)
{
    json::writer out;
    write_field(out, part.owner->fields[part.index], values);
    return post("/fields/" + rest::percent_encoded(part.owner->name), out.take());
}

rest::request make_relation(const plan&, const part& part, const known_values&)
{
    const auto& relation = part.owner->relations[part.index];
    json::writer out;
    out.object().key("collection").string(part.owner->name).key("field").string(relation.field);
    out.key("related_collection").string(relation.related).key("schema").object();
    out.key("on_delete").string(relation.on_delete).end().end();
    return post("/relations", out.take());
}

rest::request make_permission(const plan&, const part& part, const known_values& values)
{
    const auto& permission = part.owner->permissions[part.index];
    const bool is_unruled = values.unruled.contains(part.owner->name);
    json::writer out;
    out.object().key("policy").string(values.policy).key("collection").string(part.owner->name);
    out.key("action").string(permission.action).key("fields").array();
    for (const auto& field : is_unruled ? std::vector<std::string>{"*"} : permission.fields)
        out.string(field);
    out.end();
    if (!is_unruled && !permission.own.empty()) {
        out.key("permissions").object();
        write_equal(out, permission.own, "$CURRENT_USER");
        out.end();
    }
    out.end();
    return post("/permissions", out.take());
}

// Without app access its users take no seat of a licence and cannot open the Data Studio.
rest::request make_policy(const plan&, const part&, const known_values&)
{
    return post("/policies",
                R"({"name":"Chat","icon":"chat",)"
                R"("description":"Reads and writes chat messages, without access to the Data Studio",)"
                R"("app_access":false,"admin_access":false})");
}

rest::request make_role(const plan&, const part&, const known_values&)
{
    return post("/roles", R"({"name":"Chat","icon":"chat","description":"People who chat"})");
}

rest::request make_grant(const plan&, const part&, const known_values& values)
{
    json::writer out;
    out.object().key("role").string(values.role).key("policy").string(values.policy).end();
    return post("/access", out.take());
}

// Without an e-mail address and a password it can log in with its token alone.
rest::request make_bot(const plan& plan, const part&, const known_values& values)
{
    json::writer out;
    out.object().key("first_name").string(plan.bot).key("role").string(values.role);
    out.key("description").string("Reads and writes chat messages with a static token");
    out.key("token").string(values.token.reveal()).end();
    return post("/users", out.take());
}

// Directus then keeps no activity and no revisions of its rows.
rest::request end_accountability(const plan&, const part& part, const known_values&)
{
    return patch("/collections/" + rest::percent_encoded(part.owner->name),
                 R"({"meta":{"accountability":null}})");
}

// The columns, with a user's names in place of their id.
std::vector<column> columns_of(const plan& plan, const collection& collection, const known_values& values)
{
    std::vector<column> out;
    for (const auto& [field, width] : collection.studio_list.columns) {
        const bool is_id = values.author_shows_id && field == plan.shape.author;
        for (const auto* name : is_id ? std::vector{".first_name", ".last_name"} : std::vector{""})
            out.push_back({field + name, width});
    }
    return out;
}

// Without a user and a role it is everybody's. https://directus.io/docs/api/presets
rest::request make_preset(const plan& plan, const part& part, const known_values& values)
{
    const auto columns = columns_of(plan, *part.owner, values);
    json::writer out;
    out.object().key("collection").string(part.owner->name);
    for (const auto* key : {"user", "role", "bookmark"})
        out.key(key).null();
    out.key("layout").string("tabular");
    out.key("layout_query").object().key("tabular").object();
    out.key("sort").array().string(part.owner->studio_list.sort).end();
    out.key("fields").array();
    for (const auto& column : columns)
        out.string(column.field);
    out.end().end().end();
    out.key("layout_options").object().key("tabular").object().key("widths").object();
    for (const auto& column : columns)
        out.key(column.field).integer(column.width);
    out.end().end().end().end();
    return post("/presets", out.take());
}

// Of a collection that may exist.
void add_settings(std::vector<part>& parts, const plan& plan, const collection& collection)
{
    if (plan.untracked)
        parts.push_back({.description = describe_accountability(collection),
                         .request = end_accountability,
                         .owner = &collection,
                         .comes_with_owner = true,
                         .made = "switched off",
                         .found = "already off"});
    if (!collection.studio_list.columns.empty())
        parts.push_back({describe_list(collection), make_preset, &collection});
}

void add_relations(std::vector<part>& parts, const collection& collection)
{
    for (std::size_t n = 0; n < collection.relations.size(); ++n)
        parts.push_back({describe(collection, collection.relations[n]), make_relation, &collection, n});
}

void add_permissions(std::vector<part>& parts, const collection& collection)
{
    for (std::size_t n = 0; n < collection.permissions.size(); ++n) {
        const auto& permission = collection.permissions[n];
        parts.push_back({describe(collection, permission), make_permission, &collection, n, false,
                         permission.has_rule()});
    }
}

} // namespace

std::vector<const collection*> plan::collections() const
{
    std::vector<const collection*> out{&messages, &users};
    for (const auto& extra : extras)
        out.push_back(&extra);
    return out;
}

std::vector<part> parts(const plan& plan)
{
    std::vector<part> out{{describe(plan.messages), make_collection, &plan.messages}};
    for (std::size_t n = 0; n < plan.messages.fields.size();
         ++n) // an adopted collection may lack some of them
        out.push_back({describe_field(plan.messages, plan.messages.fields[n].name), make_field,
                       &plan.messages, n, true});
    add_relations(out, plan.messages);
    add_settings(out, plan, plan.messages);
    out.push_back({.description = policy_part, .request = make_policy, .id = &known_values::policy});
    add_permissions(out, plan.messages);
    add_permissions(out, plan.users);
    out.push_back({.description = describe_role(plan), .request = make_role, .id = &known_values::role});
    out.push_back({.description = describe_grant(plan), .request = make_grant});
    for (const auto& extra : plan.extras) {
        if (extra.has_table()) {
            out.push_back({describe(extra), make_collection, &extra});
            add_relations(out, extra);
            add_settings(out, plan, extra);
        }
        add_permissions(out, extra);
    }
    if (!plan.bot.empty())
        out.push_back({.description = describe_bot(plan), .request = make_bot, .id = &known_values::bot});
    return out;
}

std::string editor_of(const directus::schema& shape)
{
    return shape.editor.empty() ? "user_updated" : shape.editor;
}

std::string describe(const collection& collection)
{
    return "collection " + collection.name;
}

std::string describe_field(const collection& collection, std::string_view field)
{
    return "field " + collection.name + "." + std::string(field);
}

std::string describe(const collection& collection, const relation& relation)
{
    return "relation " + collection.name + "." + relation.field + " -> " + relation.related;
}

std::string describe(const collection& collection, const permission& permission)
{
    if (!permission.description.empty())
        return std::string(permission.description);
    return "permission to " + std::string(permission.action) + " " + collection.name;
}

std::string describe_accountability(const collection& collection)
{
    return "accountability of " + collection.name;
}

std::string describe_list(const collection& collection)
{
    return "global preset of " + collection.name;
}

std::string describe_role(const plan& plan)
{
    return "role " + plan.role;
}

std::string describe_grant(const plan& plan)
{
    return policy_part + " in " + describe_role(plan);
}

std::string describe_bot(const plan& plan)
{
    return "bot " + plan.bot;
}

rest::request my_rights()
{
    return get("/policies/me/globals");
}

rest::request collection_named(std::string_view collection)
{
    return get("/collections/" + rest::percent_encoded(collection));
}

rest::request fields(std::string_view collection)
{
    return get("/fields/" + rest::percent_encoded(collection));
}

rest::request relations(std::string_view collection)
{
    return get("/relations/" + rest::percent_encoded(collection));
}

rest::request policies()
{
    return get("/policies?limit=-1&fields=id,admin_access,app_access" + filter({{"name", name}}));
}

rest::request permissions(std::string_view policy, std::size_t offset)
{
    return get("/permissions?limit=-1&sort=id&offset=" + std::to_string(offset) +
               filter({{"policy", policy}}));
}

rest::request roles(std::string_view role)
{
    std::string fields = "id";
    std::string of;
    for (int generation = 0; generation <= 3; ++generation) {
        fields += "," + of + "policies.policy.app_access";
        of += "parent.";
    }
    return get("/roles?limit=-1&fields=" + fields + filter({{"name", role}}));
}

rest::request grants(std::string_view role, std::string_view policy)
{
    return get("/access?limit=-1&fields=id" + filter({{"role", role}, {"policy", policy}}));
}

rest::request presets(std::string_view collection)
{
    json::writer out;
    out.object();
    write_equal(out, "collection", collection);
    for (const auto* field : {"user", "role", "bookmark"})
        out.key(field).object().key("_null").boolean(true).end();
    out.end();
    return get("/presets?limit=-1&fields=id&filter=" + rest::percent_encoded(out.take()));
}

rest::request users_named(std::string_view first_name)
{
    return get("/users?limit=-1&fields=id,email,external_identifier,role,status" +
               filter({{"first_name", first_name}}));
}

} // namespace setup::blueprint
