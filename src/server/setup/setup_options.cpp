#include "server/setup/setup_options.hpp"

#include <algorithm>

namespace server {

namespace {

using directus::blueprint::key_type;

key_type key_from(const std::string& text)
{
    if (text == "uuid")
        return key_type::uuid;
    if (text == "integer")
        return key_type::integer;
    throw config_error("command line: --key: \"" + text + "\" is neither uuid nor integer");
}

void add(setup_options& to, const std::string& text)
{
    if (text != "read-markers" && text != "reactions")
        throw config_error("command line: --with: \"" + text + "\" is neither read-markers nor reactions");
    (text == "reactions" ? to.reactions : to.read_markers) = true;
}

// A collection of its own, called so where the settings do not name it.
void check_name(std::string& name, const char* usual, bool wanted, const std::vector<std::string>& others)
{
    if (name.empty())
        name = usual;
    if (!wanted)
        return;
    if (name.starts_with("directus_") || std::ranges::find(others, name) != others.end())
        throw config_error("directus." + std::string(usual) + ": " + name +
                           " is a collection of something else");
}

} // namespace

setup_options read_setup_options(const std::vector<std::string>& arguments,
                                 const std::vector<std::string>& environment)
{
    setup_options out;
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
                throw config_error("command line: --key needs uuid or integer");
            out.key = key_from(*it);
        } else if (it->starts_with("--with=")) {
            add(out, it->substr(7));
        } else if (*it == "--with") {
            if (++it == arguments.end())
                throw config_error("command line: --with needs read-markers or reactions");
            add(out, *it);
        } else if (*it == "--version" || *it == "--check-config") {
            throw config_error("command line: " + *it + " is not an option of setup");
        } else {
            rest.push_back(*it);
        }
    }
    if (out.help)
        return out;
    out.settings = read_command_line(rest, environment).settings;
    if (out.settings.shape.collection.starts_with("directus_"))
        throw config_error("directus.collection: " + out.settings.shape.collection +
                           " is one of Directus's own collections");
    auto& shape = out.settings.shape;
    auto& markers = out.settings.read_markers;
    check_name(markers, "read_markers", out.read_markers, {shape.collection});
    check_name(shape.reactions, "reactions", out.reactions, {shape.collection, markers});
    return out;
}

std::string setup_usage()
{
    return "Usage: directus-ircd setup [options]\n\n"
           "Prepares a Directus project for chat: makes the collection, and a role and a policy \"Chat\" "
           "that give no\n"
           "access to the Data Studio. What is already there stays as it is; running it again changes "
           "nothing.\n\n"
           "Options:\n"
           "  --dry-run                        change nothing, say what would be made\n"
           "  --key=uuid|integer               the key of a new collection (default: uuid)\n"
           "  --with=read-markers              make the collection for read markers, too\n"
           "  --with=reactions                 make the collection for reactions, too\n"
           "  --config=FILE                    read this configuration file\n"
           "  --directus.url=URL               where Directus is\n"
           "  --directus.collection=messages   the collection\n"
           "  --directus.read_markers=read_markers\n"
           "                                   the collection for read markers\n"
           "  --directus.reactions=reactions   the collection for reactions\n"
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

} // namespace server
