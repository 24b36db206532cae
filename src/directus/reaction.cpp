#include "directus/reaction.hpp"

#include "base/timestamp.hpp"
#include "directus/row.hpp"

#include <string>

namespace directus::reactions {

namespace {

std::string rows_of(std::string_view collection)
{
    std::string target = "/items/" + rest::percent_encoded(collection) + "?fields=";
    const char* comma = "";
    for (const auto name : fields) {
        target.append(comma).append(name);
        comma = ",";
    }
    return target;
}

rest::request get(const base::secret& token, std::string_view collection, json::writer& filter,
                  std::string_view sort, std::size_t limit)
{
    return {"GET",
            rows_of(collection) + "&filter=" + rest::percent_encoded(filter.take()) + std::string(sort) +
                "&limit=" + std::to_string(limit),
            {},
            token};
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

rest::request of_rows(const base::secret& token, std::string_view collection, std::span<const item_id> rows,
                      std::size_t limit)
{
    json::writer filter;
    write_in(filter, "message", rows);
    return get(token, collection, filter, "&sort=date_created,id", limit);
}

rest::request own(const base::secret& token, std::string_view collection, const item_id& row,
                  std::string_view emoji)
{
    constexpr std::size_t enough = 100; // somebody else's doing, where there is more than one
    json::writer filter;
    filter.object();
    filter.key("message").object().key("_eq").string(row.str()).end();
    filter.key("emoji").object().key("_eq").string(emoji).end();
    filter.key("user_created").object().key("_eq").string("$CURRENT_USER").end();
    filter.end();
    return get(token, collection, filter, "&sort=date_created,id", enough);
}

rest::request since(const base::secret& token, std::string_view collection, base::wall_time from,
                    std::size_t offset, std::size_t limit)
{
    json::writer filter;
    filter.object().key("date_created").object().key("_gte").string(base::to_iso8601(from)).end().end();
    auto asked = get(token, collection, filter, "&sort=-date_created,-id", limit);
    if (offset > 0)
        asked.target += "&offset=" + std::to_string(offset);
    return asked;
}

rest::request with_keys(const base::secret& token, std::string_view collection, std::span<const item_id> keys)
{
    json::writer filter;
    write_in(filter, "id", keys);
    return get(token, collection, filter, {}, keys.size());
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
    return {"DELETE",
            "/items/" + rest::percent_encoded(collection) + "/" + rest::percent_encoded(key.str()),
            {},
            token};
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
