#include "setup/options.hpp"

#include "server/config/config_keys.hpp"
#include "setup/collections.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace setup {

namespace {

using blueprint::collection;

std::string key_from(const std::string& text)
{
    if (text == "uuid" || text == "integer")
        return text;
    throw server::config_error("command line: --key: \"" + text + "\" is neither uuid nor integer");
}

// Returns "read-markers or reactions".
std::string all_options(std::string_view conjunction)
{
    std::string out;
    for (const auto& extra : extras({}))
        out.append(out.empty() ? "" : conjunction).append(extra.option);
    return out;
}

void add(options& to, const std::string& text)
{
    const auto known = extras({});
    if (std::ranges::find(known, text, &collection::option) == known.end())
        throw server::config_error("command line: --with: \"" + text + "\" is neither " +
                                   all_options(" nor "));
    to.with.insert(text);
}

// Returns the name for a collection that the settings do not name: "reactions".
std::string usual_name(const collection& extra)
{
    return std::string(extra.key.substr(extra.key.find('.') + 1));
}

void name_extras(server::config& settings)
{
    for (const auto& extra : extras(settings))
        if (extra.name.empty())
            std::ranges::find(server::config_keys(), extra.key, &server::config_key::name)
                ->set(settings, {usual_name(extra)});
}

// Throws where a wanted collection has the name of another one.
void check_names(const options& options)
{
    std::set<std::string> taken{options.settings.shape.collection};
    for (const auto& extra : extras(options.settings)) {
        const bool is_taken = extra.name.starts_with("directus_") || taken.contains(extra.name);
        if (is_taken && options.with.contains(extra.option))
            throw server::config_error(
                fmt::format("{}: {} is a collection of something else", extra.key, extra.name));
        taken.insert(extra.name);
    }
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
        if (*it == "--dry-run") {
            out.dry_run = true;
        } else if (*it == "--help") {
            out.help = true;
        } else if (it->starts_with("--key=")) {
            out.key = key_from(it->substr(6));
        } else if (*it == "--key") {
            if (++it == arguments.end())
                throw server::config_error("command line: --key needs uuid or integer");
            out.key = key_from(*it);
        } else if (it->starts_with("--with=")) {
            add(out, it->substr(7));
        } else if (*it == "--with") {
            if (++it == arguments.end())
                throw server::config_error("command line: --with needs " + all_options(" or "));
            add(out, *it);
        } else if (*it == "--version" || *it == "--check-config") {
            throw server::config_error("command line: " + *it + " is not an option of setup");
        } else {
            rest.push_back(*it);
        }
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
        with += option_line(fmt::format("--with={}", extra.option),
                            fmt::format("make the collection for {}, too", extra.purpose));
        names += option_line(fmt::format("--{}={}", extra.key, usual_name(extra)),
                             fmt::format("the collection for {}", extra.purpose));
    }
    return "Usage: directus-ircd setup [options]\n\n"
           "Prepares a Directus project for chat: makes the collection, and a role and a policy \"Chat\" "
           "that give no\n"
           "access to the Data Studio. What is already there stays as it is; running it again changes "
           "nothing.\n\n"
           "Options:\n"
           "  --dry-run                        change nothing, say what would be made\n"
           "  --key=uuid|integer               the key of a new collection (default: uuid)\n" +
           with +
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
