#include "server/setup/setup_run.hpp"

#include "base/printable.hpp"
#include "server/config/config_keys.hpp"

#include <boost/asio.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <exception>

namespace server {

namespace asio = boost::asio;
namespace blueprint = directus::blueprint;
namespace json = directus::json;
namespace rest = directus::rest;
using blueprint::part;

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

std::string key_name(blueprint::key_type key)
{
    return key == blueprint::key_type::uuid ? "uuid" : "integer";
}

// Reactions are named where they are asked for.
directus::schema shape_of(const setup_options& options)
{
    auto shape = options.settings.shape;
    if (!options.reactions)
        shape.reactions.clear();
    return shape;
}

} // namespace

setup_run::setup_run(setup_session& session, const setup_options& options)
    : session_(session)
    , options_(options)
    , found_(shape_of(options), options.read_markers ? options.settings.read_markers : "")
    , advice_(options.settings.shape)
    , choice_{.shape = options.settings.shape,
              .key = options.key.value_or(blueprint::key_type::uuid),
              .markers = options.settings.read_markers}
{
}

asio::awaitable<void> setup_run::run()
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

asio::awaitable<void> setup_run::prepare()
{
    const auto rights = co_await session_.ask("login", blueprint::my_rights());
    if (rights.root()["data"]["admin_access"].boolean() != true)
        throw setup_failed("login", "this account is not an administrator");
    co_await look_at_collection();
    if (options_.read_markers)
        co_await look_at_markers();
    if (options_.reactions)
        co_await look_at_reactions();
    co_await look_at_policy();
    co_await make_missing();
    say_warnings();
    say_configuration();
    say_what_next();
}

asio::awaitable<void> setup_run::look_at_collection()
{
    const auto& shape = options_.settings.shape;
    const auto step = describe(part::collection);
    const auto answer = co_await session_.send(step, blueprint::collection(shape.collection));
    if (directus::read_refusal(answer).code == "FORBIDDEN")
        co_return; // so says Directus to an administrator of what does not exist
    const auto collection = session_.accepted(step, answer);
    stop_at(part::collection, found_.collection(collection.root()["data"]));
    advice_.collection(collection.root()["data"]);
    const auto fields = co_await session_.ask(step, blueprint::fields(shape.collection));
    stop_at(part::collection, found_.fields(fields.root()["data"]));
    advice_.fields(fields.root()["data"]);
    const auto relations = co_await session_.ask(step, blueprint::relations(shape.collection));
    stop_at(part::collection, found_.relations(relations.root()["data"]));
    advice_.relations(relations.root()["data"]);
}

asio::awaitable<void> setup_run::look_at_markers()
{
    const auto& name = options_.settings.read_markers;
    const auto step = describe(part::markers);
    const auto answer = co_await session_.send(step, blueprint::collection(name));
    if (directus::read_refusal(answer).code == "FORBIDDEN")
        co_return;
    session_.accepted(step, answer);
    const auto fields = co_await session_.ask(step, blueprint::fields(name));
    stop_at(part::markers, found_.marker_fields(fields.root()["data"]));
    const auto relations = co_await session_.ask(step, blueprint::relations(name));
    found_.marker_relations(relations.root()["data"]);
}

asio::awaitable<void> setup_run::look_at_reactions()
{
    if (!found_.key_type().empty())
        choice_.message_type = found_.key_type();
    else
        choice_.message_type = key_name(choice_.key);
    const auto& name = options_.settings.shape.reactions;
    const auto step = describe(part::reactions);
    const auto answer = co_await session_.send(step, blueprint::collection(name));
    if (directus::read_refusal(answer).code == "FORBIDDEN")
        co_return;
    session_.accepted(step, answer);
    const auto fields = co_await session_.ask(step, blueprint::fields(name));
    stop_at(part::reactions, found_.reaction_fields(fields.root()["data"]));
    const auto relations = co_await session_.ask(step, blueprint::relations(name));
    found_.reaction_relations(relations.root()["data"]);
}

asio::awaitable<void> setup_run::look_at_policy()
{
    const auto policies = co_await session_.ask(describe(part::policy), blueprint::policies());
    stop_at(part::policy, found_.policies(policies.root()["data"]));
    const auto roles = co_await session_.ask(describe(part::role), blueprint::roles());
    found_.roles(roles.root()["data"]);
    choice_.policy = found_.policy();
    choice_.role = found_.role();
    if (choice_.policy.empty())
        co_return;
    // Page by page: Directus may allow fewer rows than there are (QUERY_LIMIT_MAX).
    for (std::size_t read = 0, count = 1; count > 0 && read < most_permissions; read += count) {
        auto request = blueprint::permissions(choice_.policy, read);
        const auto permissions = co_await session_.ask(describe(part::policy), std::move(request));
        count = permissions.root()["data"].size();
        found_.permissions(permissions.root()["data"]);
    }
    if (choice_.role.empty())
        co_return;
    const auto grants =
        co_await session_.ask(describe(part::grant), blueprint::grants(choice_.role, choice_.policy));
    found_.grants(grants.root()["data"]);
}

asio::awaitable<void> setup_run::make_missing()
{
    for (const auto which : wanted()) {
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
    auto answer = co_await session_.send(describe(which), blueprint::make(which, choice_));
    const bool has_rule = which == part::may_read_names || which == part::may_read_markers ||
                          which == part::may_update_markers || which == part::may_delete_reactions;
    if (has_rule && directus::read_refusal(answer).code == "RESOURCE_RESTRICTED") {
        restricted(which) = true;
        answer = co_await session_.send(describe(which), blueprint::make(which, choice_));
    }
    co_return session_.accepted(describe(which), answer);
}

std::vector<part> setup_run::wanted() const
{
    std::vector<part> all(blueprint::parts.begin(), blueprint::parts.end());
    if (options_.read_markers)
        all.insert(all.end(), blueprint::marker_parts.begin(), blueprint::marker_parts.end());
    if (options_.reactions)
        all.insert(all.end(), blueprint::reaction_parts.begin(), blueprint::reaction_parts.end());
    return all;
}

bool& setup_run::restricted(part which)
{
    if (which == part::may_delete_reactions)
        return choice_.all_reactions;
    return which == part::may_read_names ? choice_.whole_profiles : choice_.all_markers;
}

std::string setup_run::describe(part which) const
{
    return blueprint::describe(which, options_.settings.shape, options_.settings.read_markers);
}

void setup_run::stop_at(part which, const directus::project::obstacle& obstacle) const
{
    if (obstacle)
        throw setup_failed(describe(which), *obstacle);
}

void setup_run::say_warnings() const
{
    for (const auto* several : {&found_.warnings(), &advice_.warnings()})
        for (const auto& warning : *several)
            warn(base::printable(warning));
    if (options_.key && found_.has(part::collection) && key_name(*options_.key) != found_.key_type())
        warn(fmt::format("--key={} has no effect: {} is there, its key is {}", key_name(*options_.key),
                         describe(part::collection), found_.key_type()));
    if (found_.whole_profiles() || choice_.whole_profiles)
        warn("people who chat can read each other's whole profiles, e-mail addresses included, over "
             "Directus's API (the gateway never shows them); Directus 12 needs a licence to give id, "
             "first_name and last_name of directus_users alone");
    if (found_.all_markers() || choice_.all_markers)
        warn(fmt::format(
            "people who chat can read and change each other's rows of {} over Directus's API: how "
            "far each has read (the gateway never shows it); Directus 12 needs a licence to "
            "limit a permission to one's own rows",
            options_.settings.read_markers));
    if (found_.all_reactions() || choice_.all_reactions)
        warn(fmt::format("people who chat can delete each other's rows of {} over Directus's API (over IRC "
                         "only their own); Directus 12 needs a licence to limit a permission to one's own "
                         "rows",
                         options_.settings.shape.reactions));
}

// What the gateway's file has to say of this project, in its sections.
void setup_run::say_configuration() const
{
    auto lines = advice_.lines();
    if (const auto url = options_.settings.url.str(); url != default_url)
        lines.insert(lines.begin(), {"directus.url", url});
    if (options_.read_markers)
        lines.push_back({"directus.read_markers", options_.settings.read_markers});
    if (options_.reactions)
        lines.push_back({"directus.reactions", options_.settings.shape.reactions});
    std::erase_if(lines, [](const auto& line) {
        return std::ranges::find(config_keys(), line.key, &config_key::name) == config_keys().end();
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

void setup_run::say_what_next() const
{
    if (options_.dry_run) {
        if (!found_.has(part::may_read_names))
            fmt::print("\nWhere this is Directus 12 without a licence, whole profiles of users could be read "
                       "with their names.\n");
        if (options_.read_markers && !found_.has(part::may_read_markers))
            fmt::print(
                "\nWhere this is Directus 12 without a licence, everybody's read markers could be read "
                "and changed by all who chat.\n");
        if (options_.reactions && !found_.has(part::may_delete_reactions))
            fmt::print(
                "\nWhere this is Directus 12 without a licence, everybody's reactions could be deleted "
                "by all who chat.\n");
        fmt::print("\nNothing was changed.\n");
        return;
    }
    fmt::print(
        "\nNext: create the people who chat, each with an e-mail address, a password and the role {}:\n"
        "  {}/admin/users\n"
        "Then start directus-ircd with the same settings; they log in with that address and password.\n",
        blueprint::name, options_.settings.public_url);
    if (options_.read_markers)
        fmt::print("Its key directus.read_markers = {} keeps read markers there.\n",
                   options_.settings.read_markers);
    if (options_.reactions)
        fmt::print("Its key directus.reactions = {} keeps reactions there.\n",
                   options_.settings.shape.reactions);
}

} // namespace server
