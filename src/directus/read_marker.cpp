#include "directus/read_marker.hpp"

#include "base/timestamp.hpp"
#include "directus/json.hpp"

namespace directus::read_marker {

namespace {

std::string rows_of(const place& of)
{
    return "/items/" + rest::percent_encoded(of.collection);
}

} // namespace

// Two gateways may have made a row each: the later time counts.
query find(const place& of)
{
    json::writer filter;
    filter.object();
    filter.key("user").object().key("_eq").string(of.user.str()).end();
    filter.key("target").object().key("_eq").string(of.target).end();
    filter.end();
    return {.path = rows_of(of),
            .fields = {"id", "timestamp"},
            .filter = filter.take(),
            .sort = {"-timestamp"},
            .limit = 1};
}

rest::request create(const base::secret& token, const place& of, base::wall_time until)
{
    json::writer row;
    row.object().key("user").string(of.user.str()).key("target").string(of.target);
    row.key("timestamp").string(base::to_iso8601(until)).end();
    return {"POST", rows_of(of) + "?fields=id", row.take(), token};
}

rest::request move(const base::secret& token, const place& of, const item_id& row, base::wall_time until)
{
    json::writer change;
    change.object().key("timestamp").string(base::to_iso8601(until)).end();
    return {"PATCH", rows_of(of) + "/" + rest::percent_encoded(row.str()) + "?fields=id", change.take(),
            token};
}

base::result<std::optional<stored>> parse(const rest::response& answer)
{
    if (const auto accepted = rest::parse_nothing(answer); !accepted)
        return accepted.error();
    const auto parsed = json::document::parse(answer.body);
    if (!parsed || !parsed->root()["data"].is_array())
        return base::make_error_code(base::errc::malformed);
    const auto row = parsed->root()["data"].at(0);
    const auto key = row["id"].key();
    const auto until = base::from_iso8601(row["timestamp"].string().value_or(""));
    if (!key || !until)
        return std::optional<stored>();
    return std::optional(stored{item_id(*key), *until});
}

} // namespace directus::read_marker
