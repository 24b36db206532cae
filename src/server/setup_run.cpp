#include "server/setup_run.hpp"

#include "directus/rest.hpp"

#include <boost/asio.hpp>

#include <fmt/format.h>

#include <cstdio>
#include <exception>
#include <stdexcept>

namespace server {

namespace asio = boost::asio;
namespace blueprint = directus::blueprint;
namespace json = directus::json;
namespace rest = directus::rest;
using blueprint::part;

namespace {

void say(const std::string& what, std::string_view state)
{
    fmt::print("{}: {}\n", what, state);
    std::fflush(stdout);
}

void warn(std::string_view text)
{
    fmt::print(stderr, "warning: {}\n", text);
}

[[noreturn]] void fail(const std::string& step, std::string_view reason)
{
    throw std::runtime_error(fmt::format("{}: {}", step, reason));
}

// A named value, as g++ 12 destroys an aggregate that is made inside a co_await twice.
net::http_request for_http(rest::request request)
{
    return {.method = std::move(request.method),
            .target = std::move(request.target),
            .body = std::move(request.body),
            .bearer = std::move(request.bearer)};
}

std::string key_name(blueprint::key_type key)
{
    return key == blueprint::key_type::uuid ? "uuid" : "integer";
}

} // namespace

setup_run::setup_run(net::http_client& http, const setup_options& options, administrator who)
    : http_(http)
    , options_(options)
    , who_(std::move(who))
    , token_(who_.token)
    , found_(options.settings.shape)
    , choice_{.shape = options.settings.shape, .key = options.key.value_or(blueprint::key_type::uuid)}
{
}

asio::awaitable<void> setup_run::run()
{
    if (token_.empty())
        co_await login();
    std::exception_ptr failure;
    try {
        co_await prepare();
    } catch (...) {
        failure = std::current_exception();
    }
    co_await logout();
    if (failure)
        std::rethrow_exception(failure);
}

asio::awaitable<void> setup_run::login()
{
    const std::string step("login");
    auto answer = co_await send(step, rest::login(who_.email, who_.password));
    if (directus::read_refusal(answer).code == "INVALID_OTP") {
        const auto code = ask_one_time_code();
        if (!code)
            fail(step, "a one-time code is needed: use DIRECTUS_IRCD_ADMIN_TOKEN instead");
        answer = co_await send(step, rest::login(who_.email, who_.password, *code));
    }
    accepted(step, answer);
    auto tokens = rest::parse_tokens(answer);
    if (!tokens)
        fail(step, tokens.error().message());
    token_ = std::move(tokens->access_token);
    refresh_token_ = std::move(tokens->refresh_token);
}

asio::awaitable<void> setup_run::logout()
{
    if (refresh_token_.empty())
        co_return;
    auto outgoing = for_http(rest::logout(refresh_token_));
    co_await http_.send(std::move(outgoing),
                        options_.settings.answer_limit); // expires by itself where this fails
}

asio::awaitable<void> setup_run::prepare()
{
    const auto rights = co_await ask("login", blueprint::my_rights());
    if (rights.root()["data"]["admin_access"].boolean() != true)
        fail("login", "this account is not an administrator");
    co_await look();
    co_await make_missing();
    say_warnings();
    say_what_next();
}

asio::awaitable<void> setup_run::look()
{
    co_await look_at_collection();
    co_await look_at_policy();
}

asio::awaitable<void> setup_run::look_at_collection()
{
    const auto& shape = options_.settings.shape;
    const auto step = describe(part::collection);
    const auto answer = co_await send(step, blueprint::collection(shape));
    if (directus::read_refusal(answer).code == "FORBIDDEN")
        co_return; // so says Directus to an administrator of what does not exist
    const auto collection = accepted(step, answer);
    stop_at(part::collection, found_.collection(collection.root()["data"]));
    const auto fields = co_await ask(step, blueprint::fields(shape));
    stop_at(part::collection, found_.fields(fields.root()["data"]));
    const auto relations = co_await ask(step, blueprint::relations(shape));
    stop_at(part::collection, found_.relations(relations.root()["data"]));
}

asio::awaitable<void> setup_run::look_at_policy()
{
    const auto policies = co_await ask(describe(part::policy), blueprint::policies());
    stop_at(part::policy, found_.policies(policies.root()["data"]));
    const auto roles = co_await ask(describe(part::role), blueprint::roles());
    found_.roles(roles.root()["data"]);
    choice_.policy = found_.policy();
    choice_.role = found_.role();
    if (choice_.policy.empty())
        co_return;
    const auto permissions = co_await ask(describe(part::policy), blueprint::permissions(choice_.policy));
    found_.permissions(permissions.root()["data"]);
    if (choice_.role.empty())
        co_return;
    const auto grants = co_await ask(describe(part::grant), blueprint::grants(choice_.role, choice_.policy));
    found_.grants(grants.root()["data"]);
}

asio::awaitable<void> setup_run::make_missing()
{
    for (const auto which : blueprint::parts) {
        if (found_.has(which)) {
            say(describe(which), "already there");
        } else if (options_.dry_run) {
            say(describe(which), "would be created");
        } else {
            // A new collection has all of its fields from the start.
            if (found_.has(part::collection) || !blueprint::is_field(which)) {
                const auto made = co_await make(which);
                const std::string id(made.root()["data"]["id"].string().value_or(""));
                if (which == part::policy)
                    choice_.policy = id;
                if (which == part::role)
                    choice_.role = id;
            }
            say(describe(which), "created");
        }
    }
}

asio::awaitable<json::document> setup_run::make(part which)
{
    auto answer = co_await send(describe(which), blueprint::make(which, choice_));
    if (which == part::may_read_names && directus::read_refusal(answer).code == "RESOURCE_RESTRICTED") {
        choice_.whole_profiles = true;
        answer = co_await send(describe(which), blueprint::make(which, choice_));
    }
    co_return accepted(describe(which), answer);
}

asio::awaitable<rest::response> setup_run::send(std::string step, rest::request request)
{
    request.bearer = token_;
    auto outgoing = for_http(std::move(request));
    auto answer = co_await http_.send(std::move(outgoing), options_.settings.answer_limit);
    if (!answer)
        fail(step, options_.settings.url.str() + ": " + answer.error().message());
    co_return rest::response{answer->status, std::move(answer->body), {}};
}

asio::awaitable<json::document> setup_run::ask(std::string step, rest::request request)
{
    const auto answer = co_await send(step, std::move(request));
    co_return accepted(step, answer);
}

json::document setup_run::accepted(const std::string& step, const rest::response& answer) const
{
    if (answer.status < 200 || answer.status > 299)
        fail(step, directus::read_refusal(answer).message);
    auto parsed = json::document::parse(answer.body);
    if (!parsed)
        fail(step, options_.settings.url.str() + " does not answer as Directus does");
    return std::move(*parsed);
}

std::string setup_run::describe(part which) const
{
    return blueprint::describe(which, options_.settings.shape);
}

void setup_run::stop_at(part which, const directus::project::obstacle& obstacle) const
{
    if (obstacle)
        throw std::runtime_error(fmt::format("{} {}", describe(which), *obstacle));
}

void setup_run::say_warnings() const
{
    for (const auto& warning : found_.warnings())
        warn(warning);
    if (options_.key && found_.has(part::collection) && key_name(*options_.key) != found_.key_type())
        warn(fmt::format("--key={} has no effect: {} is there, its key is {}", key_name(*options_.key),
                         describe(part::collection), found_.key_type()));
    if (found_.whole_profiles() || choice_.whole_profiles)
        warn("people who chat can read each other's whole profiles, e-mail addresses included, over "
             "Directus's "
             "API (the gateway never shows them); Directus 12 needs a licence to give id, first_name and "
             "last_name "
             "of directus_users alone");
}

void setup_run::say_what_next() const
{
    if (options_.dry_run) {
        if (!found_.has(part::may_read_names))
            fmt::print("\nWhere this is Directus 12 without a licence, users' whole profiles could be read "
                       "with their "
                       "names.\n");
        fmt::print("\nNothing was changed.\n");
        return;
    }
    fmt::print(
        "\nNext: create the people who chat, each with an e-mail address, a password and the role {}:\n"
        "  {}/admin/users\n"
        "Then start directus-ircd with the same settings; they log in with that address and password.\n",
        blueprint::name, options_.settings.public_url);
}

} // namespace server
