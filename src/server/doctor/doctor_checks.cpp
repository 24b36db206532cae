// What is judged without an account, or of the server as a whole.
#include "server/doctor/doctor_checks.hpp"

#include "base/timestamp.hpp"
#include "directus/foreign.hpp"
#include "directus/json.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <optional>
#include <string>

namespace server {

namespace foreign = directus::foreign;
namespace json = directus::json;
using grade = finding::grade;
using out_list = std::vector<finding>;

namespace {

constexpr int slow_ms = 500;      // a median ping
constexpr int clocks_apart_s = 5; // more is told
constexpr int small_page = 200;   // rows: what CHATHISTORY may ask for
constexpr int few_points_a_second = 20;

// One member of GET /server/info's data, as far as an account is told it.
template <class Use>
void with_info(const doctor_evidence& seen, Use use)
{
    const auto* info = seen.told_info();
    const auto parsed = info ? json::document::parse(info->answer.body)
                             : base::result<json::document>(base::make_error_code(base::errc::not_found));
    if (parsed)
        use(parsed->root()["data"]);
}

void reachable(const doctor_evidence& seen, out_list& out)
{
    if (seen.ping.answer.status == 0)
        out.push_back({"reachable", grade::fail, seen.ping.failure,
                       "see whether Directus runs, and whether directus.url = " + seen.url + " is right"});
    else
        out.push_back({"reachable", grade::ok, seen.url + " answers"});
}

void is_directus(const doctor_evidence& seen, out_list& out)
{
    const auto& ping = seen.ping;
    if (ping.answer.status == 0)
        return;
    if (ping.is_directus() && ping.answer.status < 500)
        return out.push_back({"directus", grade::ok, "GET /server/ping: pong"});
    if (ping.is_directus())
        return out.push_back(
            {"directus", grade::fail, "GET /server/ping: " + ping.refusal().message, "see Directus's log"});
    const bool others_are = seen.rows.is_directus();
    out.push_back({"directus", others_are ? grade::warn : grade::fail,
                   fmt::format("{} was answered {}: that is not Directus", ping.request,
                               foreign::describe(ping.answer)),
                   others_are ? "let /server through to Directus"
                              : foreign::advice(ping.answer, seen.url, "/server/ping")});
}

// "12.4.0" is 12'004'000.
long number_of(std::string_view version)
{
    long number = 0;
    for (int part = 0; part < 3; ++part) {
        number = number * 1000 + std::strtol(std::string(version).c_str(), nullptr, 10) % 1000;
        const auto dot = version.find('.');
        version = dot == version.npos ? std::string_view() : version.substr(dot + 1);
    }
    return number;
}

void version(const doctor_evidence& seen, out_list& out)
{
    with_info(seen, [&](json::value info) {
        const std::string text(info["version"].string().value_or(""));
        const auto number = number_of(text);
        if (number < 11'000'000)
            out.push_back(
                {"version", grade::warn, text, "use Directus 11 or later: older ones are not tested"});
        else if (number >= 12'000'000 && number < 12'003'001)
            out.push_back({"version", grade::warn, text + " loses memory with each closed WebSocket",
                           "use Directus 12.3.1 or later"});
        else
            out.push_back({"version", grade::ok, text});
    });
}

void licence(const doctor_evidence& seen, out_list& out)
{
    const auto locked = [](const doctor_answer& one) {
        return one.is_directus() && one.refusal().code == "RESOURCE_RESTRICTED";
    };
    bool is_locked = locked(seen.rows);
    for (const auto& one : seen.accounts)
        is_locked = is_locked || locked(one.login) || locked(one.rows);
    if (is_locked)
        out.push_back({"licence", grade::fail, "Directus is locked by its licence (RESOURCE_RESTRICTED)",
                       "renew the licence, or reduce seats and collections, in the Data Studio"});
    else if (seen.rows.is_directus())
        out.push_back({"licence", grade::ok, "not locked"});
}

void websocket(const doctor_evidence& seen, out_list& out)
{
    const auto& upgrade = seen.upgrade;
    if (!upgrade.is_asked())
        return;
    const auto status = upgrade.answer.status;
    finding found{"websocket", grade::warn, fmt::format("{} was answered {}", upgrade.request, status)};
    if (status == 0)
        found.text = fmt::format("{}: {}", upgrade.request, upgrade.failure);
    switch (status) {
    case 101:
        found.how = grade::ok;
        found.text = fmt::format("{} upgrades", upgrade.request);
        break;
    case 401:
        found.text += ": WEBSOCKETS_REST_AUTH=strict, or a proxy asks for a login";
        found.change = "set WEBSOCKETS_REST_AUTH=handshake in Directus: strict puts tokens into URLs, which "
                       "proxies write to their logs";
        break;
    case 403:
        found.text += ": WEBSOCKETS_REST_CONN_LIMIT is reached, or Directus is locked by its licence";
        found.change = "raise WEBSOCKETS_REST_CONN_LIMIT in Directus";
        break;
    case 301:
    case 302:
    case 307:
    case 308:
        found.text = fmt::format("{} was answered {}", upgrade.request, foreign::describe(upgrade.answer));
        found.change = foreign::advice(upgrade.answer, seen.url, seen.websocket_path);
        break;
    default:
        found.change = "set WEBSOCKETS_ENABLED=true in Directus, set directus.websocket_path to its "
                       "WEBSOCKETS_REST_PATH, and let a proxy in front pass on the upgrade";
    }
    with_info(seen, [&](json::value info) {
        const auto rest = info["websocket"]["rest"];
        if (info["websocket"].boolean() == false || rest.boolean() == false) {
            found.text += ": WebSockets are off in Directus";
            found.change = "set WEBSOCKETS_ENABLED=true in Directus";
        } else if (const auto path = rest["path"].string(); path && *path != seen.websocket_path) {
            found.text += fmt::format(": Directus has it at {}", *path);
            found.change = fmt::format("set directus.websocket_path = {}", *path);
        } else if (status != 101 && status != 401 && status != 403 && rest.is_object()) {
            found.text += ": Directus would upgrade, so something in front of it does not pass that on";
            found.change = "let the proxy pass on the headers Upgrade and Connection";
        }
        const auto mode = rest["authentication"].string();
        if (status == 401 && mode == "strict")
            found.text =
                fmt::format("{} wants the token in the URL: WEBSOCKETS_REST_AUTH=strict", upgrade.request);
        else if (mode)
            found.text += fmt::format(" (WEBSOCKETS_REST_AUTH={})", *mode);
    });
    out.push_back(std::move(found));
}

void heartbeat(const doctor_evidence& seen, out_list& out)
{
    with_info(seen, [&](json::value info) {
        const auto period = info["websocket"]["heartbeat"];
        if (period.boolean() == false)
            out.push_back({"heartbeat", grade::warn, "off: Directus does not notice clients that are gone",
                           "set WEBSOCKETS_HEARTBEAT_ENABLED=true in Directus"});
        else if (const auto seconds = period.key())
            out.push_back({"heartbeat", grade::ok, fmt::format("every {} s", *seconds)});
    });
}

// The number in the refusal of a page that is too large.
std::optional<long> cap_in(std::string_view message)
{
    const auto end = message.find_last_of("0123456789");
    if (end == message.npos)
        return std::nullopt;
    const auto before = message.substr(0, end + 1).find_last_not_of("0123456789");
    const auto digits = message.substr(before == message.npos ? 0 : before + 1, 9);
    return std::strtol(std::string(digits).c_str(), nullptr, 10);
}

void page_cap(const doctor_evidence& seen, out_list& out)
{
    std::optional<long> cap;
    for (const auto& one : seen.accounts) {
        if (!cap && one.large.succeeded())
            cap = -1;
        if (!cap && one.large.is_directus() && one.large.refusal().code == "INVALID_QUERY")
            cap = cap_in(one.large.refusal().message);
    }
    if (!cap)
        return;
    if (*cap < 0)
        out.push_back({"page cap", grade::ok, "none"});
    else if (*cap >= small_page)
        out.push_back({"page cap", grade::ok, fmt::format("QUERY_LIMIT_MAX={}", *cap)});
    else
        out.push_back({"page cap", grade::warn,
                       fmt::format("QUERY_LIMIT_MAX={}: a page of history takes several requests", *cap),
                       fmt::format("set QUERY_LIMIT_MAX={} or more in Directus", small_page)});
}

void rate_limiter(const doctor_evidence& seen, out_list& out)
{
    with_info(seen, [&](json::value info) {
        for (const auto& [name, key, variable] : std::to_array<std::array<std::string_view, 3>>(
                 {{"rate limiter", "rateLimit", "RATE_LIMITER_POINTS"},
                  {"global rate limiter", "rateLimitGlobal", "RATE_LIMITER_GLOBAL_POINTS"}})) {
            const auto limit = info[key];
            if (limit.boolean() == false)
                out.push_back({std::string(name), grade::ok, "off"});
            const auto points = limit["points"].integer();
            const auto duration = limit["duration"].integer();
            if (!points || !duration)
                continue;
            const bool is_low = *points / std::max<std::int64_t>(*duration, 1) < few_points_a_second;
            out.push_back({std::string(name), is_low ? grade::warn : grade::ok,
                           fmt::format("{} requests in {} s; all users of a gateway may count as one address",
                                       *points, *duration),
                           is_low
                               ? fmt::format("raise {}, or set IP_TRUST_PROXY to the gateway's address, in "
                                             "Directus",
                                             variable)
                               : std::string()});
        }
    });
    // What a proxy tells of a limit of its own.
    for (const auto* field : {"ratelimit-limit", "x-ratelimit-limit", "x-rate-limit-limit"})
        if (const auto limit = seen.ping.field(field); !limit.empty())
            out.push_back({"rate limiter", grade::ok, fmt::format("{}: {}", field, limit)});
}

// The first account that may read rows.
const doctor_account* reader(const doctor_evidence& seen)
{
    const auto at = std::ranges::find_if(seen.accounts, [](const auto& one) { return one.rows.succeeded(); });
    return at == seen.accounts.end() ? nullptr : &*at;
}

// max-age is only sent where an answer may come out of Directus's cache.
void cache(const doctor_evidence& seen, out_list& out)
{
    const auto* of = reader(seen);
    if (!of || !of->again.succeeded())
        return;
    const auto control = of->again.field("cache-control");
    const auto at = control.find("max-age=");
    const auto seconds = at == control.npos ? std::string("0") : std::string(control.substr(at + 8, 9));
    const auto age = std::strtol(seconds.c_str(), nullptr, 10);
    if (age == 0)
        return out.push_back({"cache", grade::ok, "answers are not cached"});
    const bool bypassed = of->search.is_directus();
    out.push_back(
        {"cache", bypassed ? grade::ok : grade::warn,
         fmt::format("CACHE_ENABLED: answers to GET may be {} s old{}", age,
                     bypassed ? "; the gateway reads with SEARCH, which is not cached" : ""),
         bypassed ? "" : "set CACHE_AUTO_PURGE=true in Directus, or let the method SEARCH through"});
}

void search(const doctor_evidence& seen, out_list& out)
{
    const auto* of = reader(seen);
    if (!of || !of->search.is_asked())
        return;
    if (of->search.succeeded())
        return out.push_back({"search", grade::ok, "the HTTP method SEARCH reaches Directus"});
    if (of->search.is_directus()) // and GET is not refused
        return out.push_back({"search", grade::warn,
                              fmt::format("{} is refused ({}) and GET is not: what GET tells, of the schema, "
                                          "too, is of a cache, and older than a change",
                                          of->search.request, of->search.refusal().message),
                              "run this again when the cache has expired, or set CACHE_AUTO_PURGE=true in "
                              "Directus"});
    const auto& answer = of->search.answer;
    out.push_back({"search", grade::warn,
                   fmt::format("{}: {}", of->search.request,
                               answer.status == 0 ? of->search.failure : foreign::describe(answer)),
                   "let the HTTP method SEARCH through to Directus: without it long queries may fail and "
                   "cached answers be old"});
}

void cors(const doctor_evidence& seen, out_list& out)
{
    if (!seen.preflight.is_asked() || seen.preflight.answer.status == 0)
        return;
    const auto allowed = seen.preflight.field("access-control-allow-origin");
    const bool is_off = allowed.empty();
    out.push_back({"CORS", grade::ok,
                   is_off ? "off: web pages of other origins cannot use Directus; IRC does not need it"
                          : fmt::format("{} for a page of {}", allowed, doctor_evidence::example_origin)});
}

void clock(const doctor_evidence& seen, out_list& out)
{
    const auto date = base::from_http_date(seen.ping.answer.date);
    if (!date)
        return;
    const auto apart = std::chrono::duration_cast<std::chrono::seconds>(
                           *date - std::chrono::floor<std::chrono::seconds>(seen.pinged))
                           .count();
    const auto text =
        apart == 0 ? std::string("the same as here")
                   : fmt::format("{} s {} the one here", std::abs(apart), apart > 0 ? "ahead of" : "behind");
    const bool differs = std::abs(apart) > clocks_apart_s;
    out.push_back({"clock", differs ? grade::warn : grade::ok, text,
                   differs ? "synchronise both machines' clocks (NTP)" : ""});
}

void latency(const doctor_evidence& seen, out_list& out)
{
    if (seen.latencies.empty())
        return;
    auto sorted = seen.latencies;
    std::ranges::sort(sorted);
    const auto median = sorted[sorted.size() / 2].count();
    const bool is_slow = median > slow_ms;
    out.push_back({"latency", is_slow ? grade::warn : grade::ok,
                   fmt::format("{} ms (median of {})", median, sorted.size()),
                   is_slow ? "run the gateway near Directus, or see what slows Directus down" : ""});
}

constexpr std::array account_checks{
    doctor_check{"reachable", reachable}, doctor_check{"directus", is_directus},
    doctor_check{"version", version},     doctor_check{"licence", licence},
    doctor_check{"websocket", websocket}, doctor_check{"heartbeat", heartbeat},
    doctor_check{"page cap", page_cap},   doctor_check{"rate limiter", rate_limiter},
    doctor_check{"cache", cache},         doctor_check{"search", search},
    doctor_check{"CORS", cors},           doctor_check{"clock", clock},
    doctor_check{"latency", latency},
};

} // namespace

std::span<const doctor_check> doctor_checks()
{
    return account_checks;
}

std::vector<finding> judge(const doctor_evidence& seen)
{
    out_list all;
    for (const auto& check : doctor_checks())
        check.judge(seen, all);
    for (const auto& account : seen.accounts)
        for (const auto& check : doctor_account_checks()) {
            const auto first = all.size();
            check.judge(seen, account, all);
            for (auto n = first; n < all.size(); ++n)
                all[n].name = account.name + ": " + std::string(check.name);
        }
    return all;
}

} // namespace server
