#include "server/doctor/doctor_probe.hpp"

#include "directus/foreign.hpp"
#include "directus/json.hpp"
#include "directus/oas.hpp"
#include "directus/row.hpp"
#include "directus/schema_search.hpp"
#include "server/login/schema_watch.hpp"

#include <boost/asio.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace server {

namespace asio = boost::asio;
namespace json = directus::json;
namespace rest = directus::rest;

namespace {

constexpr base::duration limit = std::chrono::seconds(4); // for an answer
constexpr int pings = 5;
constexpr int most_tries = 4;
constexpr base::duration longest_pause = std::chrono::seconds(5);

rest::request get(std::string target, const base::secret& token = {})
{
    return {.method = "GET", .target = std::move(target), .bearer = token};
}

std::string items(const directus::schema& shape)
{
    return "/items/" + rest::percent_encoded(shape.collection);
}

// With exactly the fields that the gateway asks for.
std::string one_row(const directus::schema& shape)
{
    std::string target = items(shape) + "?limit=1&fields=";
    for (const auto& field : directus::row::fields(shape))
        target.append(target.ends_with('=') ? "" : ",").append(rest::percent_encoded(field));
    return target;
}

std::string one_row_as_query(const directus::schema& shape)
{
    json::writer out;
    out.object().key("query").object().key("limit").integer(1).key("fields").array();
    for (const auto& field : directus::row::fields(shape))
        out.string(field);
    return out.end().end().end().take();
}

// No row lacks a key: it is refused for its size, or empty.
std::string large_page(const directus::schema& shape)
{
    const auto key = rest::percent_encoded(shape.key);
    return fmt::format("{}?limit={}&fields={}&filter%5B{}%5D%5B_null%5D=true", items(shape),
                       doctor_evidence::large_limit, key, key);
}

// A rate limiter, or a Directus that has too much to do: neither says anything about the configuration.
bool is_for_now(const doctor_answer& one)
{
    return one.answer.status == 429 || (one.answer.status == 503 && one.is_directus());
}

// https://www.rfc-editor.org/rfc/rfc9110#field.retry-after, in seconds; a date counts as none.
base::duration pause_after(const doctor_answer& one)
{
    const auto told = one.field("retry-after");
    unsigned seconds = 1;
    std::from_chars(told.data(), told.data() + told.size(), seconds);
    return std::clamp<base::duration>(std::chrono::seconds(seconds), std::chrono::seconds(1), longest_pause);
}

} // namespace

net::http_request upgrade_request(const std::string& path)
{
    net::http_request upgrade{.target = path};
    upgrade.fields = {{"Connection", "Upgrade"},
                      {"Upgrade", "websocket"},
                      {"Sec-WebSocket-Version", "13"},
                      {"Sec-WebSocket-Key", "ZGlyZWN0dXMtaXJjZCBkYw=="}};
    return upgrade;
}

asio::awaitable<doctor_answer> doctor_probe::send(net::http_request request)
{
    const base::wiped_at_end body(request.body);
    for (int tries = 1;; ++tries) {
        auto out = co_await send_once(request);
        if (tries == most_tries || !is_for_now(out))
            co_return out;
        asio::steady_timer pause(co_await asio::this_coro::executor, pause_after(out));
        co_await pause.async_wait(asio::use_awaitable);
    }
}

asio::awaitable<doctor_answer> doctor_probe::send_once(net::http_request request)
{
    doctor_answer out;
    out.request = request.method + " " + request.target.substr(0, request.target.find('?'));
    request.wants_fields = true;
    const auto start = base::steady_now();
    auto answer = co_await http_.send(std::move(request), limit);
    out.took = base::steady_now() - start;
    if (!answer) {
        out.failure = http_.failure().empty() ? answer.error() == base::errc::interrupted
                                                    ? "the connection was closed without an answer"
                                                    : answer.error().message()
                                              : http_.failure();
        co_return out;
    }
    out.fields = std::move(answer->fields);
    out.answer = {answer->status, std::move(answer->body), std::move(answer->date), std::move(answer->type),
                  std::move(answer->location)};
    co_return out;
}

asio::awaitable<doctor_answer> doctor_probe::ask(rest::request request)
{
    net::http_request sent{.method = std::move(request.method),
                           .target = std::move(request.target),
                           .body = std::move(request.body),
                           .bearer = std::move(request.bearer)};
    return send(std::move(sent));
}

asio::awaitable<doctor_evidence> doctor_probe::run(std::vector<doctor_login> logins)
{
    doctor_evidence seen;
    seen.url = settings_.url.str();
    seen.websocket_path = settings_.websocket_path;
    seen.ping = co_await ask(rest::ping());
    seen.pinged = base::wall_now();
    if (seen.ping.answer.status == 0)
        co_return seen;
    co_await look_as_nobody(seen);
    if (seen.ping.is_directus() || seen.rows.is_directus())
        for (const auto& login : logins)
            seen.accounts.push_back(co_await look_as(login));
    co_return seen;
}

asio::awaitable<void> doctor_probe::look_as_nobody(doctor_evidence& seen)
{
    for (int n = 0; n < pings; ++n) {
        const auto one = co_await ask(rest::ping());
        if (one.answer.status == 0)
            break;
        seen.latencies.push_back(one.took);
    }
    seen.info = co_await ask(get("/server/info"));
    seen.rows = co_await ask(get(items(settings_.shape) + "?limit=1"));
    auto upgrade = upgrade_request(seen.websocket_path);
    seen.upgrade = co_await send(std::move(upgrade));
    net::http_request preflight{.method = "OPTIONS", .target = "/auth/login"};
    preflight.fields = {{"Origin", std::string(doctor_evidence::example_origin)},
                        {"Access-Control-Request-Method", "POST"}};
    seen.preflight = co_await send(std::move(preflight));
}

// Empty where Directus refused.
asio::awaitable<base::secret> doctor_probe::log_in(const doctor_login& login, doctor_account& seen,
                                                   base::secret& refresh_token)
{
    if (!login.who.token.empty())
        co_return login.who.token;
    seen.login = co_await ask(rest::login(login.who.email, login.who.password));
    if (seen.login.refusal().code == "INVALID_OTP")
        if (const auto code = ask_one_time_code())
            seen.login = co_await ask(rest::login(login.who.email, login.who.password, *code));
    auto tokens = rest::parse_tokens(seen.login.answer);
    if (!tokens)
        co_return base::secret();
    base::wipe(seen.login.answer.body);
    refresh_token = std::move(tokens->refresh_token);
    co_return std::move(tokens->access_token);
}

asio::awaitable<doctor_account> doctor_probe::look_as(const doctor_login& login)
{
    doctor_account seen;
    seen.name = login.name;
    seen.shape = settings_.shape;
    base::secret refresh_token;
    const auto token = co_await log_in(login, seen, refresh_token);
    if (token.empty())
        co_return seen;
    seen.me = co_await ask(rest::my_id(token));
    if (seen.me.succeeded())
        co_await look_at_rows(token, seen);
    if (seen.me.succeeded() && login.is_administrator) {
        auto request = get("/fields/" + rest::percent_encoded(seen.shape.collection), token);
        seen.columns = co_await ask(std::move(request));
    }
    if (!refresh_token.empty())
        co_await ask(rest::logout(refresh_token)); // the session expires by itself where this fails
    co_return seen;
}

asio::awaitable<void> doctor_probe::look_at_rows(const base::secret& token, doctor_account& seen)
{
    co_await find_schema(token, seen);
    seen.shape.attachment_as = directus::files::ids;
    const auto& shape = seen.shape;
    seen.info = co_await ask(get("/server/info", token));
    seen.permissions = co_await ask(rest::my_permissions(token));
    seen.rows = co_await ask(get(one_row(shape), token));
    seen.again = co_await ask(get(one_row(shape), token));
    rest::request search{
        .method = "SEARCH", .target = items(shape), .body = one_row_as_query(shape), .bearer = token};
    seen.search = co_await ask(std::move(search));
    seen.large = co_await ask(get(large_page(shape), token));
    seen.people = co_await ask(get("/users?limit=50&fields=id,first_name,last_name", token));
}

// What the operator has not named is looked for, as at the gateway's first login.
asio::awaitable<void> doctor_probe::find_schema(const base::secret& token, doctor_account& seen)
{
    if (!settings_.find_schema)
        co_return;
    const directus::schema_search search(settings_.shape, fixed_in(settings_));
    seen.collections = co_await ask(directus::oas::ask(token));
    const auto told = directus::oas::parse(seen.collections.answer, search.collections());
    seen.collections.answer.body.clear(); // megabytes
    if (!told)
        co_return;
    auto result = search.in(*told);
    seen.found = result.found.has_value();
    if (result.found)
        seen.shape = std::move(*result.found);
    seen.schema_reason = std::move(result.reason);
    seen.schema_change = std::move(result.change);
}

} // namespace server
