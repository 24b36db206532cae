#include "directus/rest.hpp"

#include "base/timestamp.hpp"
#include "directus/json.hpp"
#include "directus/row.hpp"

#include <array>

namespace directus::rest {

namespace {

constexpr std::string_view person_fields = "id,first_name,last_name";

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
    return percent_encoded(out.end().end().end().take());
}

request with_refresh_token(std::string target, const base::secret& token)
{
    json::writer out;
    out.object().key("refresh_token").string(token.reveal()).key("mode").string("json").end();
    return {"POST", std::move(target), out.take(), {}};
}

} // namespace

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
    return get("/users/me?fields=" + std::string(person_fields) + ",email", token);
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

request people(const base::secret& token, std::size_t limit)
{
    return get("/users?fields=" + std::string(person_fields) + "&sort=id&limit=" + std::to_string(limit),
               token);
}

request people(const base::secret& token, std::span<const user_id> ids)
{
    return get("/users?fields=" + std::string(person_fields) + "&filter=" + filter_in("id", ids) +
                   "&limit=" + std::to_string(ids.size()),
               token);
}

namespace {

std::string sorted(const schema& shape, bool newest_first, std::size_t limit)
{
    const std::string sign = newest_first ? "-" : "";
    return "&sort=" + sign + percent_encoded(shape.date) + "," + sign + percent_encoded(shape.key) +
           "&limit=" + std::to_string(limit);
}

} // namespace

request latest(const base::secret& token, const schema& shape, std::size_t limit)
{
    return get(items_target(shape) + sorted(shape, true, limit), token);
}

request rows(const base::secret& token, const schema& shape, const page& of)
{
    json::writer filter;
    filter.object().key(shape.date).object().key("_gte").string(base::to_iso8601(of.from));
    if (of.end)
        filter.key("_lt").string(base::to_iso8601(*of.end));
    filter.end();
    if (!of.text.empty())
        filter.key(shape.content).object().key("_icontains").string(of.text).end();
    if (of.author && of.author->empty())
        filter.key(shape.author).object().key("_null").boolean(true).end();
    else if (of.author)
        filter.key(shape.author).object().key("_eq").string(of.author->str()).end();
    filter.end();
    const std::array<std::string_view, 2> key_and_date{shape.key, shape.date};
    auto target = of.keys_only ? with_fields(collection_target(shape), key_and_date) : items_target(shape);
    target += "&filter=" + percent_encoded(filter.take()) + sorted(shape, of.newest_first, of.limit);
    if (of.offset > 0)
        target += "&offset=" + std::to_string(of.offset);
    return get(std::move(target), token);
}

request items(const base::secret& token, const schema& shape, std::span<const item_id> ids)
{
    return get(items_target(shape) + "&filter=" + filter_in(shape.key, ids) +
                   "&limit=" + std::to_string(ids.size()),
               token);
}

request create(const base::secret& token, const schema& shape, std::span<const draft> rows)
{
    json::writer out;
    out.array();
    for (const auto& one : rows)
        row::write(out, one, shape);
    return {"POST", items_target(shape), out.end().take(), token};
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
