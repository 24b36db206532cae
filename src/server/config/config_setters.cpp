#include "server/config/config_setters.hpp"

#include "directus/filter.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace server::config_setters {

using namespace config_values;

void set_proxies(config& into, const values& given)
{
    into.proxies.clear();
    into.unix_is_proxy = false;
    for (const auto& one : given) {
        if (one.empty())
            continue;
        const auto network = net::network::parse(one);
        if (one == "unix")
            into.unix_is_proxy = true;
        else if (network)
            into.proxies.push_back(*network);
        else
            invalid(fmt::format("\"{}\" is not an address, a network like 10.0.0.0/8, or unix", one));
    }
}

void set_channel(config& into, const values& given)
{
    auto name = word(given);
    if (!name.starts_with('#') || name.size() < 2 || name.size() > 64 ||
        name.find('\x07') != std::string::npos)
        invalid(fmt::format("\"{}\" is not a channel name: # and up to 63 bytes", name));
    into.channel = std::move(name);
}

void set_server_name(config& into, const values& given)
{
    auto name = word(given);
    if (name.size() > 63 || name.find_first_of("!@*?") != std::string::npos)
        invalid(fmt::format("\"{}\" is not a server name of at most 63 bytes", name));
    into.server_name = std::move(name);
}

// A token of 005, and part of other lines.
void set_network(config& into, const values& given)
{
    auto name = one_line(given.back());
    if (name.empty() || name.size() > 64)
        invalid(fmt::format("\"{}\" is not a name of at most 64 bytes", name));
    into.network = std::move(name);
}

void set_motd(config& into, const values& given)
{
    into.motd.clear();
    for (const auto& line : given)
        if (!(given.size() == 1 && line.empty()))
            into.motd.push_back(one_line(line));
}

// Ids and e-mail addresses between commas.
void set_bots(config& into, const values& given)
{
    into.bots.clear();
    for (std::string_view rest = given.back(); !rest.empty();) {
        auto name = rest.substr(0, rest.find(','));
        rest.remove_prefix(std::min(name.size() + 1, rest.size()));
        name.remove_prefix(std::min(name.find_first_not_of(' '), name.size()));
        name = name.substr(0, name.find_last_not_of(' ') + 1);
        const bool id = name.size() == 36 && name.find_first_not_of("0123456789abcdefABCDEF-") == name.npos;
        const bool email = name.find('@') != name.npos && name.find(' ') == name.npos;
        if (!id && !email)
            invalid(fmt::format("\"{}\" is neither a user's id nor an e-mail address", name));
        into.bots.emplace_back(name);
    }
}

namespace {

// Each value may hold several, between commas.
template <class Read>
auto several(const values& given, Read read, std::string_view form)
{
    std::vector<typename std::invoke_result_t<Read, std::string_view>::value_type> out;
    for (const std::string_view all : given)
        for (auto rest = all; !rest.empty();) {
            auto one = rest.substr(0, rest.find(','));
            rest.remove_prefix(std::min(one.size() + 1, rest.size()));
            one.remove_prefix(std::min(one.find_first_not_of(' '), one.size()));
            one = one.substr(0, one.find_last_not_of(' ') + 1);
            auto parsed = read(one);
            if (!parsed)
                invalid(fmt::format("\"{}\" is not {}", one, form));
            out.push_back(std::move(*parsed));
        }
    return out;
}

} // namespace

void set_filter(config& into, const values& given)
{
    into.shape.filter =
        several(given, directus::filter::parse, "field=value, field=one|another or field!=value");
}

void set_defaults(config& into, const values& given)
{
    into.shape.defaults = several(given, directus::filter::parse_default, "field=value");
}

void set_formatting(config& into, const values& given)
{
    using bridge::formatting;
    const auto& text = given.back();
    constexpr std::array<std::pair<std::string_view, formatting>, 5> modes{
        {{"auto", formatting::automatic},
         {"markdown", formatting::markdown},
         {"html", formatting::html},
         {"strip", formatting::strip},
         {"raw", formatting::raw}}};
    for (const auto& [name, mode] : modes)
        if (name == text) {
            into.formatting = mode;
            return;
        }
    invalid(fmt::format("\"{}\" is none of auto, markdown, html, strip, raw", text));
}

void set_url(config& into, const values& given)
{
    const auto parsed = net::base_url::parse(given.back());
    if (!parsed)
        invalid(fmt::format("\"{}\" is not an http:// or https:// address", given.back()));
    into.url = *parsed;
}

void set_websocket_path(config& into, const values& given)
{
    const auto& path = given.back();
    const bool is_plain = std::ranges::all_of(
        path, [](unsigned char c) { return c > ' ' && c < 0x7f && c != '?' && c != '#'; });
    if (!path.starts_with('/') || !is_plain)
        invalid(fmt::format("\"{}\" is not a path: it begins with / and has no query", path));
    into.websocket_path = path;
}

void set_public_url(config& into, const values& given)
{
    into.public_url = given.back();
    if (!into.public_url.empty() && !net::base_url::parse(into.public_url))
        invalid(fmt::format("\"{}\" is not an http:// or https:// address", given.back()));
    while (into.public_url.ends_with('/'))
        into.public_url.pop_back();
}

// A token of 005: https://modern.ircdocs.horse/#rplisupport-005 has an escape for what this refuses.
void set_uploads_url(config& into, const values& given)
{
    into.uploads_url = given.back();
    const bool can_be_token =
        into.uploads_url.size() <= 300 && std::ranges::all_of(into.uploads_url, [](char c) {
            return c > ' ' && c < '\x7F' && c != '=' && c != '\\';
        });
    if (!into.uploads_url.empty() && (!net::base_url::parse(into.uploads_url) || !can_be_token))
        invalid(
            fmt::format("\"{}\" is not an http:// or https:// address of at most 300 bytes", given.back()));
}

void set_login_domain(config& into, const values& given)
{
    into.login_domain = given.back().empty() ? "" : word(given);
    if (into.login_domain.find('@') != std::string::npos)
        invalid(fmt::format("\"{}\" is not a domain: leave out the @", given.back()));
}

void set_schema(config& into, const values& given)
{
    if (given.back() != "auto" && given.back() != "configured")
        invalid(fmt::format("\"{}\" is neither auto nor configured", given.back()));
    into.find_schema = given.back() == "auto";
}

void set_feed(config& into, const values& given)
{
    if (given.back() != "auto" && given.back() != "per-user")
        invalid(fmt::format("\"{}\" is neither auto nor per-user", given.back()));
    into.feed = given.back() == "auto" ? feed_mode::automatic : feed_mode::per_user;
}

void set_account(config& into, const values& given)
{
    if (given.back() != "id" && given.back() != "email")
        invalid(fmt::format("\"{}\" is neither id nor email", given.back()));
    into.account_is_email = given.back() == "email";
}

void set_names(config& into, const values& given)
{
    if (given.back() != "shared" && given.back() != "by-permission")
        invalid(fmt::format("\"{}\" is neither shared nor by-permission", given.back()));
    into.names_by_permission = given.back() == "by-permission";
}

void set_log_level(config& into, const values& given)
{
    const auto level = base::log::level_from(given.back());
    if (!level)
        invalid(fmt::format("\"{}\" is none of debug, info, warning, error, off", given.back()));
    into.log_level = *level;
}

void set_log_format(config& into, const values& given)
{
    const auto layout = base::log::layout_from(given.back());
    if (!layout)
        invalid(fmt::format("\"{}\" is neither logfmt nor json", given.back()));
    into.log_format = *layout;
}

} // namespace server::config_setters
