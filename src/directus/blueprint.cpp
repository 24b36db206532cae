#include "directus/blueprint.hpp"

#include "directus/json.hpp"

namespace directus::blueprint {

namespace {

rest::request get(std::string target)
{
    return {"GET", std::move(target), {}, {}};
}

std::string named_ours(std::string_view target, std::string_view fields)
{
    json::writer filter;
    filter.object().key("name").object().key("_eq").string(name).end().end();
    return std::string(target) + "?limit=-1&fields=" + std::string(fields) +
           "&filter=" + rest::percent_encoded(filter.take());
}

void equals(json::writer& out, std::string_view field, std::string_view value)
{
    out.key(field).object().key("_eq").string(value).end();
}

} // namespace

std::string editor_of(const schema& shape)
{
    return shape.editor.empty() ? "user_updated" : shape.editor;
}

std::string describe(part which, const schema& shape, std::string_view markers)
{
    const auto field = "field " + shape.collection + ".";
    const std::string ours(name);
    switch (which) {
    case part::collection:
        return "collection " + shape.collection;
    case part::key:
        return field + shape.key;
    case part::content:
        return field + shape.content;
    case part::author:
        return field + shape.author;
    case part::date:
        return field + shape.date;
    case part::editor:
        return field + editor_of(shape);
    case part::relation:
        return "relation " + shape.collection + "." + shape.author + " -> " + "directus_users";
    case part::editor_relation:
        return "relation " + shape.collection + "." + editor_of(shape) + " -> " + "directus_users";
    case part::policy:
        return "policy " + ours;
    case part::may_create:
        return "permission to create " + shape.collection;
    case part::may_read:
        return "permission to read " + shape.collection;
    case part::may_read_names:
        return "permission to read users' names";
    case part::role:
        return "role " + ours;
    case part::grant:
        return "policy " + ours + " in role " + ours;
    case part::markers:
        return "collection " + std::string(markers);
    case part::marker_owner:
        return "relation " + std::string(markers) + ".user -> directus_users";
    case part::may_create_markers:
        return "permission to create " + std::string(markers);
    case part::may_read_markers:
        return "permission to read " + std::string(markers);
    case part::may_update_markers:
        return "permission to update " + std::string(markers);
    case part::reactions:
        return "collection " + shape.reactions;
    case part::reacted_message:
        return "relation " + shape.reactions + ".message -> " + shape.collection;
    case part::reaction_author:
        return "relation " + shape.reactions + ".user_created -> directus_users";
    case part::may_create_reactions:
        return "permission to create " + shape.reactions;
    case part::may_read_reactions:
        return "permission to read " + shape.reactions;
    case part::may_delete_reactions:
        return "permission to delete " + shape.reactions;
    }
    return {};
}

rest::request my_rights()
{
    return get("/policies/me/globals");
}

rest::request collection(std::string_view which)
{
    return get("/collections/" + rest::percent_encoded(which));
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
    return get(named_ours("/policies", "id,admin_access,app_access"));
}

rest::request permissions(std::string_view policy, std::size_t offset)
{
    json::writer filter;
    filter.object();
    equals(filter, "policy", policy);
    filter.end();
    return get("/permissions?limit=-1&sort=id&offset=" + std::to_string(offset) +
               "&filter=" + rest::percent_encoded(filter.take()));
}

rest::request roles()
{
    return get(named_ours("/roles", "id"));
}

rest::request grants(std::string_view role, std::string_view policy)
{
    json::writer filter;
    filter.object();
    equals(filter, "role", role);
    equals(filter, "policy", policy);
    filter.end();
    return get("/access?limit=-1&fields=id&filter=" + rest::percent_encoded(filter.take()));
}

} // namespace directus::blueprint
