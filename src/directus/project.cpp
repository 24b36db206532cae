#include "directus/project.hpp"

#include <algorithm>
#include <functional>
#include <initializer_list>
#include <string_view>

namespace directus {

using blueprint::part;

namespace {

// Without it Directus leaves a created row's date empty.
bool fills_itself(json::value field, std::string_view special)
{
    return field["meta"]["special"].has(special);
}

// Directus calls a char(36) column that refers to a user "string".
bool is_free_text(json::value field)
{
    const auto type = field["type"].string();
    return (type == "text" || type == "string") && field["schema"].is_object() &&
           field["schema"]["is_primary_key"].boolean() != true &&
           !field["schema"]["foreign_key_table"].string() && field["meta"]["special"].size() == 0;
}

} // namespace

project::obstacle project::collection(json::value data)
{
    if (!data["schema"].is_object())
        return "is there as a folder of collections: choose another name with --directus.collection";
    if (data["meta"]["singleton"].boolean() == true)
        return "is a singleton, with place for one row: switch off \"Treat as single object\" in its "
               "settings, "
               "or choose another name with --directus.collection";
    there_.insert(part::collection);
    return std::nullopt;
}

project::obstacle project::fields(json::value data)
{
    std::string key;
    std::vector<std::string> texts;
    for (std::size_t n = 0; n < data.size(); ++n) {
        const auto field = data.at(n);
        const std::string name(field["field"].string().value_or(""));
        const std::string type(field["type"].string().value_or(""));
        if (field["schema"]["is_primary_key"].boolean() == true) {
            key = name;
            key_type_ = type;
        }
        if (is_free_text(field) && name != shape_.author && name != shape_.date)
            texts.push_back(name);
        if (name == shape_.content)
            there_.insert(part::content);
        if (name == shape_.author) {
            there_.insert(part::author);
            if (is_free_text(field)) // a name, which refers to nobody
                there_.insert(part::relation);
        }
        if (name == shape_.date) {
            there_.insert(part::date);
            if (!fills_itself(field, "date-created"))
                warnings_.push_back("field " + name +
                                    " is not of the kind \"Date Created\": messages have no date");
        }
        const bool is_editor = fills_itself(field, "user-updated");
        if (is_editor || name == blueprint::editor_of(shape_))
            there_.insert({part::editor, part::editor_relation});
        if (!is_editor && name == blueprint::editor_of(shape_))
            warnings_.push_back("field " + name +
                                " is not of the kind \"User Updated\": edits are shown without the name of "
                                "the editor");
    }
    if (key != shape_.key)
        return "its primary key is " + key + ", not " + shape_.key + ": --field.key=" + key +
               " (field.key = " + key + ") fits";
    there_.insert(part::key);
    return has(part::content) ? std::nullopt : missing_content(texts);
}

// The text is most likely there under another name, and a second field for it would stay empty in old rows.
project::obstacle project::missing_content(const std::vector<std::string>& texts) const
{
    if (texts.empty())
        return std::nullopt;
    const auto missing = "there is no field " + shape_.content;
    if (std::ranges::find(texts, "text") != texts.end())
        return missing + ", but a field text: --field.content=text (field.content = text) fits";
    std::string all;
    for (const auto& name : texts)
        all += (all.empty() ? "" : ", ") + name;
    return missing + ": name the one that holds the text with --field.content, of " + all;
}

project::obstacle project::relations(json::value data)
{
    for (std::size_t n = 0; n < data.size(); ++n) {
        const auto relation = data.at(n);
        if (relation["field"].string() != shape_.author)
            continue;
        const auto target = relation["related_collection"].string().value_or("several collections");
        if (target != "directus_users")
            return "its field " + shape_.author + " refers to " + std::string(target) +
                   ", not to directus_users";
        there_.insert(part::relation);
    }
    return std::nullopt;
}

project::obstacle project::policies(json::value data)
{
    const auto first = data.at(0);
    policy_ = first["id"].string().value_or("");
    if (policy_.empty())
        return std::nullopt;
    if (first["admin_access"].boolean() == true)
        return "gives administrator access: rename it, it cannot be the policy of people who chat";
    if (first["app_access"].boolean() == true)
        warnings_.push_back(
            "policy " + std::string(blueprint::name) +
            " gives access to the Data Studio: each of its users takes a seat of the licence");
    there_.insert(part::policy);
    return std::nullopt;
}

namespace {

// One that was made for something else is not to be filled with what we have.
project::obstacle lacks(json::value data, std::initializer_list<std::string_view> fields,
                        std::string_view option)
{
    std::set<std::string, std::less<>> found;
    for (std::size_t n = 0; n < data.size(); ++n)
        found.emplace(data.at(n)["field"].string().value_or(""));
    for (const auto field : fields)
        if (!found.contains(field))
            return "is there without a field " + std::string(field) + ": choose another name with " +
                   std::string(option);
    return std::nullopt;
}

} // namespace

project::obstacle project::marker_fields(json::value data)
{
    if (auto missing = lacks(data, {"id", "user", "target", "timestamp"}, "--directus.read_markers"))
        return missing;
    there_.insert(part::markers);
    return std::nullopt;
}

project::obstacle project::reaction_fields(json::value data)
{
    if (auto missing =
            lacks(data, {"id", "message", "emoji", "user_created", "date_created"}, "--directus.reactions"))
        return missing;
    there_.insert(part::reactions);
    return std::nullopt;
}

void project::reaction_relations(json::value data)
{
    for (std::size_t n = 0; n < data.size(); ++n) {
        if (data.at(n)["field"].string() == "message")
            there_.insert(part::reacted_message);
        if (data.at(n)["field"].string() == "user_created")
            there_.insert(part::reaction_author);
    }
}

void project::reaction_permission(json::value one)
{
    const auto action = one["action"].string();
    if (action == "create")
        there_.insert(part::may_create_reactions);
    if (action == "read")
        there_.insert(part::may_read_reactions);
    if (action == "delete") {
        there_.insert(part::may_delete_reactions);
        all_reactions_ = all_reactions_ || !one["permissions"]["user_created"].is_object();
    }
}

void project::marker_relations(json::value data)
{
    for (std::size_t n = 0; n < data.size(); ++n)
        if (data.at(n)["field"].string() == "user")
            there_.insert(part::marker_owner);
}

void project::permissions(json::value data)
{
    for (std::size_t n = 0; n < data.size(); ++n) {
        const auto one = data.at(n);
        const auto collection = one["collection"].string();
        const auto action = one["action"].string();
        if (collection == shape_.collection && action == "create")
            there_.insert(part::may_create);
        if (collection == shape_.collection && action == "read")
            there_.insert(part::may_read);
        if (!markers_.empty() && collection == markers_ && action == "create")
            there_.insert(part::may_create_markers);
        if (!markers_.empty() && collection == markers_ && (action == "read" || action == "update")) {
            there_.insert(action == "read" ? part::may_read_markers : part::may_update_markers);
            all_markers_ = all_markers_ || !one["permissions"]["user"].is_object();
        }
        if (!shape_.reactions.empty() && collection == shape_.reactions)
            reaction_permission(one);
        if (collection == "directus_users" && action == "read") {
            there_.insert(part::may_read_names);
            whole_profiles_ = whole_profiles_ || one["fields"].has("*") || one["fields"].has("email");
        }
    }
}

void project::roles(json::value data)
{
    role_ = data.at(0)["id"].string().value_or("");
    if (!role_.empty())
        there_.insert(part::role);
}

void project::grants(json::value data)
{
    if (data.size() > 0)
        there_.insert(part::grant);
}

refusal read_refusal(const rest::response& answer)
{
    const auto parsed = json::document::parse(answer.body);
    if (!parsed || parsed->root()["errors"].size() == 0)
        return {{}, "HTTP " + std::to_string(answer.status) + ", and not an answer of Directus"};
    const auto first = parsed->root()["errors"].at(0);
    refusal out;
    out.code = first["extensions"]["code"].string().value_or("");
    out.message = first["message"].string().value_or("HTTP " + std::to_string(answer.status));
    std::ranges::replace_if(
        out.message, [](char c) { return static_cast<unsigned char>(c) < ' '; }, ' ');
    return out;
}

} // namespace directus
