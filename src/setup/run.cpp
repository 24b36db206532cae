#include "setup/run.hpp"

#include "base/printable.hpp"
#include "directus/refusal.hpp"
#include "server/config/config_keys.hpp"
#include "setup/collections.hpp"
#include "setup/static_token.hpp"

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
    , plan_(plan_of(options))
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
    co_await look_at_list(plan_.messages);
    for (const auto& extra : plan_.extras)
        if (extra.has_table())
            co_await look_at(extra);
    co_await look_at_policy();
    if (!plan_.bot.empty())
        co_await look_at_bot();
    co_await make_missing();
    say_warnings();
    say_configuration();
    say_bot();
    say_what_next();
    if (refused_)
        throw failed("--with=" + std::string(refused_->option), std::string(refused_->refusal));
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

asio::awaitable<void> run::look_at_list(const blueprint::collection& collection)
{
    const auto presets =
        co_await session_.ask(describe_list(collection), blueprint::presets(collection.name));
    found_.presets(collection, presets.root()["data"]);
    values_.author_shows_id = found_.author_shows_id();
}

asio::awaitable<void> run::look_at_policy()
{
    const auto policies = co_await session_.ask(blueprint::policy_part, blueprint::policies());
    stop_at(blueprint::policy_part, found_.policies(policies.root()["data"]));
    const auto role_part = describe_role(plan_);
    const auto roles = co_await session_.ask(role_part, blueprint::roles(plan_.role));
    stop_at(role_part, found_.roles(roles.root()["data"]));
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
        co_await session_.ask(describe_grant(plan_), blueprint::grants(values_.role, values_.policy));
    found_.grants(grants.root()["data"]);
}

asio::awaitable<void> run::look_at_bot()
{
    const auto step = describe_bot(plan_);
    const auto users = co_await session_.ask(step, blueprint::users_named(plan_.bot));
    stop_at(step, found_.users_named(users.root()["data"]));
    values_.bot = found_.bot();
    values_.token = new_static_token();
}

asio::awaitable<void> run::make_missing()
{
    for (const auto& part : blueprint::parts(plan_)) {
        if (found_.has(part.description)) {
            say(part.description, part.found);
        } else if (options_.dry_run) {
            say(part.description, fmt::format("would be {}", part.made));
        } else {
            // A new collection has all of its fields from the start.
            bool is_made = part.comes_with_owner && !found_.has(describe(*part.owner));
            if (!is_made)
                is_made = co_await make(part);
            say(part.description, is_made ? std::string(part.made) : fmt::format("not {}", part.made));
        }
    }
}

asio::awaitable<bool> run::make(const blueprint::part& part)
{
    auto answer = co_await session_.send(part.description, part.request(plan_, part, values_));
    if (part.has_rule && directus::read_refusal(answer).code == "RESOURCE_RESTRICTED") {
        if (!part.owner->refusal.empty()) {
            refused_ = part.owner;
            co_return false;
        }
        values_.unruled.insert(part.owner->name);
        answer = co_await session_.send(part.description, part.request(plan_, part, values_));
    }
    const auto made = session_.accepted(part.description, answer);
    if (part.id)
        values_.*part.id = made.root()["data"]["id"].string().value_or("");
    co_return true;
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
        if (!collection->unruled.empty() &&
            (found_.is_unruled(collection->name) || values_.unruled.contains(collection->name)))
            warn(collection->unruled);
    if (!plan_.bot.empty() && found_.role_has_app_access())
        warn(fmt::format("the role {} gives access to the Data Studio: the bot takes a seat of the licence",
                         plan_.role));
}

// What the gateway's file has to say of this project, in its sections.
void run::say_configuration() const
{
    auto lines = advice_.lines();
    if (const auto url = options_.settings.url.str(); url != default_url)
        lines.insert(lines.begin(), {"directus.url", url});
    for (const auto& extra : plan_.extras)
        if (extra.has_table())
            lines.push_back({std::string(extra.key), extra.name});
    if (auto bots = options_.settings.room.bots; !values_.bot.empty()) {
        if (std::ranges::find(bots, values_.bot) == bots.end())
            bots.push_back(values_.bot);
        lines.push_back({"irc.bots", fmt::format("{}", fmt::join(bots, ", "))});
    }
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

void run::say_bot() const
{
    if (plan_.bot.empty() || options_.dry_run)
        return;
    if (found_.bot().empty())
        fmt::print("\nThe static token of {}, which is shown only now:\n  {}\n", plan_.bot,
                   values_.token.reveal());
    else
        fmt::print(
            "\nThe token of {} stays as it is and cannot be shown again. A new one, which ends the old "
            "one, is made at\n  {}/admin/users/{}\n"
            "under Token: generate it, copy it and save the user.\n",
            plan_.bot, options_.settings.public_url, base::printable(found_.bot()));
}

void run::say_what_next() const
{
    if (options_.dry_run)
        say_dry_run();
    else
        say_who_chats();
    offer_untracking();
    if (options_.dry_run)
        fmt::print("\nNothing was changed.\n");
}

void run::say_dry_run() const
{
    for (const auto* collection : plan_.collections()) {
        const auto ruled = std::ranges::find_if(collection->permissions, &blueprint::permission::has_rule);
        if (ruled != collection->permissions.end() && !found_.has(describe(*collection, *ruled)))
            fmt::print("\nWhere this is Directus 12 without a licence, {}.\n", collection->unruled_dry_run);
    }
}

void run::say_who_chats() const
{
    if (plan_.role == blueprint::name)
        fmt::print(
            "\nNext: create the people who chat, each with an e-mail address, a password and the role {}:\n"
            "  {}/admin/users\n"
            "Then start directus-ircd with the same settings; they log in with that address and password.\n",
            plan_.role, options_.settings.public_url);
    else
        fmt::print(
            "\nNext: start directus-ircd with the same settings; users of the role {} log in with their "
            "e-mail address and\npassword.\n",
            plan_.role);
    if (!found_.role_has_app_access())
        fmt::print("The role {} gives no access to the Data Studio: users who work there would lose it with "
                   "this role. Attach the\n"
                   "policy {} to their own role instead: directus-ircd setup --role=NAME.\n",
                   plan_.role, blueprint::name);
    for (const auto& extra : plan_.extras)
        if (extra.has_table())
            fmt::print("Its key {} = {} keeps {} there.\n", extra.key, extra.name, extra.purpose);
}

// Collections that exist stay as they are, unless --no-accountability is given.
void run::offer_untracking() const
{
    for (const auto* collection : plan_.collections())
        if (!plan_.untracked && collection->has_table() && found_.has(describe(*collection)) &&
            !found_.has(describe_accountability(*collection)))
            fmt::print(
                "\nDirectus records each change of {} in its activity log and revisions, too. Nothing in "
                "the chat needs these:\n"
                "directus-ircd setup --no-accountability switches them off.\n",
                collection->name);
}

} // namespace setup
