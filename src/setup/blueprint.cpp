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

rest::request make_collection(const part& part, const known_values& values)
{
    json::writer out;
    out.object().key("collection").string(part.owner->name).key("meta").json(part.owner->meta);
    out.key("schema").object().end().key("fields").array();
    for (const auto& field : part.owner->fields)
        write_field(out, field, values);
    out.end().end();
    return post("/collections", out.take());
}

rest::request make_field(const part& part, const known_values& values)
{
    json::writer out;
    write_field(out, part.owner->fields[part.index], values);
    return post("/fields/" + rest::percent_encoded(part.owner->name), out.take());
}

rest::request make_relation(const part& part, const known_values&)
{
    const auto& relation = part.owner->relations[part.index];
    json::writer out;
    out.object().key("collection").string(part.owner->name).key("field").string(relation.field);
    out.key("related_collection").string(relation.related).key("schema").object();
    out.key("on_delete").string(relation.on_delete).end().end();
    return post("/relations", out.take());
}

rest::request make_permission(const part& part, const known_values& values)
{
    const auto& permission = part.owner->permissions[part.index];
    const bool is_unruled = values.unruled.contains(part.owner->name);
    json::writer out;
    out.object().key("policy").string(values.policy).key("collection").string(part.owner->name);
    out.key("action").string(permission.action).key("fields").array();
    for (const auto field : is_unruled ? std::vector<std::string_view>{"*"} : permission.fields)
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
rest::request make_policy(const part&, const known_values&)
{
    return post("/policies",
                R"({"name":"Chat","icon":"chat",)"
                R"("description":"Reads and writes chat messages, without access to the Data Studio",)"
                R"("app_access":false,"admin_access":false})");
}

rest::request make_role(const part&, const known_values&)
{
    return post("/roles", R"({"name":"Chat","icon":"chat","description":"People who chat"})");
}

rest::request make_grant(const part&, const known_values& values)
{
    json::writer out;
    out.object().key("role").string(values.role).key("policy").string(values.policy).end();
    return post("/access", out.take());
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
    out.push_back({.description = policy_part, .request = make_policy, .id = &known_values::policy});
    add_permissions(out, plan.messages);
    add_permissions(out, plan.users);
    out.push_back({.description = role_part, .request = make_role, .id = &known_values::role});
    out.push_back({.description = grant_part, .request = make_grant});
    for (const auto& extra : plan.extras) {
        out.push_back({describe(extra), make_collection, &extra});
        add_relations(out, extra);
        add_permissions(out, extra);
    }
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

rest::request roles()
{
    return get("/roles?limit=-1&fields=id" + filter({{"name", name}}));
}

rest::request grants(std::string_view role, std::string_view policy)
{
    return get("/access?limit=-1&fields=id" + filter({{"role", role}, {"policy", policy}}));
}

} // namespace setup::blueprint
