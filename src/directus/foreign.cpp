#include "directus/foreign.hpp"

#include "base/printable.hpp"
#include "directus/json.hpp"

#include <algorithm>

namespace directus::foreign {

namespace {

constexpr std::size_t most_shown = 200; // bytes

bool is_json(std::string_view type)
{
    return type.empty() || type.find("json") != std::string_view::npos;
}

// {"data":…}, {"errors":[{"extensions":{…}}]}, the OpenAPI document, or the report of /server/health.
bool is_shape_of_directus(std::string_view body)
{
    if (body.starts_with(R"({"data":)")) // megabytes of rows are not parsed twice
        return true;
    const auto parsed = json::document::parse(body);
    if (!parsed)
        return false;
    const auto root = parsed->root();
    return root["data"] || root["openapi"].string() || root["status"].string() ||
           root["errors"].at(0)["extensions"].is_object();
}

// The bare array of rows that ?export=json gives, as a file.
bool is_export(const rest::response& answer)
{
    return !answer.disposition.empty() && answer.body.starts_with('[');
}

bool is_redirect(unsigned status)
{
    return status >= 300 && status <= 399;
}

std::string without_query(std::string_view url)
{
    return std::string(url.substr(0, url.find_first_of("?#")));
}

} // namespace

bool is_foreign(const rest::response& answer)
{
    if (is_redirect(answer.status))
        return true;
    const bool succeeded = answer.status >= 200 && answer.status <= 299;
    if (answer.body.empty() || answer.body == "pong")
        return !succeeded;
    return !is_json(answer.type) || !(is_export(answer) || is_shape_of_directus(answer.body));
}

std::string location(const rest::response& answer)
{
    return base::printable(without_query(answer.location), most_shown);
}

std::string describe(const rest::response& answer)
{
    auto text = std::to_string(answer.status);
    text +=
        answer.type.empty() ? ", without a content type" : ", " + base::printable(answer.type, most_shown);
    if (!answer.location.empty())
        text += ", Location " + location(answer);
    return text;
}

std::string advice(const rest::response& answer, std::string_view url, std::string_view target)
{
    if (is_redirect(answer.status)) {
        const auto path = without_query(target);
        const auto to = location(answer);
        if (to.find("://") != std::string::npos && to.ends_with(path) && to.size() > path.size() &&
            to.substr(0, to.size() - path.size()) != url)
            return "set directus.url = " + to.substr(0, to.size() - path.size()) +
                   " if that is your Directus: redirects are not followed, as a password must not go "
                   "elsewhere";
        return "something in front of Directus redirects: let the gateway through to Directus's API, or set "
               "directus.url to where that is";
    }
    switch (answer.status) {
    case 401:
    case 403:
    case 407:
        return "something in front of Directus refuses or asks for a login of its own: let the gateway "
               "through, or set directus.url to an address behind it";
    case 404:
    case 405:
        return "there is no Directus below directus.url: give the root of its API, with its path where it "
               "has "
               "one and without /admin";
    case 429:
        return "something in front of Directus limits requests: raise its limit for the gateway's address";
    default:
        break;
    }
    if (answer.status >= 500)
        return "a proxy answers in place of Directus: see whether Directus runs, and where the proxy looks "
               "for "
               "it";
    return "something else than Directus's API answers below directus.url: give the root of its API, without "
           "/admin";
}

} // namespace directus::foreign
