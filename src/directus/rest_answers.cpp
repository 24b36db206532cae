// What the answers of the REST API say: values, or why not.
#include "directus/json.hpp"
#include "directus/rest.hpp"
#include "directus/row.hpp"
#include "directus/users.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace directus::rest {

namespace {

using base::errc;
using base::error_code;
using base::result;

// No token lives longer: keeps a senseless number from overflowing a time.
constexpr base::duration longest_lifetime = std::chrono::hours(24 * 365);

// https://directus.io/docs/guides/connect/errors, and @directus/errors of 11 and 12.
constexpr auto codes = std::to_array<std::pair<std::string_view, errc>>({
    {"AUTH_FAILED", errc::invalid_credentials},
    {"AUTH_TIMEOUT", errc::timeout},
    {"COLLECTION_INACTIVE", errc::forbidden},
    {"CONTAINS_NULL_VALUES", errc::invalid_payload},
    {"CONTENT_TOO_LARGE", errc::invalid_payload},
    {"FAILED_VALIDATION", errc::invalid_payload},
    {"FORBIDDEN", errc::forbidden},
    {"INTERNAL_SERVER_ERROR", errc::server_failed},
    {"INVALID_COLLECTION", errc::forbidden},
    {"INVALID_CREDENTIALS", errc::invalid_credentials},
    {"INVALID_FOREIGN_KEY", errc::invalid_payload},
    {"INVALID_IP", errc::forbidden},
    {"INVALID_OTP", errc::otp_required},
    {"INVALID_PAYLOAD", errc::invalid_payload},
    {"INVALID_QUERY", errc::invalid_payload},
    {"INVALID_TOKEN", errc::invalid_credentials},
    {"LICENSE_SERVICE_UNAVAILABLE", errc::overloaded},
    {"LIMIT_EXCEEDED", errc::forbidden},
    {"NOT_NULL_VIOLATION", errc::invalid_payload},
    {"OUT_OF_DATE", errc::overloaded},
    {"OUT_OF_TIME", errc::timeout},
    {"RECORD_NOT_UNIQUE", errc::not_unique},
    {"REQUESTS_EXCEEDED", errc::overloaded},
    {"RESOURCE_RESTRICTED", errc::forbidden},
    {"ROUTE_NOT_FOUND", errc::forbidden},
    {"SERVICE_UNAVAILABLE", errc::overloaded},
    {"TOKEN_EXPIRED", errc::token_expired},
    {"UNDER_PRESSURE", errc::overloaded},
    {"UNPROCESSABLE_CONTENT", errc::invalid_payload},
    {"USER_SUSPENDED", errc::invalid_credentials},
    {"VALUE_OUT_OF_RANGE", errc::invalid_payload},
    {"VALUE_TOO_LONG", errc::invalid_payload},
});

std::optional<errc> known(std::string_view code)
{
    const auto* const at =
        std::find_if(codes.begin(), codes.end(), [&](auto& entry) { return entry.first == code; });
    return at == codes.end() ? std::nullopt : std::optional(at->second);
}

errc from_status(unsigned status)
{
    switch (status) {
    case 400:
    case 413:
    case 422:
        return errc::invalid_payload;
    case 401:
        return errc::invalid_credentials;
    case 403:
    case 404:
        return errc::forbidden;
    case 408:
        return errc::timeout;
    case 429:
    case 503:
        return errc::overloaded;
    default:
        return status >= 500 ? errc::server_failed : errc::malformed;
    }
}

// Of an answer that is not 2xx.
errc refusal(const response& answer)
{
    // A proxy in front of Directus says these too, in HTML; and no failure inside proves a request wrong.
    if (answer.status == 429 || answer.status >= 500)
        return from_status(answer.status);
    const auto parsed = json::document::parse(answer.body);
    if (!parsed || parsed->root()["errors"].size() == 0)
        return errc::malformed;
    const auto extensions = parsed->root()["errors"].at(0)["extensions"];
    if (!extensions.is_object()) // another service's: it knows nothing of anybody's password
        return errc::malformed;
    const auto code = extensions["code"].string();
    return known(code.value_or("")).value_or(from_status(answer.status));
}

result<json::document> accepted(const response& answer)
{
    if (answer.status < 200 || answer.status > 299)
        return error_code(refusal(answer));
    return json::document::parse(answer.body);
}

// POST /auth/login and /auth/refresh take a point of the account before they fail in most ways; only the
// limits that stand before them (429, a Directus under pressure) do not.
errc login_refusal(const response& answer)
{
    const auto why = refusal(answer);
    const auto parsed = json::document::parse(answer.body);
    const auto code = parsed ? parsed->root()["errors"].at(0)["extensions"]["code"].string().value_or("")
                             : std::string_view();
    if (why == errc::forbidden && code == "RESOURCE_RESTRICTED")
        return errc::licence_locked;
    if (answer.status == 503 && code != "SERVICE_UNAVAILABLE" && code != "UNDER_PRESSURE")
        return errc::server_failed;
    return why;
}

access access_from(json::value text)
{
    if (text.string() == "full")
        return access::full;
    return text.string() == "partial" ? access::partial : access::none;
}

std::vector<std::string> fields_from(json::value from)
{
    std::vector<std::string> names;
    for (std::size_t n = 0; n < from.size(); ++n) {
        if (const auto name = from.at(n).string())
            names.emplace_back(*name);
    }
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    if (std::find(names.begin(), names.end(), "*") != names.end())
        return {"*"};
    return names;
}

bool holds(const std::vector<std::string>& fields, std::string_view name)
{
    return !name.empty() && std::any_of(fields.begin(), fields.end(), [&](const std::string& field) {
        return field == "*" || field == name;
    });
}

// Of files behind a row filter some would be missing as a whole, their ids too.
files files_from(json::value read)
{
    const auto fields = fields_from(read["fields"]);
    const bool all = holds(fields, "id") && holds(fields, "filename_download") && holds(fields, "filesize");
    return all && access_from(read["access"]) == access::full ? files::details : files::ids;
}

// With less Directus refuses a request for users' names as a whole.
bool may_read_users(json::value read)
{
    const auto fields = fields_from(read["fields"]);
    return access_from(read["access"]) == access::full &&
           std::ranges::all_of(users::fields, [&](auto name) { return holds(fields, name); });
}

} // namespace

std::optional<errc> errc_of(std::string_view code)
{
    return known(code);
}

errc errc_from(std::string_view code)
{
    return known(code).value_or(errc::server_failed);
}

result<tokens> parse_tokens(const response& answer)
{
    if (answer.status < 200 || answer.status > 299)
        return error_code(login_refusal(answer));
    const auto parsed = json::document::parse(answer.body);
    if (!parsed)
        return parsed.error();
    const auto data = parsed->root()["data"];
    const auto access_token = data["access_token"].string().value_or("");
    const auto refresh_token = data["refresh_token"].string().value_or("");
    const auto lifetime = data["expires"].integer().value_or(0);
    if (access_token.empty() || refresh_token.empty() || lifetime <= 0)
        return error_code(errc::malformed);
    tokens given;
    given.access_token = base::secret(access_token);
    given.refresh_token = base::secret(refresh_token);
    given.lifetime = std::min(base::duration(lifetime), longest_lifetime);
    return given;
}

result<person> parse_me(const response& answer)
{
    const auto parsed = accepted(answer);
    if (!parsed)
        return parsed.error();
    const auto data = parsed->root()["data"];
    if (auto found = users::read(data))
        return std::move(*found);
    // A share's token is valid and belongs to nobody.
    return error_code(data["share"].string() ? errc::invalid_credentials : errc::malformed);
}

result<globals> parse_globals(const response& answer)
{
    const auto parsed = accepted(answer);
    if (!parsed)
        return parsed.error();
    const auto data = parsed->root()["data"];
    if (!data.is_object())
        return error_code(errc::malformed);
    return globals{.admin_access = data["admin_access"].boolean().value_or(false)};
}

result<rights> parse_permissions(const response& answer, const schema& shape)
{
    const auto parsed = accepted(answer);
    if (!parsed)
        return parsed.error();
    const auto data = parsed->root()["data"];
    if (!data.is_object())
        return error_code(errc::malformed);
    const auto mine = data[shape.collection];
    rights found;
    found.read = access_from(mine["read"]["access"]);
    found.create = access_from(mine["create"]["access"]);
    // Directus would refuse the create, or, without the text, store an empty row.
    const auto written = fields_from(mine["create"]["fields"]);
    found.write_author = holds(written, shape.author);
    if (found.create != access::none && !written.empty() && !holds(written, shape.content))
        found.create_obstacle =
            "your permission to create " + shape.collection + " does not include the field " + shape.content;
    found.update = access_from(mine["update"]["access"]);
    found.remove = access_from(mine["delete"]["access"]);
    found.read_people = may_read_users(data[users::collection]["read"]);
    if (found.read != access::none)
        found.read_fields = fields_from(mine["read"]["fields"]);
    if (holds(found.read_fields, shape.attachment))
        found.read_files = files_from(data["directus_files"]["read"]);
    found.create_files = access_from(data["directus_files"]["create"]["access"]) != access::none;
    if (!shape.reactions.empty()) {
        const auto reactions = data[shape.reactions];
        found.read_reactions = access_from(reactions["read"]["access"]);
        found.create_reactions = access_from(reactions["create"]["access"]);
        found.remove_reactions = access_from(reactions["delete"]["access"]);
    }
    return found;
}

result<std::vector<person>> parse_people(const response& answer)
{
    const auto parsed = accepted(answer);
    if (!parsed)
        return parsed.error();
    const auto data = parsed->root()["data"];
    if (!data.is_array())
        return error_code(errc::malformed);
    std::vector<person> found;
    found.reserve(data.size());
    for (std::size_t n = 0; n < data.size(); ++n) {
        if (auto one = users::read(data.at(n)))
            found.push_back(std::move(*one));
    }
    return found;
}

result<std::vector<item>> parse_items(const response& answer, const schema& shape)
{
    const auto parsed = accepted(answer);
    if (!parsed)
        return parsed.error();
    const auto data = parsed->root()["data"];
    if (!data.is_array())
        return error_code(errc::malformed);
    return row::read_all(data, shape);
}

creation parse_creation(const response& answer, const schema& shape)
{
    // A proxy's 503, too, may come after it passed the request on: it does not say that nothing was stored.
    const auto of_proxy = answer.status == 503 ? errc::server_failed : from_status(answer.status);
    const auto parsed = json::document::parse(answer.body);
    if (!parsed)
        return error_code(answer.status < 300 ? errc::malformed : of_proxy);
    const auto error = parsed->root()["errors"].at(0);
    const auto code = error["extensions"]["code"].string();
    if (answer.status >= 200 && answer.status <= 299) {
        const auto data = parsed->root()["data"];
        if (data.is_array())
            return row::read_all(data, shape);
        return error_code(errc::malformed);
    }
    if (!code)
        return error_code(of_proxy);
    return directus::rejection::of(std::string(*code), std::string(error["message"].string().value_or("")));
}

result<void> parse_ping(const response& answer)
{
    if (answer.status >= 500)
        return error_code(from_status(answer.status));
    return {};
}

result<void> parse_updated(const response& answer)
{
    const auto done = parse_nothing(answer);
    if (!done || answer.body.empty()) // changed, and not to be read by who changed it
        return done;
    const auto parsed = json::document::parse(answer.body);
    if (!parsed || !parsed->root()["data"].is_array())
        return error_code(errc::malformed);
    if (parsed->root()["data"].size() == 0)
        return error_code(errc::changed);
    return {};
}

result<void> parse_nothing(const response& answer)
{
    if (answer.status >= 200 && answer.status <= 299 && answer.body.empty())
        return {};
    const auto parsed = accepted(answer);
    if (!parsed)
        return parsed.error();
    return {};
}

} // namespace directus::rest
