#include "directus/rest.hpp"

#include "directus/filter.hpp"
#include "directus/json.hpp"
#include "directus/row.hpp"
#include "directus/users.hpp"
#include "directus/zone.hpp"

#include <algorithm>
#include <array>

namespace directus::rest {

namespace {

std::vector<std::string> user_fields()
{
    return {users::fields.begin(), users::fields.end()};
}

request get(std::string target, const base::secret& token)
{
    return {"GET", std::move(target), {}, token};
}

std::string collection_target(const schema& shape)
{
    return "/items/" + percent_encoded(shape.collection);
}

template <class Names>
std::string with_fields(std::string target, const Names& fields)
{
    target += "?fields=";
    const char* comma = "";
    for (const auto& name : fields) {
        target += comma + percent_encoded(name);
        comma = ",";
    }
    return target;
}

std::string items_target(const schema& shape)
{
    return with_fields(collection_target(shape), row::fields(shape));
}

// {"<field>":{"_in":[…]}}
template <class Id>
std::string filter_in(std::string_view field, std::span<const Id> ids)
{
    json::writer out;
    out.object().key(field).object().key("_in").array();
    for (const auto& id : ids)
        out.string(id.str());
    return out.end().end().end().take();
}

request with_refresh_token(std::string target, const base::secret& token)
{
    json::writer out;
    out.object().key("refresh_token").string(token.reveal()).key("mode").string("json").end();
    return {"POST", std::move(target), out.take(), {}};
}

} // namespace

bool request::is_urgent() const
{
    constexpr std::array<std::string_view, 4> beginnings{"/auth/", "/users/me", "/permissions/me",
                                                         "/server/"};
    return std::any_of(beginnings.begin(), beginnings.end(),
                       [&](std::string_view one) { return target.starts_with(one); });
}

request login(std::string_view email, const base::secret& password, std::string_view otp)
{
    json::writer out;
    out.object().key("email").string(email).key("password").string(password.reveal());
    out.key("mode").string("json");
    if (!otp.empty())
        out.key("otp").string(otp);
    return {"POST", "/auth/login", out.end().take(), {}};
}

request refresh(const base::secret& refresh_token)
{
    return with_refresh_token("/auth/refresh", refresh_token);
}

request logout(const base::secret& refresh_token)
{
    return with_refresh_token("/auth/logout", refresh_token);
}

request me(const base::secret& token)
{
    return get("/users/me?fields=id,first_name,last_name,email", token);
}

request my_id(const base::secret& token)
{
    return get("/users/me?fields=id", token);
}

request my_permissions(const base::secret& token)
{
    return get("/permissions/me", token);
}

request my_globals(const base::secret& token)
{
    return get("/policies/me/globals", token);
}

query people(std::size_t limit)
{
    return {.path = "/users", .fields = user_fields(), .sort = {"id"}, .limit = limit};
}

query people(std::span<const user_id> ids)
{
    return {.path = "/users", .fields = user_fields(), .filter = filter_in("id", ids), .limit = ids.size()};
}

namespace {

std::vector<std::string> sorted(const schema& shape, bool newest_first)
{
    const std::string sign = newest_first ? "-" : "";
    return {sign + shape.date, sign + shape.key};
}

} // namespace

query latest(const schema& shape, std::size_t limit)
{
    json::writer where;
    filter::write(where.object(), shape.filter);
    return {.path = collection_target(shape),
            .fields = row::fields(shape),
            .filter = shape.filter.empty() ? std::string() : where.end().take(),
            .sort = sorted(shape, true),
            .limit = limit};
}

namespace {

// Key and date, and of hidden rows what shows that they are.
std::vector<std::string> few_fields(const schema& shape, bool hidden)
{
    std::vector<std::string> names{shape.key, shape.date};
    if (hidden)
        for (const auto& one : shape.filter)
            names.push_back(one.field);
    return names;
}

} // namespace

query rows(const schema& shape, const page& of)
{
    json::writer where;
    where.object().key(shape.date).object().key("_gte").string(zone::filter_text(of.from, shape));
    if (of.end)
        where.key("_lt").string(zone::filter_text(*of.end, shape));
    where.end();
    if (!of.text.empty())
        where.key(shape.content).object().key("_icontains").string(of.text).end();
    if (of.author && of.author->empty())
        where.key(shape.author).object().key("_null").boolean(true).end();
    else if (of.author)
        where.key(shape.author).object().key("_eq").string(of.author->str()).end();
    filter::write(where, shape.filter, of.hidden);
    where.end();
    return {.path = collection_target(shape),
            .fields = of.keys_only ? few_fields(shape, of.hidden) : row::fields(shape),
            .filter = where.take(),
            .sort = sorted(shape, of.newest_first),
            .limit = of.limit,
            .offset = of.offset};
}

query items(const schema& shape, std::span<const item_id> ids)
{
    return {.path = collection_target(shape),
            .fields = row::fields(shape),
            .filter = filter_in(shape.key, ids),
            .limit = ids.size()};
}

request export_one(const base::secret& token, const schema& shape)
{
    const std::array<std::string_view, 1> key_alone{shape.key};
    return get(with_fields(collection_target(shape), key_alone) + "&limit=1&export=json", token);
}

query probe(const schema& shape, std::vector<std::string> fields)
{
    return {.path = collection_target(shape), .fields = std::move(fields), .limit = 1};
}

request create(const base::secret& token, const schema& shape, std::span<const draft> rows)
{
    json::writer out;
    out.array();
    for (const auto& one : rows)
        row::write(out, one, shape);
    // Told all, not as many as QUERY_LIMIT_DEFAULT says.
    return {"POST", items_target(shape) + "&limit=-1", out.end().take(), token};
}

namespace {

std::string row_target(const schema& shape, const item_id& id)
{
    return collection_target(shape) + "/" + percent_encoded(id.str());
}

} // namespace

request update(const base::secret& token, const schema& shape, const item_id& id, std::string_view content)
{
    json::writer out;
    out.object().key(shape.content).string(content).end();
    const std::array<std::string_view, 1> key_alone{shape.key};
    return {"PATCH", with_fields(row_target(shape, id), key_alone), out.take(), token};
}

request update_if(const base::secret& token, const schema& shape, const item_id& id, std::string_view was,
                  std::string_view content)
{
    json::writer out;
    out.object().key("query").object().key("filter").object().key("_and").array();
    out.object().key(shape.key).object().key("_eq").string(id.str()).end().end();
    out.object().key(shape.content).object().key("_eq").string(was).end().end();
    out.end().end().key("limit").integer(1).end();
    out.key("data").object().key(shape.content).string(content).end().end();
    const std::array<std::string_view, 1> key_alone{shape.key};
    return {"PATCH", with_fields(collection_target(shape), key_alone), out.take(), token};
}

// parseFilter() of @directus/utils.
bool can_be_compared(std::string_view text)
{
    return !text.empty() && !text.starts_with('$') && text != "true" && text != "false" && text != "null";
}

request remove(const base::secret& token, const schema& shape, const item_id& id)
{
    return {"DELETE", row_target(shape, id), {}, token};
}

request ping()
{
    return get("/server/ping", {});
}

std::string percent_encoded(std::string_view text)
{
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string out;
    out.reserve(text.size());
    for (const char character : text) {
        const auto byte = static_cast<unsigned char>(character);
        const bool unreserved = (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z') ||
                                (byte >= '0' && byte <= '9') || byte == '-' || byte == '.' || byte == '_' ||
                                byte == '~';
        if (unreserved) {
            out += character;
        } else {
            out += '%';
            out += digits[byte >> 4];
            out += digits[byte & 15];
        }
    }
    return out;
}

} // namespace directus::rest
