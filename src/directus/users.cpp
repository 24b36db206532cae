#include "directus/users.hpp"

#include "directus/row.hpp"

#include <string>
#include <utility>

namespace directus::users {

namespace {

bool tells_name(json::value from)
{
    return from["first_name"] || from["last_name"];
}

} // namespace

std::optional<person> read(json::value from)
{
    auto id = row::user_from(from["id"]);
    if (!id)
        return std::nullopt;
    person found;
    found.id = std::move(*id);
    found.first_name = from["first_name"].string().value_or("");
    found.last_name = from["last_name"].string().value_or("");
    found.email = from["email"].string().value_or("");
    found.hides_name = !tells_name(from);
    return found;
}

std::vector<person> read_named(json::value from)
{
    std::vector<person> out;
    const auto take = [&](json::value row) {
        if (!tells_name(row))
            return;
        if (auto one = read(row))
            out.push_back(std::move(*one));
    };
    if (from.is_object())
        take(from);
    for (std::size_t n = 0; n < from.size(); ++n)
        take(from.at(n));
    return out;
}

} // namespace directus::users
