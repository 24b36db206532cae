#include "setup/session.hpp"

#include "directus/refusal.hpp"

#include <boost/asio.hpp>

namespace setup {

namespace asio = boost::asio;
namespace json = directus::json;
namespace rest = directus::rest;

namespace {

// A named value, as g++ 12 destroys an aggregate that is made inside a co_await twice.
net::http_request for_http(rest::request request)
{
    return {.method = std::move(request.method),
            .target = std::move(request.target),
            .body = std::move(request.body),
            .bearer = std::move(request.bearer)};
}

} // namespace

session::session(net::http_client& http, const server::config& settings, server::administrator who)
    : http_(http)
    , settings_(settings)
    , who_(std::move(who))
    , token_(who_.token)
    , number_(directus::queries::first_number())
{
}

asio::awaitable<void> session::login()
{
    if (!token_.empty())
        co_return;
    const std::string step("login");
    auto answer = co_await send(step, rest::login(who_.email, who_.password));
    if (directus::read_refusal(answer).code == "INVALID_OTP") {
        const auto code = server::ask_one_time_code();
        if (!code)
            throw failed(step, "a one-time code is needed: use DIRECTUS_IRCD_ADMIN_TOKEN instead");
        answer = co_await send(step, rest::login(who_.email, who_.password, *code));
    }
    accepted(step, answer);
    auto tokens = rest::parse_tokens(answer);
    if (!tokens)
        throw failed(step, tokens.error().message());
    token_ = std::move(tokens->access_token);
    refresh_token_ = std::move(tokens->refresh_token);
}

asio::awaitable<void> session::logout()
{
    if (refresh_token_.empty())
        co_return;
    auto outgoing = for_http(rest::logout(refresh_token_));
    // The session expires by itself where this fails.
    co_await http_.send(std::move(outgoing), settings_.answer_limit);
}

asio::awaitable<rest::response> session::send(std::string step, rest::request request)
{
    request.bearer = token_;
    if (request.method == "GET") // what is there now decides what is made
        directus::queries::make_unique(request, ++number_);
    auto outgoing = for_http(std::move(request));
    auto answer = co_await http_.send(std::move(outgoing), settings_.answer_limit);
    if (!answer) {
        const auto reason = http_.failure().empty() ? answer.error().message() : http_.failure();
        throw failed(step, settings_.url.str() + ": " + reason);
    }
    co_return rest::response{answer->status, std::move(answer->body), {}};
}

asio::awaitable<json::document> session::ask(std::string step, rest::request request)
{
    const auto answer = co_await send(step, std::move(request));
    co_return accepted(step, answer);
}

json::document session::accepted(const std::string& step, const rest::response& answer) const
{
    if (answer.status < 200 || answer.status > 299)
        throw failed(step, directus::read_refusal(answer).message);
    auto parsed = json::document::parse(answer.body);
    if (!parsed)
        throw failed(step, settings_.url.str() + " does not answer as Directus does");
    return std::move(*parsed);
}

} // namespace setup
