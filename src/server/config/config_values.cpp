#include "server/config/config_values.hpp"

#include "base/ascii.hpp"
#include "base/local_time.hpp"
#include "base/utf8.hpp"
#include "directus/filter.hpp"

#include <boost/asio/ip/address.hpp>

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <stdexcept>
#include <type_traits>
#include <utility>

namespace server::config_values {

namespace {

// Text that becomes part of IRC lines.
std::string one_line(const std::string& text)
{
    if (!base::utf8::valid(text))
        invalid("is not valid UTF-8");
    if (text.find_first_of(std::string_view("\r\n\0", 3)) != std::string::npos)
        invalid("holds a line break or NUL");
    return text;
}

// The elements between commas of all values.
template <class Read>
auto elements(const values& given, Read read, std::string_view form)
{
    std::vector<typename std::invoke_result_t<Read, std::string_view>::value_type> out;
    for (const std::string_view all : given)
        for (auto rest = all; !rest.empty();) {
            const auto element = rest.substr(0, rest.find(','));
            rest.remove_prefix(std::min(element.size() + 1, rest.size()));
            const auto name = base::trimmed(element, " ");
            auto parsed = read(name);
            if (!parsed)
                invalid(fmt::format("\"{}\" is {}", name, form));
            out.push_back(std::move(*parsed));
        }
    return out;
}

} // namespace

void invalid(const std::string& reason)
{
    throw std::invalid_argument(reason);
}

std::size_t number(const std::string& text, std::size_t least, std::size_t most)
{
    std::size_t parsed = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), parsed);
    if (error != std::errc() || end != text.data() + text.size() || parsed < least || parsed > most)
        invalid(fmt::format("\"{}\" is not a number from {} to {}", text, least, most));
    return parsed;
}

bool is_second(const values& given, std::string_view first, std::string_view second)
{
    if (given.back() != first && given.back() != second)
        invalid(fmt::format("\"{}\" is neither {} nor {}", given.back(), first, second));
    return given.back() == second;
}

std::string text(const values& given)
{
    return given.back();
}

std::string line(const values& given)
{
    return one_line(given.back());
}

std::string word(const values& given)
{
    const auto& text = given.back();
    if (text.empty() || text.front() == ':' || text.find_first_of(" ,\t\r\n") != std::string::npos)
        invalid(fmt::format("\"{}\" is not a single word", text));
    return one_line(text);
}

std::string field(const values& given)
{
    const auto& text = given.back();
    if (text.empty() ||
        text.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-") !=
            std::string::npos)
        invalid(fmt::format("\"{}\" is not the name of a collection or field", text));
    return text;
}

std::string field_or_none(const values& given)
{
    return given.back().empty() ? std::string() : field(given);
}

base::secret secret(const values& given)
{
    return base::secret(given.back());
}

listen_address address(const std::string& text)
{
    constexpr std::string_view unix_prefix = "unix:";
    constexpr std::size_t longest_path = 107; // sockaddr_un
    if (text.starts_with(unix_prefix)) {
        auto path = text.substr(unix_prefix.size());
        if (!path.starts_with('/') || path.size() > longest_path)
            invalid(
                fmt::format("\"{}\" is not unix: and a path from / of at most {} bytes", text, longest_path));
        return {{}, 0, std::move(path)};
    }
    const auto colon = text.rfind(':');
    if (colon == std::string::npos)
        invalid(fmt::format("\"{}\" is not address:port", text));
    auto host = text.substr(0, colon);
    if (host.starts_with('[') && host.ends_with(']'))
        host = host.substr(1, host.size() - 2);
    boost::system::error_code error;
    boost::asio::ip::make_address(host, error);
    if (error)
        invalid(fmt::format("\"{}\" is not an IPv4 or [IPv6] address", text.substr(0, colon)));
    return {host, static_cast<std::uint16_t>(number(text.substr(colon + 1), 0, 65535))};
}

listen_address tcp_address(const std::string& text)
{
    auto found = address(text);
    if (!found.path.empty())
        invalid(fmt::format("\"{}\" is not address:port", text));
    return found;
}

std::string origin(const std::string& text)
{
    const auto scheme = text.find("://");
    if (text != "*" && (scheme == std::string::npos || text.find_first_of("/ ,", scheme + 3) != text.npos))
        invalid(fmt::format("\"{}\" is neither * nor an origin like https://chat.example.com", text));
    return text;
}

std::string channel(const values& given)
{
    auto name = word(given);
    if (!name.starts_with('#') || name.size() < 2 || name.size() > 64 ||
        name.find('\x07') != std::string::npos)
        invalid(fmt::format("\"{}\" is not a channel name: # and up to 63 bytes", name));
    return name;
}

std::string server_name(const values& given)
{
    auto name = word(given);
    if (name.size() > 63 || name.find_first_of("!@*?") != std::string::npos)
        invalid(fmt::format("\"{}\" is not a server name of at most 63 bytes", name));
    return name;
}

// A token of 005, and part of other lines; empty: the project's name in Directus.
std::string network(const values& given)
{
    auto name = line(given);
    if (name.size() > 64)
        invalid(fmt::format("\"{}\" is not a name of at most 64 bytes", name));
    return name;
}

std::vector<std::string> motd(const values& given)
{
    std::vector<std::string> out;
    for (const auto& line : given)
        if (!(given.size() == 1 && line.empty()))
            out.push_back(one_line(line));
    return out;
}

std::vector<std::string> bots(const values& given)
{
    const auto read = [](std::string_view name) -> std::optional<std::string> {
        const bool id = name.size() == 36 && name.find_first_not_of("0123456789abcdefABCDEF-") == name.npos;
        const bool email = name.find('@') != name.npos && name.find(' ') == name.npos;
        return id || email ? std::optional<std::string>(name) : std::nullopt;
    };
    return elements({given.back()}, read, "neither a user's id nor an e-mail address");
}

std::vector<directus::condition> filter(const values& given)
{
    return elements(given, directus::filter::parse, "not field=value, field=one|another or field!=value");
}

std::vector<directus::field_value> defaults(const values& given)
{
    return elements(given, directus::filter::parse_default, "not field=value");
}

namespace {

// The value that the text names, out of those that the key can have.
template <class Value, std::size_t Count>
Value named(const std::array<std::pair<std::string_view, Value>, Count>& all, const std::string& text)
{
    const auto found = std::ranges::find(all, text, [](const auto& each) { return each.first; });
    if (found != all.end())
        return found->second;
    std::string names;
    for (const auto& [name, value] : all)
        names += (names.empty() ? "" : ", ") + std::string(name);
    invalid(fmt::format("\"{}\" is none of {}", text, names));
}

} // namespace

bridge::account_kind account(const values& given)
{
    using bridge::account_kind;
    constexpr std::array<std::pair<std::string_view, account_kind>, 3> kinds{
        {{"short", account_kind::short_id}, {"id", account_kind::id}, {"email", account_kind::email}}};
    return named(kinds, given.back());
}

bridge::formatting formatting(const values& given)
{
    using bridge::formatting;
    constexpr std::array<std::pair<std::string_view, bridge::formatting>, 5> modes{
        {{"auto", formatting::automatic},
         {"markdown", formatting::markdown},
         {"html", formatting::html},
         {"strip", formatting::strip},
         {"raw", formatting::raw}}};
    return named(modes, given.back());
}

std::string time_zone(const values& given)
{
    if (!base::is_time_zone(given.back()))
        invalid(fmt::format("\"{}\" is no time zone of this system, such as Europe/Berlin", given.back()));
    return given.back();
}

net::base_url url(const values& given)
{
    const auto parsed = net::base_url::parse(given.back());
    if (!parsed)
        invalid(fmt::format("\"{}\" is not an http:// or https:// address", given.back()));
    return *parsed;
}

std::string path(const values& given)
{
    const auto& path = given.back();
    const bool is_plain = std::ranges::all_of(
        path, [](unsigned char c) { return c > ' ' && c < 0x7f && c != '?' && c != '#'; });
    if (!path.starts_with('/') || !is_plain)
        invalid(fmt::format("\"{}\" is not a path: it begins with / and has no query", path));
    return path;
}

std::string public_url(const values& given)
{
    auto address = given.back();
    if (!address.empty())
        url(given);
    while (address.ends_with('/'))
        address.pop_back();
    return address;
}

// A token of 005: https://modern.ircdocs.horse/#rplisupport-005 has an escape for what this refuses.
std::string uploads_url(const values& given)
{
    const auto& address = given.back();
    const bool can_be_token = address.size() <= 300 && std::ranges::all_of(address, [](char c) {
                                  return c > ' ' && c < '\x7F' && c != '=' && c != '\\';
                              });
    if (!address.empty() && (!net::base_url::parse(address) || !can_be_token))
        invalid(fmt::format("\"{}\" is not an http:// or https:// address of at most 300 bytes", address));
    return address;
}

std::string login_domain(const values& given)
{
    auto domain = given.back().empty() ? std::string() : word(given);
    if (domain.find('@') != std::string::npos)
        invalid(fmt::format("\"{}\" is not a domain: leave out the @", given.back()));
    return domain;
}

base::log::level log_level(const values& given)
{
    const auto level = base::log::level_from(given.back());
    if (!level)
        invalid(fmt::format("\"{}\" is none of debug, info, warning, error, off", given.back()));
    return *level;
}

base::log::layout log_format(const values& given)
{
    const auto layout = base::log::layout_from(given.back());
    if (!layout)
        invalid(fmt::format("\"{}\" is neither logfmt nor json", given.back()));
    return *layout;
}

} // namespace server::config_values
