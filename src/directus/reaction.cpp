#include "directus/reaction.hpp"

#include "base/timestamp.hpp"
#include "directus/row.hpp"

#include <string>

namespace directus::reactions {

namespace {

std::string path_of(std::string_view collection)
{
    return "/items/" + rest::percent_encoded(collection);
}

std::string rows_of(std::string_view collection)
{
    auto target = path_of(collection) + "?fields=";
    const char* comma = "";
    for (const auto name : fields) {
        target.append(comma).append(name);
        comma = ",";
    }
    return target;
}

query asked(std::string_view collection, json::writer& filter, std::vector<std::string> sort,
            std::size_t limit)
{
    return {.path = path_of(collection),
            .fields = {fields.begin(), fields.end()},
            .filter = filter.take(),
            .sort = std::move(sort),
            .limit = limit};
}

void write_in(json::writer& filter, std::string_view field, std::span<const item_id> ids)
{
    filter.object().key(field).object().key("_in").array();
    for (const auto& id : ids)
        filter.string(id.str());
    filter.end().end().end();
}

} // namespace

std::optional<reaction> read(json::value from)
{
    auto key = row::key_from(from["id"]);
    auto message = row::key_from(from["message"]);
    const auto emoji = from["emoji"].string().value_or("");
    if (!key || !message || emoji.empty())
        return std::nullopt;
    reaction found{std::move(*key), std::move(*message), std::string(emoji), {}, {}};
    found.author = row::user_from(from["user_created"]).value_or(user_id());
    if (const auto date = from["date_created"].string())
        found.date = base::from_iso8601(*date);
    return found;
}

std::vector<reaction> read_all(json::value from)
{
    std::vector<reaction> out;
    if (from.is_object()) {
        if (auto one = read(from))
            out.push_back(std::move(*one));
        return out;
    }
    for (std::size_t n = 0; n < from.size(); ++n)
        if (auto one = read(from.at(n)))
            out.push_back(std::move(*one));
    return out;
}

query of_rows(std::string_view collection, std::span<const item_id> rows, std::size_t limit)
{
    json::writer filter;
    write_in(filter, "message", rows);
    return asked(collection, filter, {"date_created", "id"}, limit);
}

query own(std::string_view collection, const item_id& row, std::string_view emoji)
{
    constexpr std::size_t enough = 100; // somebody else's doing, where there is more than one
    json::writer filter;
    filter.object();
    filter.key("message").object().key("_eq").string(row.str()).end();
    filter.key("emoji").object().key("_eq").string(emoji).end();
    filter.key("user_created").object().key("_eq").string("$CURRENT_USER").end();
    filter.end();
    return asked(collection, filter, {"date_created", "id"}, enough);
}

query since(std::string_view collection, base::wall_time from, std::size_t offset, std::size_t limit)
{
    json::writer filter;
    filter.object().key("date_created").object().key("_gte").string(base::to_iso8601(from)).end().end();
    auto newest = asked(collection, filter, {"-date_created", "-id"}, limit);
    newest.offset = offset;
    return newest;
}

query with_keys(std::string_view collection, std::span<const item_id> keys)
{
    json::writer filter;
    write_in(filter, "id", keys);
    return asked(collection, filter, {}, keys.size());
}

rest::request create(const base::secret& token, std::string_view collection, const item_id& row,
                     std::string_view emoji)
{
    json::writer out;
    out.object().key("message").string(row.str()).key("emoji").string(emoji).end();
    return {"POST", rows_of(collection), out.take(), token};
}

rest::request remove(const base::secret& token, std::string_view collection, const item_id& key)
{
    return {"DELETE", path_of(collection) + "/" + rest::percent_encoded(key.str()), {}, token};
}

base::result<std::vector<reaction>> parse(const rest::response& answer)
{
    if (const auto accepted = rest::parse_nothing(answer); !accepted)
        return accepted.error();
    const auto parsed = json::document::parse(answer.body);
    if (!parsed)
        return parsed.error();
    const auto data = parsed->root()["data"];
    if (!data.is_array() && !data.is_object())
        return base::make_error_code(base::errc::malformed);
    return read_all(data);
}

} // namespace directus::reactions
