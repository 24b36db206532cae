#include "directus/query.hpp"

#include "directus/json.hpp"
#include "directus/rest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <random>
#include <string_view>

namespace directus::queries {

namespace {

template <class Names>
void write_names(json::writer& out, std::string_view key, const Names& names)
{
    out.key(key).array();
    for (const auto& name : names)
        out.string(name);
    out.end();
}

template <class Names>
std::string joined(const Names& names)
{
    std::string out;
    for (const auto& name : names)
        out.append(out.empty() ? "" : ",").append(rest::percent_encoded(name));
    return out;
}

// The last number of a text; empty where there is none, or where it is no count.
std::optional<std::size_t> last_number(std::string_view text)
{
    constexpr std::string_view digits = "0123456789";
    const auto last = text.find_last_of(digits);
    if (last == std::string_view::npos)
        return std::nullopt;
    const auto before = text.find_last_not_of(digits, last);
    const auto first = before == std::string_view::npos ? 0 : before + 1;
    if (first > 0 && (text[first - 1] == '-' || text[first - 1] == '.' || text[first - 1] == ','))
        return std::nullopt;
    std::size_t number = 0;
    const auto [end, failed] = std::from_chars(text.data() + first, text.data() + last + 1, number);
    return failed == std::errc() ? std::optional(number) : std::nullopt;
}

} // namespace

rest::request search(const base::secret& token, const query& of)
{
    json::writer out;
    out.object().key("query").object();
    write_names(out, "fields", of.fields);
    if (!of.filter.empty())
        out.key("filter").json(of.filter);
    if (!of.sort.empty())
        write_names(out, "sort", of.sort);
    out.key("limit").integer(static_cast<std::int64_t>(of.limit));
    if (of.offset > 0)
        out.key("offset").integer(static_cast<std::int64_t>(of.offset));
    return {"SEARCH", of.path, out.end().end().take(), token};
}

rest::request get(const base::secret& token, const query& of)
{
    auto target = of.path + "?fields=" + joined(of.fields);
    if (!of.filter.empty())
        target += "&filter=" + rest::percent_encoded(of.filter);
    if (!of.sort.empty())
        target += "&sort=" + joined(of.sort);
    target += "&limit=" + std::to_string(of.limit);
    if (of.offset > 0)
        target += "&offset=" + std::to_string(of.offset);
    return {"GET", std::move(target), {}, token};
}

void make_unique(rest::request& get, std::uint64_t number)
{
    get.target += get.target.find('?') == std::string::npos ? '?' : '&';
    get.target += fmt::format("alias%5Bn{:x}%5D=id", number);
}

std::uint64_t first_number()
{
    std::random_device source;
    return std::uint64_t(source()) << 32U | source();
}

bool refuses_search(const rest::response& answer)
{
    if (answer.status == 405 || answer.status == 501)
        return true;
    if (answer.status == 429 || answer.status >= 500)
        return false;
    // A page may be of megabytes: it is looked through once, by who reads it.
    if (answer.status == 200)
        return !answer.body.starts_with('{');
    const auto parsed = json::document::parse(answer.body);
    return !parsed || parsed->root()["errors"].size() == 0;
}

bool refuses_size(const rest::response& answer)
{
    if (answer.status == 413)
        return true;
    if (answer.status != 400)
        return false;
    const auto parsed = json::document::parse(answer.body);
    return parsed && parsed->root()["errors"].at(0)["extensions"]["code"].string() == "INVALID_PAYLOAD";
}

std::optional<std::size_t> page_limit_in(const rest::response& answer)
{
    if (answer.status != 400)
        return std::nullopt;
    const auto parsed = json::document::parse(answer.body);
    if (!parsed)
        return std::nullopt;
    const auto error = parsed->root()["errors"].at(0);
    if (error["extensions"]["code"].string() != "INVALID_QUERY")
        return std::nullopt;
    const auto reason = error["extensions"]["reason"].string();
    const auto message = reason ? reason : error["message"].string();
    if (!message || message->find("\"limit\"") == std::string_view::npos)
        return std::nullopt;
    return last_number(message->substr(message->find("\"limit\""))).value_or(0);
}

std::size_t rows_in(const rest::response& answer)
{
    const auto parsed = json::document::parse(answer.body);
    return parsed ? parsed->root()["data"].size() : 0;
}

} // namespace directus::queries
