#include "directus/row.hpp"

#include "base/timestamp.hpp"
#include "base/utf8.hpp"
#include "directus/filter.hpp"

#include <algorithm>
#include <charconv>

namespace directus::row {

namespace {

constexpr std::size_t longest_key = 128; // bytes; a UUID has 36

// Visible ASCII: keys stand in tags and parameters of IRC, where nothing else could.
bool is_plain(std::string_view text)
{
    return std::ranges::all_of(text, [](char c) { return c > ' ' && c < '\x7f'; });
}

// A file, bare or as an object. Its size may be a number or, where that could be too large for one, a string.
std::optional<file> file_from(json::value from)
{
    const auto id = user_from(from);
    if (!id)
        return std::nullopt;
    file found{.id = id->str()};
    found.name = from["filename_download"].string().value_or("");
    const auto size = from["filesize"].key().value_or("");
    std::from_chars(size.data(), size.data() + size.size(), found.bytes);
    return found;
}

// Of a text that is no user's id the beginning is kept, as a name that nobody verifies.
void read_author(json::value from, const schema& shape, item& row)
{
    if (shape.author_as != author_kind::named) {
        if (auto id = row::user_from(from)) {
            row.author = std::move(*id);
            return;
        }
    }
    if (const auto name = from.string())
        row.author_name = name->substr(0, base::utf8::prefix(*name, longest_author_name));
}

bool is_alphanumeric(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

} // namespace

std::optional<item_id> key_from(json::value from)
{
    auto key = from.key();
    if (!key || key->empty() || key->size() > longest_key || !is_plain(*key) || key->front() == ':')
        return std::nullopt;
    return item_id(std::move(*key));
}

std::optional<user_id> user_from(json::value from)
{
    const auto id = from.is_object() ? from["id"].string() : from.string();
    if (!id || id->empty() || id->size() > longest_key ||
        !std::ranges::all_of(*id, [](char c) { return is_alphanumeric(c) || c == '-'; }))
        return std::nullopt;
    return user_id(std::string(*id));
}

std::vector<std::string> fields(const schema& shape)
{
    std::vector<std::string> names{shape.key, shape.date, shape.author, shape.content};
    for (const auto* name : {&shape.editor, &shape.reply})
        if (!name->empty())
            names.push_back(*name);
    for (const auto& one : shape.filter)
        if (std::ranges::find(names, one.field) == names.end())
            names.push_back(one.field);
    if (shape.attachment.empty() || shape.attachment_as == files::none)
        return names;
    if (shape.attachment_as == files::ids)
        names.push_back(shape.attachment);
    else
        for (const auto* field : {".id", ".filename_download", ".filesize"})
            names.push_back(shape.attachment + field);
    return names;
}

std::optional<item> read(json::value from, const schema& shape)
{
    auto key = key_from(from[shape.key]);
    if (!key)
        return std::nullopt;
    item found;
    found.id = std::move(*key);
    found.content = from[shape.content].string().value_or("");
    read_author(from[shape.author], shape, found);
    if (const auto date = from[shape.date].string()) {
        found.date = base::from_iso8601(*date);
        found.zoneless = found.date && !base::has_zone(*date);
    }
    if (!shape.editor.empty())
        found.editor = user_from(from[shape.editor]).value_or(user_id());
    if (!shape.reply.empty())
        found.reply_to = key_from(from[shape.reply]).value_or(item_id());
    if (!shape.attachment.empty())
        found.attachment = file_from(from[shape.attachment]);
    found.hidden = !filter::meets(from, shape.filter);
    return found;
}

std::vector<item> read_all(json::value from, const schema& shape)
{
    std::vector<item> rows;
    if (from.is_object()) {
        if (auto one = read(from, shape))
            rows.push_back(std::move(*one));
        return rows;
    }
    rows.reserve(from.size());
    for (std::size_t n = 0; n < from.size(); ++n) {
        if (auto one = read(from.at(n), shape))
            rows.push_back(std::move(*one));
    }
    return rows;
}

void write(json::writer& out, const draft& row, const schema& shape)
{
    out.object();
    if (!row.id.empty())
        out.key(shape.key).string(row.id.str());
    out.key(shape.content).string(row.content);
    if (!row.author.empty())
        out.key(shape.author).string(row.author);
    if (!shape.reply.empty() && !row.reply_to.empty())
        out.key(shape.reply).string(row.reply_to.str());
    for (const auto& [field, value] : shape.defaults)
        if (field != shape.key && field != shape.content && field != shape.reply && field != shape.author)
            filter::write_value(out.key(field), value);
    out.end();
}

} // namespace directus::row
