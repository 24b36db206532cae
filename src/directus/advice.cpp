#include "directus/advice.hpp"

#include "directus/filter.hpp"

#include <algorithm>
#include <array>

namespace directus {

namespace {

constexpr std::string_view published = "published";

// A row cannot be stored without a value for it, and nobody but its author can give one. (An auto-increment
// key tells its default.)
bool needs_value(json::value field)
{
    constexpr std::array<std::string_view, 5> filled{"date-created", "user-created", "date-updated",
                                                     "user-updated", "uuid"};
    const auto column = field["schema"];
    const auto special = field["meta"]["special"];
    const bool fills_itself =
        std::ranges::any_of(filled, [&](std::string_view one) { return special.has(one); });
    return column["is_nullable"].boolean() == false && column["is_primary_key"].boolean() != true &&
           column["is_generated"].boolean() != true && column["default_value"].is_null() && !fills_itself;
}

} // namespace

void advice::collection(json::value data)
{
    const auto field = data["meta"]["archive_field"].string();
    auto value = data["meta"]["archive_value"].key();
    if (field && value)
        unarchived_ = condition{std::string(*field), {std::move(*value)}, true};
}

void advice::fields(json::value data)
{
    for (std::size_t n = 0; n < data.size(); ++n) {
        const auto field = data.at(n);
        const std::string name(field["field"].string().value_or(""));
        if (unarchived_ && name == unarchived_->field)
            look_at_status(field);
        look_at(field, name);
    }
}

// Of the choices that Directus's own dialogue makes, one is for all to see.
void advice::look_at_status(json::value field)
{
    const auto choices = field["meta"]["options"]["choices"];
    for (std::size_t n = 0; n < choices.size(); ++n)
        if (choices.at(n)["value"].string() == published)
            needs_published_ = field["schema"]["default_value"].string() != published;
}

void advice::look_at(json::value field, const std::string& name)
{
    const auto type = field["type"].string().value_or("");
    if (field["meta"]["special"].has("user-updated") && editor_.empty())
        editor_ = name;
    if (name == shape_.author)
        return look_at_author(field, name);
    if (name == shape_.content) {
        if (field["meta"]["interface"].string() == "input-rich-text-html")
            warnings_.push_back(
                "field " + name +
                " has the interface WYSIWYG: its texts are HTML, which irc.formatting = auto or "
                "html shows as text");
        return;
    }
    if (name == shape_.date) {
        if (type == "dateTime")
            warnings_.push_back("field " + name +
                                " has no time zone (type DateTime): it is in that of Directus's server; the "
                                "type Timestamp is the same everywhere");
        else if (type != "timestamp")
            warnings_.push_back("field " + name + " is of the type " + std::string(type) +
                                ": the gateway needs Timestamp or DateTime");
        return;
    }
    const bool is_proposed = needs_published_ && name == unarchived_->field;
    if (!is_proposed && needs_value(field))
        warnings_.push_back(
            "field " + name +
            " must not be empty and has no default value: no message can be stored; give it one "
            "in Directus, or write it with directus.defaults = " +
            name + "=…");
}

void advice::look_at_author(json::value field, const std::string& name)
{
    if (field["meta"]["special"].has("user-created"))
        return;
    const auto type = field["type"].string();
    const bool refers = field["schema"]["foreign_key_table"].string().has_value() || type == "uuid";
    if (refers)
        warnings_.push_back("field " + name +
                            " is not of the kind \"User Created\": the gateway writes the author itself, and "
                            "other programs may write anybody's");
    else
        warnings_.push_back("field " + name +
                            " is plain text: authors are shown by the name that stands there, unverified");
}

void advice::relations(json::value data)
{
    for (std::size_t n = 0; n < data.size(); ++n) {
        const std::string name(data.at(n)["field"].string().value_or(""));
        const auto to = data.at(n)["related_collection"].string();
        if (data.at(n)["collection"].string().value_or(shape_.collection) != shape_.collection)
            continue;
        if (to == shape_.collection && reply_.empty())
            reply_ = name;
        if (to == "directus_files" && attachment_.empty())
            attachment_ = name;
    }
}

std::vector<advice::line> advice::lines() const
{
    std::vector<line> all;
    const auto add = [&](std::string_view key, const std::string& value, std::string_view fallback) {
        if (!value.empty() && value != fallback)
            all.push_back({std::string(key), value});
    };
    const schema usual;
    add("directus.collection", shape_.collection, usual.collection);
    add("directus.user_updated", shape_.editor.empty() ? editor_ : shape_.editor, "");
    add("directus.reply_field", shape_.reply.empty() ? reply_ : shape_.reply, "");
    add("directus.attachment_field", shape_.attachment.empty() ? attachment_ : shape_.attachment, "");
    for (const auto& one : shape_.defaults)
        add("directus.defaults", one.field + "=" + one.value, "");
    if (shape_.defaults.empty() && needs_published_)
        add("directus.defaults", unarchived_->field + "=" + std::string(published), "");
    for (const auto& one : shape_.filter)
        add("directus.filter", filter::text_of(one), "");
    if (shape_.filter.empty() && unarchived_)
        add("directus.filter", filter::text_of(*unarchived_), "");
    add("field.key", shape_.key, usual.key);
    add("field.content", shape_.content, usual.content);
    add("field.author", shape_.author, usual.author);
    add("field.date", shape_.date, usual.date);
    return all;
}

} // namespace directus
