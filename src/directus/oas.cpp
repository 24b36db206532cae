#include "directus/oas.hpp"

#include "directus/json.hpp"

#include <algorithm>
#include <map>

namespace directus::oas {

namespace {

constexpr std::size_t most_collections = 10'000;
constexpr std::size_t most_fields = 1'000; // of a collection
constexpr std::size_t longest_name = 256;  // bytes; databases have 64 to 128

constexpr std::string_view reference = "#/components/schemas/";

using collections_by_schema = std::map<std::string, std::string, std::less<>>;

// The collection that a $ref means; empty where it is none.
std::string collection_at(json::value ref, const collections_by_schema& names)
{
    const auto text = ref.string().value_or("");
    if (!text.starts_with(reference))
        return {};
    const auto found = names.find(text.substr(reference.size()));
    return found == names.end() ? std::string() : found->second;
}

type plain_type(json::value property)
{
    const auto type = property["type"].string().value_or("");
    const auto format = property["format"].string().value_or("");
    if (type == "integer")
        return type::integer;
    if (type != "string")
        return type::other;
    if (format.empty())
        return type::text;
    return format == "uuid"        ? type::uuid
           : format == "timestamp" ? type::timestamp
           : format == "date-time" ? type::date_time
                                   : type::other;
}

// Of a relation: the type of the other collection's key, and that collection.
field field_from(std::string_view name, json::value property, const collections_by_schema& names)
{
    field found{.name = std::string(name)};
    found.nullable = property["nullable"].boolean().value_or(true);
    const auto one_of = property["oneOf"];
    if (one_of.size() == 0) {
        found.kind = plain_type(property);
        return found;
    }
    for (std::size_t n = 0; n < one_of.size(); ++n) {
        if (auto related = collection_at(one_of.at(n)["$ref"], names); !related.empty())
            found.related = std::move(related);
        else if (found.related_key == type::other)
            found.related_key = plain_type(one_of.at(n));
    }
    found.kind = found.related.empty() ? type::other : type::relation;
    return found;
}

collection collection_from(std::string_view name, json::value schema, const collections_by_schema& names)
{
    collection found{.name = std::string(name), .fields = {}};
    for (const auto& [field_name, property] : schema["properties"].members())
        if (field_name.size() <= longest_name && found.fields.size() < most_fields)
            found.fields.push_back(field_from(field_name, property, names));
    const auto required = schema["required"];
    for (std::size_t n = 0; n < std::min(required.size(), most_fields); ++n) {
        const auto one = std::ranges::find(found.fields, required.at(n).string().value_or(""), &field::name);
        if (one != found.fields.end())
            one->required = true;
    }
    return found;
}

// Of a singleton the answer is the row itself, not an array of rows.
bool is_singleton(json::value paths, std::string_view collection)
{
    const auto answer = paths["/items/" + std::string(collection)]["get"]["responses"]["200"]["content"];
    const auto data = answer["application/json"]["schema"]["properties"]["data"];
    return data["$ref"].string().has_value();
}

} // namespace

const field* collection::find(std::string_view wanted) const
{
    const auto found = std::ranges::find(fields, wanted, &field::name);
    return found == fields.end() ? nullptr : &*found;
}

const collection* document::find(std::string_view wanted) const
{
    const auto found = std::ranges::find(collections, wanted, &collection::name);
    return found == collections.end() ? nullptr : &*found;
}

rest::request ask(const base::secret& token)
{
    return {"GET", "/server/specs/oas", {}, token};
}

base::result<document> parse(const rest::response& answer, std::span<const std::string> wanted)
{
    if (answer.status < 200 || answer.status > 299) {
        const auto refused = rest::parse_nothing(answer);
        return refused ? base::make_error_code(base::errc::malformed) : refused.error();
    }
    const auto parsed = json::document::parse(answer.body);
    if (!parsed)
        return parsed.error();
    const auto root = parsed->root();
    const auto schemas = root["components"]["schemas"].members();
    if (!root["openapi"].string() || schemas.empty())
        return base::make_error_code(base::errc::malformed);

    document found;
    // A schema of users and files is there in any case; a tag only for those who may read them.
    const auto tags = root["tags"];
    for (std::size_t n = 0; n < std::min(tags.size(), most_collections); ++n) {
        const auto of = tags.at(n)["x-collection"].string();
        found.reads_users |= of == "directus_users";
        found.reads_files |= of == "directus_files";
    }
    collections_by_schema of_schema;
    for (const auto& [name, schema] : schemas)
        if (const auto of = schema["x-collection"].string(); of && of->size() <= longest_name) {
            of_schema.emplace(name, *of);
            if (!of->starts_with("directus_") && found.names.size() < most_collections)
                found.names.emplace_back(*of);
        }
    for (const auto& name : wanted) {
        const auto is_it = [&](const auto& entry) { return entry.second["x-collection"].string() == name; };
        const auto one = std::ranges::find_if(schemas, is_it);
        if (one == schemas.end() || found.find(name))
            continue;
        found.collections.push_back(collection_from(name, one->second, of_schema));
        found.collections.back().singleton = is_singleton(root["paths"], name);
        found.collections.back().creatable = root["paths"]["/items/" + name]["post"].is_object();
    }
    return found;
}

} // namespace directus::oas
