#include "setup/options.hpp"

#include "server/config/config_keys.hpp"
#include "setup/collections.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace setup {

namespace {

using blueprint::collection;

[[noreturn]] void refuse(const std::string& why)
{
    throw server::config_error("command line: " + why);
}

void set_key(options& to, const std::string& text)
{
    if (text != "uuid" && text != "integer")
        refuse("--key: \"" + text + "\" is neither uuid nor integer");
    to.key = text;
}

// Returns "read-markers or reactions".
std::string all_options(std::string_view conjunction)
{
    std::string out;
    for (const auto& extra : extras({}))
        out.append(out.empty() ? "" : conjunction).append(extra.option);
    return out;
}

void add_extra(options& to, const std::string& text)
{
    const auto known = extras({});
    if (std::ranges::find(known, text, &collection::option) == known.end())
        refuse("--with: \"" + text + "\" is neither " + all_options(" nor "));
    to.with.insert(text);
}

void set_role(options& to, const std::string& text)
{
    if (text.empty())
        refuse("--role: the name of a role is missing");
    to.role = text;
}

// It becomes a nick, and stands in commands.
void set_bot(options& to, const std::string& text)
{
    constexpr auto letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";
    constexpr std::size_t longest = 30;
    if (text.empty() || text.size() > longest || text.find_first_not_of(letters) != text.npos)
        refuse(
            fmt::format("--bot: \"{}\" is not a name of at most {} letters, digits, - and _", text, longest));
    to.bot = text;
}

// The options that have a value: --key=uuid or --key uuid.
struct value_option {
    std::string_view name;
    std::string (*form)(); // of the value, in words
    void (*set)(options& to, const std::string& value);
};

constexpr std::array value_options{
    value_option{"--key", [] { return std::string("uuid or integer"); }, set_key},
    value_option{"--with", [] { return all_options(" or "); }, add_extra},
    value_option{"--role", [] { return std::string("the name of a role"); }, set_role},
    value_option{"--bot", [] { return std::string("a name"); }, set_bot},
};

// The options that have none.
struct flag {
    std::string_view name;
    bool options::*is_set;
};

constexpr std::array flags{flag{"--dry-run", &options::dry_run}, flag{"--help", &options::help},
                           flag{"--no-accountability", &options::untracked}};

// Returns the name for a collection that the settings do not name: "reactions".
std::string usual_name(const collection& extra)
{
    return std::string(extra.key.substr(extra.key.find('.') + 1));
}

void name_extras(server::config& settings)
{
    for (const auto& extra : extras(settings))
        if (extra.has_table() && extra.name.empty())
            std::ranges::find(server::config_keys(), extra.key, &server::config_key::name)
                ->set(settings, {usual_name(extra)});
}

// Throws where a wanted collection has the name of another one.
void check_names(const options& options)
{
    std::set<std::string> taken{options.settings.shape.collection};
    for (const auto& extra : extras(options.settings)) {
        if (!extra.has_table())
            continue;
        const bool is_taken = extra.name.starts_with("directus_") || taken.contains(extra.name);
        if (is_taken && options.with.contains(extra.option))
            throw server::config_error(
                fmt::format("{}: {} is a collection of something else", extra.key, extra.name));
        taken.insert(extra.name);
    }
}

std::string meaning(const collection& extra)
{
    return extra.has_table() ? fmt::format("make the collection for {}, too", extra.purpose)
                             : fmt::format("permit {}", extra.purpose);
}

// Returns an entry of the usage: two lines where the option is long.
std::string option_line(std::string_view option, std::string_view meaning)
{
    constexpr std::size_t indent = 35;
    auto out = fmt::format("  {:<{}}", option, indent - 2);
    if (out.size() > indent)
        out += "\n" + std::string(indent, ' ');
    return out + std::string(meaning) + "\n";
}

} // namespace

options read_options(const std::vector<std::string>& arguments, const std::vector<std::string>& environment)
{
    options out;
    std::vector<std::string> rest;
    for (auto it = arguments.begin(); it != arguments.end(); ++it) {
        const auto equals = it->find('=');
        const auto name = it->substr(0, equals);
        const auto* const plain = std::ranges::find(flags, *it, &flag::name);
        const auto* const with_value = std::ranges::find(value_options, name, &value_option::name);
        if (plain != flags.end())
            out.*plain->is_set = true;
        else if (*it == "--version" || *it == "--check-config")
            refuse(*it + " is not an option of setup");
        else if (with_value == value_options.end())
            rest.push_back(*it);
        else if (equals != it->npos)
            with_value->set(out, it->substr(equals + 1));
        else if (++it != arguments.end())
            with_value->set(out, *it);
        else
            refuse(name + " needs " + with_value->form());
    }
    if (out.help)
        return out;
    out.settings = server::read_command_line(rest, environment).settings;
    if (out.settings.shape.collection.starts_with("directus_"))
        throw server::config_error("directus.collection: " + out.settings.shape.collection +
                                   " is one of Directus's own collections");
    name_extras(out.settings);
    check_names(out);
    return out;
}

std::string usage()
{
    std::string with;
    std::string names;
    for (const auto& extra : extras({})) {
        with += option_line(fmt::format("--with={}", extra.option), meaning(extra));
        if (!extra.has_table())
            continue;
        names += option_line(fmt::format("--{}={}", extra.key, usual_name(extra)),
                             fmt::format("the collection for {}", extra.purpose));
    }
    return "Usage: directus-ircd setup [options]\n\n"
           "Prepares a Directus project for chat: makes the collection with its list in the Data Studio, "
           "and a role and\n"
           "a policy \"Chat\" that give no access to the Data Studio. What is already there stays as it is; "
           "running it\n"
           "again changes nothing.\n\n"
           "Options:\n"
           "  --dry-run                        change nothing, say what would be made\n"
           "  --key=uuid|integer               the key of a new collection (default: uuid)\n" +
           with +
           "  --role=NAME                      attach the policy to this role, which exists, and make none\n"
           "  --bot=NAME                       make a user with a static token, which is shown once\n"
           "  --no-accountability              switch off activity log and revisions of collections that "
           "exist\n"
           "                                   (those that setup makes have none)\n"
           "  --config=FILE                    read this configuration file\n"
           "  --directus.url=URL               where Directus is\n"
           "  --directus.collection=messages   the collection\n" +
           names +
           "  --directus.ca_file=FILE          certificate authorities (PEM) to trust besides the system's\n"
           "  --field.key=id  --field.content=content  --field.author=user_created  "
           "--field.date=date_created\n"
           "                                   the names of its fields\n"
           "  --help                           show this text\n\n"
           "The administrator is DIRECTUS_IRCD_ADMIN_TOKEN, or DIRECTUS_IRCD_ADMIN_EMAIL and\n"
           "DIRECTUS_IRCD_ADMIN_PASSWORD; what is missing is asked for on the terminal. With _FILE behind "
           "its "
           "name, a\n"
           "variable names the file that holds the token or the password.\n";
}

} // namespace setup
