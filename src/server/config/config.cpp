#include "server/config/config.hpp"

#include "base/ascii.hpp"
#include "base/nearest.hpp"
#include "net/tls.hpp"
#include "server/config/config_keys.hpp"
#include "server/config/secret_file.hpp"

#include <boost/program_options.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>

namespace server {

namespace po = boost::program_options;

namespace {

constexpr auto default_file = "/etc/directus-ircd/directus-ircd.conf";
constexpr std::string_view variable_prefix = "DIRECTUS_IRCD_";
constexpr std::string_view secret_key = "directus.service_token";
constexpr std::string_view blanks = " \t\r"; // lines may end as those of Windows

// One key's values, and where they were found, for the error.
struct given {
    std::vector<std::string> values;
    std::string origin;
};
using givens = std::map<std::string, given, std::less<>>;

// What is wrong with a configuration, in the order in which it was found.
class mistakes {
public:
    void add(std::string text) { found_.push_back(std::move(text)); }
    // Runs a check that throws a config_error for what it finds.
    template <class Check>
    void of(Check check)
    {
        try {
            check();
        } catch (const config_error& error) {
            add(error.what());
        }
    }
    void throw_any() const
    {
        if (!found_.empty())
            throw config_error(fmt::format("{}", fmt::join(found_, "\n")));
    }

private:
    std::vector<std::string> found_;
};

std::vector<std::string_view> names_of_keys()
{
    std::vector<std::string_view> names;
    std::ranges::transform(config_keys(), std::back_inserter(names), &config_key::name);
    return names;
}

const config_key* find_key(std::string_view name)
{
    const auto keys = config_keys();
    const auto found = std::ranges::find(keys, name, &config_key::name);
    return found == keys.end() ? nullptr : &*found;
}

void apply(config& into, const std::string& name, const given& what)
{
    try {
        find_key(name)->set(into, what.values);
        into.set_keys.insert(name);
        if (name != secret_key)
            into.texts[name] = what.values;
    } catch (const std::invalid_argument& error) {
        throw config_error(fmt::format("{}: {}: {}", what.origin, name, error.what()));
    }
}

// `key = value` in [sections]; a line that starts with # or ; is a comment. Each value is checked where it
// stands.
givens read_file(const std::string& path, mistakes& wrong)
{
    givens found;
    std::ifstream file(path);
    if (!file) {
        wrong.add(fmt::format("{}: {}", path, std::strerror(errno)));
        return found;
    }
    std::string raw;
    std::string section;
    for (int number = 1; std::getline(file, raw); ++number) {
        const auto origin = fmt::format("{}:{}", path, number);
        const auto line = base::trimmed(raw, blanks);
        if (line.empty() || line.front() == '#' || line.front() == ';')
            continue;
        if (line.front() == '[') {
            const auto end = line.find(']');
            if (end != line.size() - 1)
                wrong.add(fmt::format("{}: a section is [name]", origin));
            section = std::string(base::trimmed(line.substr(1, end - 1), blanks)) + ".";
            continue;
        }
        const auto equals = line.find('=');
        if (equals == std::string_view::npos) {
            wrong.add(fmt::format("{}: expected key = value", origin));
            continue;
        }
        const auto name = section + std::string(base::trimmed(line.substr(0, equals), blanks));
        const auto* key = find_key(name);
        if (!key) {
            wrong.add(
                fmt::format("{}: unknown key {}{}", origin, name, base::suggestion(name, names_of_keys())));
            continue;
        }
        const std::string value(base::trimmed(line.substr(equals + 1), blanks));
        wrong.of([&] {
            config scratch;
            apply(scratch, name, {{value}, origin});
            auto& entry = found[name];
            if (!entry.values.empty() && !key->repeats)
                throw config_error(fmt::format("{}: {} was given before", origin, name));
            entry.values.push_back(value);
            entry.origin = origin;
        });
    }
    if (file.bad())
        wrong.add(fmt::format("{}: cannot be read", path));
    return found;
}

// DIRECTUS_IRCD_IRC_LISTEN is irc.listen. Variables of the accounts that setup and doctor use share the
// prefix and are none of ours.
givens read_environment(const std::vector<std::string>& environment, mistakes& wrong)
{
    std::map<std::string, std::string_view> names;
    for (const auto& key : config_keys()) {
        std::string variable(variable_prefix);
        for (const char c : key.name)
            variable += c == '.' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
        names[variable] = key.name;
    }
    givens found;
    for (const auto& entry : environment) {
        const auto equals = entry.find('=');
        const auto variable = entry.substr(0, equals);
        if (equals == std::string::npos || !variable.starts_with(variable_prefix) ||
            variable.starts_with("DIRECTUS_IRCD_ADMIN_") || variable.starts_with("DIRECTUS_IRCD_USER_"))
            continue;
        const auto known = names.find(variable);
        if (known == names.end()) {
            std::vector<std::string_view> variables;
            std::ranges::transform(names, std::back_inserter(variables),
                                   [](const auto& each) -> std::string_view { return each.first; });
            wrong.add(fmt::format("environment: unknown variable {}{}", variable,
                                  base::suggestion(variable, variables)));
            continue;
        }
        found[std::string(known->second)] = {{entry.substr(equals + 1)}, "environment"};
    }
    return found;
}

// The default message of the day names the default channel.
void name_channel(config& in)
{
    const auto* motd = find_key("irc.motd");
    const auto* channel = find_key("irc.channel");
    if (in.room.motd != std::vector{std::string(motd->fallback)})
        return;
    auto& text = in.room.motd.front();
    for (auto at = text.find(channel->fallback); at != std::string::npos;
         at = text.find(channel->fallback, at + in.room.channel.size()))
        text.replace(at, channel->fallback.size(), in.room.channel);
}

// Every certificate has its key, and whoever speaks TLS has one.
void check_tls(const config& in)
{
    const bool has_tls = !in.listen_tls.empty() || !in.listen_websocket_tls.empty();
    if (has_tls && in.certificates.empty())
        throw config_error("irc.listen_tls and irc.listen_websocket_tls need tls.certificate and tls.key");
    for (const auto& one : in.certificates)
        if (one.certificate.empty() || one.key.empty())
            throw config_error("there have to be as many tls.certificate as tls.key");
}

// Found out at the start rather than by the first login.
void check_ca_file(const config& in)
{
    if (in.ca_file.empty())
        return;
    try {
        net::client_tls(in.ca_file);
    } catch (const std::runtime_error& error) {
        throw config_error(fmt::format("directus.ca_file: {}", error.what()));
    }
}

void read_secrets(config& in)
{
    const auto warn_of = [&](std::string_view key, const std::string& file) {
        if (is_readable_by_all(file))
            in.warnings.push_back(fmt::format("{}: every user of this machine may read {}", key, file));
    };
    if (!in.service_token_file.empty()) {
        constexpr std::string_view key = "directus.service_token_file";
        if (!in.service_token.empty())
            throw config_error("directus.service_token and directus.service_token_file: give one of them");
        try {
            in.service_token = read_secret_file(in.service_token_file);
        } catch (const config_error& error) {
            throw config_error(fmt::format("{}: {}", key, error.what()));
        }
        warn_of(key, in.service_token_file);
    }
    for (const auto& one : in.certificates)
        warn_of("tls.key", one.key);
}

// Keys that do not go together.
void check_pairs(const config& in)
{
    if (in.ping_timeout <= in.ping_after)
        throw config_error("irc.ping_timeout must be more than irc.ping_after");
    if (!in.uploads_listen.empty() && in.uploads_url.empty())
        throw config_error("uploads.listen needs uploads.url: clients have to be told where that is");
}

po::options_description described()
{
    po::options_description all("Options");
    auto add = all.add_options();
    add("config", po::value<std::string>(), "the configuration file");
    add("check-config", "read the configuration, name every mistake in it, and end");
    add("version", "show the version");
    add("help", "show this text");
    for (const auto& key : config_keys()) {
        auto* value = po::value<std::vector<std::string>>()->value_name("VALUE");
        add(key.name.data(), value, key.meaning.data());
    }
    return all;
}

std::vector<std::string_view> names_of_options(const po::options_description& all)
{
    std::vector<std::string_view> names;
    for (const auto& each : all.options())
        names.emplace_back(each->long_name());
    return names;
}

} // namespace

std::string_view name_of(listener_kind kind)
{
    constexpr std::array<std::string_view, 4> names{"irc", "tls", "websocket", "websocket-tls"};
    return names[static_cast<std::size_t>(kind)];
}

command_line read_command_line(const std::vector<std::string>& arguments,
                               const std::vector<std::string>& environment)
{
    const auto options = described();
    po::variables_map chosen;
    try {
        const auto style = po::command_line_style::unix_style & ~po::command_line_style::allow_guessing;
        po::store(po::command_line_parser(arguments).options(options).positional({}).style(style).run(),
                  chosen);
    } catch (const po::unknown_option& error) {
        auto name = error.get_option_name(); // as it was given: --name=value
        name.erase(std::min(name.find('='), name.size()));
        name.erase(0, name.find_first_not_of('-'));
        throw config_error(fmt::format("command line: {}{}", error.what(),
                                       base::suggestion(name, names_of_options(options))));
    } catch (const po::error& error) {
        throw config_error(fmt::format("command line: {}", error.what()));
    }
    command_line out;
    out.help = chosen.count("help") > 0;
    out.version = chosen.count("version") > 0;
    out.check = chosen.count("check-config") > 0;
    if (out.help || out.version)
        return out;

    for (const auto& key : config_keys())
        apply(out.settings, std::string(key.name), {{std::string(key.fallback)}, "default"});
    mistakes wrong;
    givens from_file;
    if (chosen.count("config"))
        out.files.push_back(chosen["config"].as<std::string>());
    else if (std::filesystem::exists(default_file))
        out.files.emplace_back(default_file);
    for (const auto& file : out.files)
        from_file = read_file(file, wrong);
    out.settings.set_keys.clear();
    for (const auto& [name, what] : from_file)
        wrong.of([&, &name = name, &what = what] { apply(out.settings, name, what); });
    for (const auto& [name, what] : read_environment(environment, wrong))
        wrong.of([&, &name = name, &what = what] { apply(out.settings, name, what); });
    for (const auto& key : config_keys())
        if (const std::string name(key.name); chosen.count(name))
            wrong.of([&] {
                apply(out.settings, name, {chosen[name].as<std::vector<std::string>>(), "command line"});
            });
    wrong.of([&] { check_pairs(out.settings); });
    wrong.of([&] { check_tls(out.settings); });
    wrong.of([&] { check_ca_file(out.settings); });
    wrong.of([&] { read_secrets(out.settings); });
    wrong.throw_any();
    for (const auto& file : {out.settings.service_token_file, out.settings.ca_file})
        if (!file.empty())
            out.files.push_back(file);
    if (out.settings.public_url.empty())
        out.settings.public_url = out.settings.url.str();
    name_channel(out.settings);
    return out;
}

std::string usage()
{
    std::string text =
        "Usage: directus-ircd [options]\n"
        "       directus-ircd setup [options]      prepare a Directus project for chat\n"
        "       directus-ircd doctor [options]     tell what is wrong with a Directus, and what to change\n\n"
        "Options:\n"
        "  --config=FILE     read this configuration file (default: /etc/directus-ircd/directus-ircd.conf)\n"
        "  --check-config    read the configuration, name every mistake in it, and end\n"
        "  --version         show the version\n"
        "  --help            show this text\n\n"
        "Keys (also in the file, and as DIRECTUS_IRCD_* variables):\n";
    for (const auto& key : config_keys())
        text += fmt::format("  --{}={}\n      {}\n", key.name, key.fallback, key.meaning);
    return text;
}

} // namespace server
