#include "setup/project.hpp"

#include <algorithm>
#include <string_view>

namespace setup {

namespace json = directus::json;

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

bool displays_name(json::value field)
{
    const auto display = field["meta"]["display"].string();
    return display == "user" || display == "related-values";
}

// Returns whether a row of directus_roles, or one of the parents that come with it, has such a policy.
bool has_app_access(json::value role)
{
    for (; role.is_object(); role = role["parent"])
        for (std::size_t n = 0; n < role["policies"].size(); ++n)
            if (role["policies"].at(n)["policy"]["app_access"].boolean() == true)
                return true;
    return false;
}

} // namespace

project::obstacle project::collection(const blueprint::collection& collection, json::value data)
{
    if (data["meta"]["accountability"].is_null())
        there_.insert(describe_accountability(collection));
    if (!is_messages(collection))
        return std::nullopt;
    if (!data["schema"].is_object())
        return "is there as a folder of collections: choose another name with --directus.collection";
    if (data["meta"]["singleton"].boolean() == true)
        return "is a singleton, with place for one row: switch off \"Treat as single object\" in its "
               "settings, "
               "or choose another name with --directus.collection";
    there_.insert(describe(collection));
    return std::nullopt;
}

project::obstacle project::fields(const blueprint::collection& collection, json::value data)
{
    for (std::size_t n = 0; n < data.size(); ++n)
        there_.insert(describe_field(collection, data.at(n)["field"].string().value_or("")));
    if (is_messages(collection))
        return adopt(data);
    // A collection that was made for something else is not to be filled with ours.
    for (const auto& field : collection.fields)
        if (!has(describe_field(collection, field.name)))
            return "is there without a field " + field.name + ": choose another name with --" +
                   std::string(collection.key);
    there_.insert(describe(collection));
    return std::nullopt;
}

project::obstacle project::adopt(json::value fields)
{
    std::string key;
    std::vector<std::string> texts;
    for (std::size_t n = 0; n < fields.size(); ++n) {
        const auto field = fields.at(n);
        const std::string name(field["field"].string().value_or(""));
        if (field["schema"]["is_primary_key"].boolean() == true) {
            key = name;
            key_type_ = field["type"].string().value_or("");
        }
        if (is_free_text(field) && name != plan_.shape.author && name != plan_.shape.date)
            texts.push_back(name);
        if (is_free_text(field) && name == plan_.shape.author && is_limited_to_authors())
            return "its field " + name +
                   " is plain text, which tells nobody's own messages: --with=edits needs a field that "
                   "refers "
                   "to directus_users";
        look_at(field, name);
    }
    if (key != plan_.shape.key)
        return "its primary key is " + key + ", not " + plan_.shape.key + ": --field.key=" + key +
               " (field.key = " + key + ") fits";
    return has(describe_field(plan_.messages, plan_.shape.content)) ? std::nullopt : missing_content(texts);
}

bool project::is_limited_to_authors() const
{
    return std::ranges::any_of(plan_.extras, [&](const auto& extra) {
        return is_messages(extra) && std::ranges::any_of(extra.permissions, &blueprint::permission::has_rule);
    });
}

void project::look_at(json::value field, const std::string& name)
{
    const auto editor = blueprint::editor_of(plan_.shape);
    if (name == plan_.shape.author)
        author_shows_id_ = !is_free_text(field) && !displays_name(field);
    if (name == plan_.shape.author && is_free_text(field)) // a name, which refers to nobody
        add_relation(plan_.messages, name);
    if (name == plan_.shape.date && !fills_itself(field, "date-created"))
        warnings_.push_back("field " + name + " is not of the kind \"Date Created\": messages have no date");
    const bool is_editor = fills_itself(field, "user-updated");
    if (is_editor || name == editor) { // adopted under any name
        there_.insert(describe_field(plan_.messages, editor));
        add_relation(plan_.messages, editor);
    }
    if (!is_editor && name == editor)
        warnings_.push_back("field " + name +
                            " is not of the kind \"User Updated\": edits are shown without the name of "
                            "the editor");
}

// The text is most likely there under another name, and a second field for it would stay empty in old rows.
project::obstacle project::missing_content(const std::vector<std::string>& texts) const
{
    if (texts.empty())
        return std::nullopt;
    const auto missing = "there is no field " + plan_.shape.content;
    if (std::ranges::find(texts, "text") != texts.end())
        return missing + ", but a field text: --field.content=text (field.content = text) fits";
    std::string all;
    for (const auto& name : texts)
        all += (all.empty() ? "" : ", ") + name;
    return missing + ": name the one that holds the text with --field.content, of " + all;
}

project::obstacle project::relations(const blueprint::collection& collection, json::value data)
{
    for (std::size_t n = 0; n < data.size(); ++n) {
        const auto field = data.at(n)["field"].string().value_or("");
        const auto target = data.at(n)["related_collection"].string().value_or("several collections");
        if (is_messages(collection) && field == plan_.shape.author && target != blueprint::users)
            return "its field " + plan_.shape.author + " refers to " + std::string(target) +
                   ", not to directus_users";
        add_relation(collection, field);
    }
    return std::nullopt;
}

void project::add_relation(const blueprint::collection& collection, std::string_view field)
{
    for (const auto& relation : collection.relations)
        if (relation.field == field)
            there_.insert(describe(collection, relation));
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
    there_.insert(blueprint::policy_part);
    return std::nullopt;
}

void project::permissions(json::value data)
{
    for (std::size_t n = 0; n < data.size(); ++n)
        for (const auto* collection : plan_.collections())
            if (data.at(n)["collection"].string() == collection->name)
                add_permission(*collection, data.at(n));
}

void project::add_permission(const blueprint::collection& collection, json::value row)
{
    for (const auto& planned : collection.permissions) {
        if (row["action"].string() != planned.action)
            continue;
        there_.insert(describe(collection, planned));
        const auto fields = row["fields"];
        const bool all_rows = !planned.own.empty() && !row["permissions"][planned.own].is_object();
        const bool all_fields =
            planned.fields.front() != "*" && (fields.has("*") || fields.has(planned.beyond));
        if (all_rows || all_fields)
            unruled_.insert(collection.name);
    }
}

project::obstacle project::roles(json::value data)
{
    role_ = data.at(0)["id"].string().value_or("");
    if (!role_.empty())
        there_.insert(describe_role(plan_));
    role_has_app_access_ = has_app_access(data.at(0));
    if (plan_.role == blueprint::name)
        return std::nullopt;
    if (role_.empty())
        return "there is no such role: --role names one that exists";
    if (data.size() > 1)
        return "several roles have this name: rename all but one";
    return std::nullopt;
}

void project::grants(json::value data)
{
    if (data.size() > 0)
        there_.insert(describe_grant(plan_));
}

void project::presets(const blueprint::collection& collection, json::value data)
{
    if (data.size() > 0)
        there_.insert(describe_list(collection));
}

// A user with an e-mail address, or of an identity provider, is a person: no second one is to look like them,
// and nothing about them is to change.
project::obstacle project::users_named(json::value data)
{
    for (std::size_t n = 0; n < data.size(); ++n) {
        const auto user = data.at(n);
        if (user["email"].string() || user["external_identifier"].string())
            return "another user has this first name: choose another name with --bot";
        bot_ = user["id"].string().value_or("");
        if (bot_.empty())
            continue;
        there_.insert(describe_bot(plan_));
        if (user["role"].string() != role_)
            warnings_.push_back("the user " + plan_.bot + " has another role than " + plan_.role);
        if (user["status"].string() != "active")
            warnings_.push_back("the user " + plan_.bot + " is not active: Directus refuses its token");
        return std::nullopt;
    }
    return std::nullopt;
}

} // namespace setup
