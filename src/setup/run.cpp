#include "setup/run.hpp"

#include "base/printable.hpp"
#include "directus/refusal.hpp"
#include "server/config/config_keys.hpp"
#include "setup/collections.hpp"

#include <boost/asio.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <exception>

namespace setup {

namespace asio = boost::asio;
namespace json = directus::json;
namespace rest = directus::rest;

namespace {

constexpr std::string_view default_url = "http://127.0.0.1:8055";
constexpr std::size_t most_permissions = 10'000; // that are looked through

void say(const std::string& what, std::string_view state)
{
    fmt::print("{}: {}\n", what, state);
    std::fflush(stdout);
}

void warn(std::string_view text)
{
    fmt::print(stderr, "warning: {}\n", text);
}

void stop_at(const std::string& step, const project::obstacle& obstacle)
{
    if (obstacle)
        throw failed(step, *obstacle);
}

} // namespace

run::run(session& session, const options& options)
    : session_(session)
    , options_(options)
    , plan_(plan_of(options.settings, options.key.value_or("uuid"), options.with))
    , found_(plan_)
    , advice_(options.settings.shape)
    , values_{.key_type = options.key.value_or("uuid")}
{
}

asio::awaitable<void> run::perform()
{
    co_await session_.login();
    std::exception_ptr failure;
    try {
        co_await prepare();
    } catch (...) {
        failure = std::current_exception();
    }
    co_await session_.logout();
    if (failure)
        std::rethrow_exception(failure);
}

asio::awaitable<void> run::prepare()
{
    const auto rights = co_await session_.ask("login", blueprint::my_rights());
    if (rights.root()["data"]["admin_access"].boolean() != true)
        throw failed("login", "this account is not an administrator");
    co_await look_at(plan_.messages);
    if (!found_.key_type().empty())
        values_.key_type = found_.key_type();
    for (const auto& extra : plan_.extras)
        co_await look_at(extra);
    co_await look_at_policy();
    co_await make_missing();
    say_warnings();
    say_configuration();
    say_what_next();
}

asio::awaitable<void> run::look_at(const blueprint::collection& collection)
{
    const auto step = describe(collection);
    const auto answer = co_await session_.send(step, blueprint::collection_named(collection.name));
    if (directus::read_refusal(answer).code == "FORBIDDEN")
        co_return; // so says Directus to an administrator of what does not exist
    const auto table = session_.accepted(step, answer);
    stop_at(step, found_.collection(collection, table.root()["data"]));
    const auto fields = co_await session_.ask(step, blueprint::fields(collection.name));
    stop_at(step, found_.fields(collection, fields.root()["data"]));
    const auto relations = co_await session_.ask(step, blueprint::relations(collection.name));
    stop_at(step, found_.relations(collection, relations.root()["data"]));
    if (&collection != &plan_.messages)
        co_return;
    advice_.collection(table.root()["data"]);
    advice_.fields(fields.root()["data"]);
    advice_.relations(relations.root()["data"]);
}

asio::awaitable<void> run::look_at_policy()
{
    const auto policies = co_await session_.ask(blueprint::policy_part, blueprint::policies());
    stop_at(blueprint::policy_part, found_.policies(policies.root()["data"]));
    const auto roles = co_await session_.ask(blueprint::role_part, blueprint::roles());
    found_.roles(roles.root()["data"]);
    values_.policy = found_.policy();
    values_.role = found_.role();
    if (values_.policy.empty())
        co_return;
    // Page by page: Directus may allow fewer rows than there are (QUERY_LIMIT_MAX).
    for (std::size_t read = 0, count = 1; count > 0 && read < most_permissions; read += count) {
        auto request = blueprint::permissions(values_.policy, read);
        const auto permissions = co_await session_.ask(blueprint::policy_part, std::move(request));
        count = permissions.root()["data"].size();
        found_.permissions(permissions.root()["data"]);
    }
    if (values_.role.empty())
        co_return;
    const auto grants =
        co_await session_.ask(blueprint::grant_part, blueprint::grants(values_.role, values_.policy));
    found_.grants(grants.root()["data"]);
}

asio::awaitable<void> run::make_missing()
{
    for (const auto& part : blueprint::parts(plan_)) {
        if (found_.has(part.description)) {
            say(part.description, "already there");
        } else if (options_.dry_run) {
            say(part.description, "would be created");
        } else {
            // A new collection has all of its fields from the start.
            if (!part.is_field || found_.has(describe(*part.owner))) {
                const auto made = co_await make(part);
                if (part.id)
                    values_.*part.id = made.root()["data"]["id"].string().value_or("");
            }
            say(part.description, "created");
        }
    }
}

asio::awaitable<json::document> run::make(const blueprint::part& part)
{
    auto answer = co_await session_.send(part.description, part.request(part, values_));
    if (part.has_rule && directus::read_refusal(answer).code == "RESOURCE_RESTRICTED") {
        values_.unruled.insert(part.owner->name);
        answer = co_await session_.send(part.description, part.request(part, values_));
    }
    co_return session_.accepted(part.description, answer);
}

void run::say_warnings() const
{
    for (const auto* several : {&found_.warnings(), &advice_.warnings()})
        for (const auto& warning : *several)
            warn(base::printable(warning));
    if (const auto& messages = describe(plan_.messages);
        options_.key && found_.has(messages) && *options_.key != found_.key_type())
        warn(fmt::format("--key={} has no effect: {} is there, its key is {}", *options_.key, messages,
                         found_.key_type()));
    for (const auto* collection : plan_.collections())
        if (found_.is_unruled(collection->name) || values_.unruled.contains(collection->name))
            warn(collection->unruled);
}

// What the gateway's file has to say of this project, in its sections.
void run::say_configuration() const
{
    auto lines = advice_.lines();
    if (const auto url = options_.settings.url.str(); url != default_url)
        lines.insert(lines.begin(), {"directus.url", url});
    for (const auto& extra : plan_.extras)
        lines.push_back({std::string(extra.key), extra.name});
    std::erase_if(lines, [](const auto& line) {
        return std::ranges::find(server::config_keys(), line.key, &server::config_key::name) ==
               server::config_keys().end();
    });
    if (lines.empty())
        return;
    fmt::print(
        "\nThe configuration that fits (in directus-ircd.conf; everything else may keep its default):\n");
    std::ranges::stable_sort(lines, {},
                             [](const auto& line) { return line.key.substr(0, line.key.find('.')); });
    std::string section;
    for (const auto& [key, value] : lines) {
        const auto dot = key.find('.');
        if (std::exchange(section, key.substr(0, dot)) != key.substr(0, dot))
            fmt::print("  [{}]\n", section);
        fmt::print("  {} = {}\n", key.substr(dot + 1), base::printable(value));
    }
}

void run::say_what_next() const
{
    if (options_.dry_run) {
        for (const auto* collection : plan_.collections()) {
            const auto ruled =
                std::ranges::find_if(collection->permissions, &blueprint::permission::has_rule);
            if (ruled != collection->permissions.end() && !found_.has(describe(*collection, *ruled)))
                fmt::print("\nWhere this is Directus 12 without a licence, {}.\n",
                           collection->unruled_dry_run);
        }
        fmt::print("\nNothing was changed.\n");
        return;
    }
    fmt::print(
        "\nNext: create the people who chat, each with an e-mail address, a password and the role {}:\n"
        "  {}/admin/users\n"
        "Then start directus-ircd with the same settings; they log in with that address and password.\n",
        blueprint::name, options_.settings.public_url);
    for (const auto& extra : plan_.extras)
        fmt::print("Its key {} = {} keeps {} there.\n", extra.key, extra.name, extra.purpose);
}

} // namespace setup
