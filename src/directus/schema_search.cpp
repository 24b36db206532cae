#include "directus/schema_search.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <string_view>

namespace directus {

namespace {

using names = std::span<const std::string_view>;

// In the order of preference.
constexpr std::string_view first_collection = "messages";
constexpr std::array<std::string_view, 5> other_collections{"chat_messages", "message", "chat", "posts",
                                                            "comments"};
constexpr std::array<std::string_view, 5> content_names{"content", "text", "message", "body", "msg"};
constexpr std::array<std::string_view, 6> author_names{"user_created", "created_by", "author",
                                                       "user",         "sender",     "user_id"};
// Plain text of these names is a person's name.
constexpr std::array<std::string_view, 6> name_names{"user",   "author",   "name",
                                                     "sender", "username", "user_name"};
// Directus's own field, where the reader's permissions do not tell that it refers to a user.
constexpr std::array<std::string_view, 2> user_names{"user_created", "created_by"};
constexpr std::array<std::string_view, 8> date_names{"date_created", "created_at", "created_on", "timestamp",
                                                     "date",         "created",    "createdAt",  "sent_at"};
// These change with each edit.
constexpr std::array<std::string_view, 7> changing_names{
    "date_updated", "updated_at", "updated_on", "modified_at", "modified_on", "user_updated", "updated_by"};
constexpr std::array<std::string_view, 6> reply_names{"reply_to", "in_reply_to", "replied_to",
                                                      "parent",   "parent_id",   "answers"};
constexpr std::array<std::string_view, 4> file_names{"attachment", "file", "image", "media"};
constexpr std::array<std::string_view, 4> key_names{"id", "uuid", "key", "pk"};

bool holds(names all, std::string_view one)
{
    return std::ranges::find(all, one) != all.end();
}

// The first of these names whose field fits; null where there is none.
template <class Fits>
const oas::field* preferred(const oas::collection& in, names wanted, Fits fits)
{
    for (const auto name : wanted)
        if (const auto* one = in.find(name); one && fits(*one))
            return one;
    return nullptr;
}

// That, or else the only field that fits.
template <class Fits>
const oas::field* preferred_or_only(const oas::collection& in, names wanted, Fits fits)
{
    if (const auto* one = preferred(in, wanted, fits))
        return one;
    const auto fits_by_type = [&](const oas::field& one) {
        return !holds(changing_names, one.name) && fits(one);
    };
    if (std::ranges::count_if(in.fields, fits_by_type) != 1)
        return nullptr;
    return &*std::ranges::find_if(in.fields, fits_by_type);
}

bool is_text(const oas::field& one)
{
    return one.kind == oas::type::text;
}

bool is_date(const oas::field& one)
{
    return one.kind == oas::type::timestamp || one.kind == oas::type::date_time;
}

bool refers_to(const oas::field& one, std::string_view collection)
{
    return one.kind == oas::type::relation && one.related == collection;
}

const oas::field* find_key(const oas::collection& in)
{
    const auto fits = [](const oas::field& one) {
        return !one.nullable && (one.kind == oas::type::integer || one.kind == oas::type::uuid);
    };
    if (const auto* id = in.find(key_names.front()))
        return id;
    return preferred_or_only(in, key_names, fits);
}

const oas::field* find_author(const oas::collection& in, bool reads_users)
{
    const auto is_user = [](const oas::field& one) { return refers_to(one, "directus_users"); };
    if (const auto* one = preferred_or_only(in, author_names, is_user))
        return one;
    if (!reads_users) { // to such a reader a relation to users looks like any other UUID
        const auto is_uuid = [](const oas::field& one) { return one.kind == oas::type::uuid; };
        if (const auto* one = preferred(in, author_names, is_uuid))
            return one;
        if (const auto* one = preferred(in, user_names, is_text))
            return one;
    }
    return preferred(in, name_names, is_text);
}

// Whoever may not read the users is not told which field refers to them.
author_kind kind_of(const oas::field& author, bool reads_users)
{
    if (author.kind == oas::type::text && (reads_users || !holds(user_names, author.name)))
        return author_kind::named;
    return author.name == author_names.front() ? author_kind::filled : author_kind::written;
}

std::string listed(const std::vector<std::string>& all)
{
    constexpr std::size_t most = 20;
    std::string text;
    for (std::size_t n = 0; n < std::min(all.size(), most); ++n)
        text += (n == 0 ? "" : ", ") + all[n];
    return all.size() > most ? text + ", …" : text;
}

} // namespace

std::vector<std::string> schema_search::collections() const
{
    if (fixed_.collection)
        return {configured_.collection};
    std::vector<std::string> all{std::string(first_collection)};
    all.insert(all.end(), other_collections.begin(), other_collections.end());
    return all;
}

schema_search::result schema_search::in(const oas::document& what) const
{
    const auto& wanted = fixed_.collection ? configured_.collection : std::string(first_collection);
    if (const auto* one = what.find(wanted))
        return in(*one, what);
    if (fixed_.collection)
        return {.reason = "there is no collection " + wanted + " that may be read",
                .change = "correct directus.collection, or give read permission on " + wanted};
    std::vector<std::string> candidates;
    result fitting;
    result last;
    for (const auto& one : what.collections) {
        auto tried = in(one, what);
        if (tried.found) {
            candidates.push_back(one.name);
            fitting = std::move(tried);
        } else {
            last = std::move(tried);
        }
    }
    if (candidates.size() == 1)
        return fitting;
    if (candidates.size() > 1)
        return {.reason = "several collections could be the chat: " + listed(candidates),
                .change = "set directus.collection to one of them"};
    if (what.collections.size() == 1)
        return last;
    const auto there = what.names.empty() ? std::string() : " (there are " + listed(what.names) + ")";
    return {.reason = "there is no collection messages that may be read" + there,
            .change = "set directus.collection, or give read permission on it"};
}

namespace {

// Takes over one name of the schema: as it is set where it is, else as it was found. False where the
// collection has no such field.
bool settle(std::string& name, bool is_fixed, const oas::field* found, const oas::collection& in)
{
    if (is_fixed)
        return name.empty() || in.find(name);
    name = found ? found->name : std::string();
    return found != nullptr;
}

schema_search::result without(const std::string& collection, const std::string& field)
{
    return {.reason = "the collection " + collection + " has no field " + field + " that may be read",
            .change = "correct the configuration, or give read permission on " + field};
}

} // namespace

schema_search::result schema_search::in(const oas::collection& one, const oas::document& what) const
{
    auto shape = configured_;
    shape.collection = one.name;
    if (one.singleton)
        return {.reason = "the collection " + one.name + " is a singleton: it has place for one row only",
                .change = "switch off \"Treat as single object\" in its settings in Directus"};

    const auto* key = fixed_.key ? one.find(shape.key) : find_key(one);
    if (!settle(shape.key, fixed_.key, key, one))
        return fixed_.key ? without(one.name, shape.key)
                          : result{.reason = "the primary key of " + one.name + " cannot be told",
                                   .change = "set field.key"};
    if (!settle(shape.content, fixed_.content, preferred(one, content_names, is_text), one))
        return fixed_.content
                   ? without(one.name, shape.content)
                   : result{.reason = "the collection " + one.name + " has no text field that may be read (" +
                                      "content, text, message, body or msg)",
                            .change = "set field.content, or give read permission on it"};
    const auto* author = fixed_.author ? one.find(shape.author) : find_author(one, what.reads_users);
    if (!settle(shape.author, fixed_.author, author, one))
        return fixed_.author ? without(one.name, shape.author)
                             : result{.reason = "the collection " + one.name +
                                                " has no field for the author that may be read",
                                      .change = "add a field user_created of the kind \"User Created\", or "
                                                "set field.author"};
    const auto* date = fixed_.date ? one.find(shape.date) : preferred_or_only(one, date_names, is_date);
    if (!settle(shape.date, fixed_.date, date, one))
        return fixed_.date ? without(one.name, shape.date)
                           : result{.reason = "the collection " + one.name +
                                              " has no field for the date (date_created) that may be read",
                                    .change = "add a field date_created of the kind \"Date Created\", or set "
                                              "field.date"};
    if (!is_date(*date))
        return {.reason = "the field " + shape.date + " of " + one.name + " holds no date and time",
                .change = "give it the type Timestamp, or correct field.date"};

    const auto is_editor = [](const oas::field& f) {
        return f.kind == oas::type::relation || f.kind == oas::type::uuid || is_text(f);
    };
    constexpr std::array<std::string_view, 1> editor_names{"user_updated"};
    if (!settle(shape.editor, fixed_.editor, preferred(one, editor_names, is_editor), one) && fixed_.editor)
        return without(one.name, shape.editor);
    const auto is_row = [&](const oas::field& f) { return refers_to(f, one.name); };
    if (!settle(shape.reply, fixed_.reply, preferred_or_only(one, reply_names, is_row), one) && fixed_.reply)
        return without(one.name, shape.reply);
    const auto is_file = [](const oas::field& f) { return refers_to(f, "directus_files"); };
    if (!settle(shape.attachment, fixed_.attachment, preferred_or_only(one, file_names, is_file), one) &&
        fixed_.attachment)
        return without(one.name, shape.attachment);

    // Directus's own dialogue for a new collection makes a status like this: who archives a row hides it.
    const auto* status = one.find("status");
    if (!fixed_.filter && status && is_text(*status))
        shape.filter = {{.field = "status", .values = {"archived"}, .negated = true}};

    shape.author_as = kind_of(*author, what.reads_users);
    shape.zoned_dates = date->kind == oas::type::timestamp;
    return {.found = std::move(shape),
            .certain = fixed_.collection || one.name == first_collection || one.creatable,
            .key_type = key ? key->kind : oas::type::other};
}

} // namespace directus
