#include "directus/row.hpp"

#include "base/timestamp.hpp"

namespace directus::row {

namespace {

user_id author_of(json::value from)
{
    const auto id = from.is_object() ? from["id"].string() : from.string();
    return user_id(std::string(id.value_or("")));
}

} // namespace

std::array<std::string_view, 4> fields(const schema& shape)
{
    return {shape.key, shape.date, shape.author, shape.content};
}

std::optional<item> read(json::value from, const schema& shape)
{
    auto key = from[shape.key].key();
    if (!key || key->empty())
        return std::nullopt;
    item found;
    found.id = item_id(std::move(*key));
    found.content = from[shape.content].string().value_or("");
    found.author = author_of(from[shape.author]);
    if (const auto date = from[shape.date].string())
        found.date = base::from_iso8601(*date);
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

} // namespace directus::row
