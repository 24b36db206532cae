#include "server/config_keys.hpp"

#include "base/utf8.hpp"

#include <boost/asio/ip/address.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace server {

namespace {

using values = std::vector<std::string>;

[[noreturn]] void invalid(std::string reason)
{
    throw std::invalid_argument(std::move(reason));
}

std::size_t number(const values& given, std::size_t least, std::size_t most)
{
    const auto& text = given.back();
    std::size_t parsed = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), parsed);
    if (error != std::errc() || end != text.data() + text.size() || parsed < least || parsed > most)
        invalid(fmt::format("\"{}\" is not a number from {} to {}", text, least, most));
    return parsed;
}

base::duration seconds(const values& given, std::size_t least, std::size_t most)
{
    return std::chrono::seconds(number(given, least, most));
}

bool yes_or_no(const values& given)
{
    if (given.back() == "yes" || given.back() == "no")
        return given.back() == "yes";
    invalid(fmt::format("\"{}\" is neither yes nor no", given.back()));
}

// Text that becomes part of IRC lines.
std::string one_line(const std::string& text)
{
    if (!base::utf8::valid(text))
        invalid("is not valid UTF-8");
    if (text.find_first_of(std::string_view("\r\n\0", 3)) != std::string::npos)
        invalid("holds a line break or NUL");
    return text;
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
    return {host, static_cast<std::uint16_t>(number({text.substr(colon + 1)}, 0, 65535))};
}

// Without values, or with a single empty one, there are none.
template <auto Member, auto Read>
void set_list(config& into, const values& given)
{
    (into.*Member).clear();
    for (const auto& one : given)
        if (!one.empty())
            (into.*Member).push_back(Read(one));
}

std::string origin(const std::string& text)
{
    const auto scheme = text.find("://");
    if (text != "*" && (scheme == std::string::npos || text.find_first_of("/ ,", scheme + 3) != text.npos))
        invalid(fmt::format("\"{}\" is neither * nor an origin like https://chat.example.com", text));
    return text;
}

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

// The keys of a pair are given apart.
template <auto Member>
void set_certificates(config& into, const values& given)
{
    std::size_t count = 0;
    for (const auto& one : given) {
        if (one.empty())
            continue;
        if (into.certificates.size() <= count)
            into.certificates.emplace_back();
        into.certificates[count++].*Member = one;
    }
    for (; count < into.certificates.size(); ++count)
        (into.certificates[count].*Member).clear();
    std::erase(into.certificates, net::server_certificates::files{});
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

void set_formatting(config& into, const values& given)
{
    using bridge::formatting;
    const auto& text = given.back();
    if (text != "markdown" && text != "strip" && text != "raw")
        invalid(fmt::format("\"{}\" is none of markdown, strip, raw", text));
    into.formatting = text == "markdown" ? formatting::markdown
                      : text == "strip"  ? formatting::strip
                                         : formatting::raw;
}

void set_url(config& into, const values& given)
{
    const auto parsed = net::base_url::parse(given.back());
    if (!parsed)
        invalid(fmt::format("\"{}\" is not an http:// or https:// address", given.back()));
    into.url = *parsed;
}

void set_public_url(config& into, const values& given)
{
    into.public_url = given.back();
    if (!into.public_url.empty() && !net::base_url::parse(into.public_url))
        invalid(fmt::format("\"{}\" is not an http:// or https:// address", given.back()));
    while (into.public_url.ends_with('/'))
        into.public_url.pop_back();
}

void set_login_domain(config& into, const values& given)
{
    into.login_domain = given.back().empty() ? "" : word(given);
    if (into.login_domain.find('@') != std::string::npos)
        invalid(fmt::format("\"{}\" is not a domain: leave out the @", given.back()));
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

void set_log_level(config& into, const values& given)
{
    const auto level = base::log::level_from(given.back());
    if (!level)
        invalid(fmt::format("\"{}\" is none of debug, info, warning, error, off", given.back()));
    into.log_level = *level;
}

constexpr std::array table{
    config_key{"login_domain", "", "what makes an e-mail address of a bare name at login", false,
               set_login_domain},
    config_key{"allow_plaintext_login", "no", "accept logins without TLS from other machines", false,
               [](config& c, const values& v) { c.allow_plaintext_login = yes_or_no(v); }},
    config_key{"account", "id", "what IRC shows as the account: id or email", false, set_account},

    config_key{"irc.listen", "127.0.0.1:6667", "address:port, or unix:/path, to listen on without TLS", true,
               set_list<&config::listen, address>},
    config_key{"irc.listen_tls", "", "the same with TLS", true, set_list<&config::listen_tls, address>},
    config_key{"irc.listen_websocket", "", "the same for WebSockets without TLS", true,
               set_list<&config::listen_websocket, address>},
    config_key{"irc.listen_websocket_tls", "", "the same for WebSockets with TLS", true,
               set_list<&config::listen_websocket_tls, address>},
    config_key{"irc.websocket_origins", "",
               "whose pages may connect: origins, or * for all; empty: those of the same host", true,
               set_list<&config::websocket_origins, origin>},
    config_key{"irc.proxies", "", "addresses or networks of proxies, which name the client", true,
               set_proxies},
    config_key{"irc.server_name", "irc.directus", "the server's name", false, set_server_name},
    config_key{"irc.network", "Directus", "the network's name", false, set_network},
    config_key{"irc.channel", "#messages", "the channel that is the collection", false, set_channel},
    config_key{"irc.topic", "", "the channel's topic", false,
               [](config& c, const values& v) { c.topic = one_line(v.back()); }},
    config_key{"irc.motd",
               "Welcome. The chat of this Directus project is the channel #messages: /join #messages",
               "a line of the message of the day", true, set_motd},
    config_key{"irc.admin", "", "whom ADMIN names", false,
               [](config& c, const values& v) { c.admin = one_line(v.back()); }},
    config_key{"irc.history", "100", "rows shown after a join", false,
               [](config& c, const values& v) { c.history = number(v, 0, 1000); }},
    config_key{"irc.bots", "", "ids or e-mail addresses of users who are shown no history, between commas",
               false, set_bots},
    config_key{"irc.formatting", "markdown", "bold and its like: markdown, strip or raw", false,
               set_formatting},
    config_key{"irc.members_limit", "500", "the largest directory that is listed on the channel", false,
               [](config& c, const values& v) { c.members_limit = number(v, 0, 10'000); }},
    config_key{"irc.join_limit", "1000", "above this many members their coming and going is not announced",
               false, [](config& c, const values& v) { c.join_limit = number(v, 0, 1'000'000); }},
    config_key{"irc.ping_after", "90", "seconds of silence before a PING", false,
               [](config& c, const values& v) { c.ping_after = seconds(v, 1, 3600); }},
    config_key{"irc.ping_timeout", "150", "seconds of silence before a connection is closed", false,
               [](config& c, const values& v) { c.ping_timeout = seconds(v, 2, 7200); }},
    config_key{"irc.registration_timeout", "60", "seconds to register", false,
               [](config& c, const values& v) { c.registration_timeout = seconds(v, 1, 3600); }},
    config_key{"irc.flood_burst", "10", "lines that a client may send at once", false,
               [](config& c, const values& v) { c.flood_burst = static_cast<int>(number(v, 1, 1'000'000)); }},
    config_key{"irc.flood_interval", "500", "milliseconds a line beyond that, by delay", false,
               [](config& c, const values& v) { c.flood_interval = base::duration(number(v, 0, 60'000)); }},
    config_key{"irc.sendq", "1048576", "bytes queued for a client that does not read, before it is closed",
               false, [](config& c, const values& v) { c.sendq = number(v, 16'384, 1 << 30); }},
    config_key{"irc.queue_memory", "268435456",
               "bytes queued for all clients that do not read, before the slowest is closed", false,
               [](config& c, const values& v) { c.queue_memory = number(v, 16'384, std::size_t{1} << 40); }},
    config_key{"irc.connections", "10000", "connections in all", false,
               [](config& c, const values& v) { c.connections = number(v, 1, 1'000'000); }},
    config_key{"irc.connections_per_address", "16", "connections from one address; loopback is exempt", false,
               [](config& c, const values& v) { c.connections_per_address = number(v, 1, 1'000'000); }},
    config_key{"irc.queue_lines", "200", "lines of one user that may wait for Directus", false,
               [](config& c, const values& v) { c.queue_lines = number(v, 1, 100'000); }},
    config_key{"irc.queue_age", "600", "seconds after which a waiting line goes back to its author", false,
               [](config& c, const values& v) { c.queue_age = seconds(v, 1, 86'400); }},

    config_key{"directus.url", "http://127.0.0.1:8055", "where Directus is", false, set_url},
    config_key{"directus.public_url", "", "where people reach it, for links; directus.url if empty", false,
               set_public_url},
    config_key{"directus.ca_file", "", "certificate authorities (PEM) to trust besides the system's", false,
               [](config& c, const values& v) { c.ca_file = v.back(); }},
    config_key{"directus.collection", "messages", "the collection", false,
               [](config& c, const values& v) { c.shape.collection = field(v); }},
    config_key{"directus.user_updated", "",
               "its field of who changed a row last (special user-updated), if any", false,
               [](config& c, const values& v) { c.shape.editor = field_or_none(v); }},
    config_key{"directus.reply_field", "", "its field of the row that a row answers, if any", false,
               [](config& c, const values& v) { c.shape.reply = field_or_none(v); }},
    config_key{"directus.feed", "auto",
               "subscriptions: auto shares one between equal readers, per-user does not", false, set_feed},
    config_key{"directus.overlap", "600", "seconds that a read-back after a gap reaches behind it", false,
               [](config& c, const values& v) { c.overlap = seconds(v, 1, 86'400); }},
    config_key{"directus.catch_up", "1000", "rows shown at most after a gap", false,
               [](config& c, const values& v) { c.catch_up = number(v, 1, 100'000); }},
    config_key{"directus.attachment_field", "", "the field of a row's file: many-to-one to directus_files",
               false,
               [](config& c, const values& v) { c.shape.attachment = v.back().empty() ? "" : field(v); }},
    config_key{"directus.answer_limit", "20", "seconds that Directus has for an answer", false,
               [](config& c, const values& v) { c.answer_limit = seconds(v, 1, 600); }},
    config_key{"directus.login_concurrency", "4", "logins under way at once", false,
               [](config& c, const values& v) { c.login_concurrency = number(v, 1, 64); }},
    config_key{"directus.recheck", "60",
               "seconds after which somebody's account and rights are looked at again", false,
               [](config& c, const values& v) { c.recheck = seconds(v, 1, 3600); }},
    config_key{"directus.service_token", "", "a static token whose owner carries the shared subscription",
               false, [](config& c, const values& v) { c.service_token = base::secret(v.back()); }},
    config_key{"directus.read_markers", "", "the collection that keeps how far people have read", false,
               [](config& c, const values& v) { c.read_markers = v.back().empty() ? "" : field(v); }},
    config_key{"directus.reactions", "", "the collection that keeps reactions to messages", false,
               [](config& c, const values& v) { c.shape.reactions = field_or_none(v); }},

    config_key{"field.key", "id", "the primary key", false,
               [](config& c, const values& v) { c.shape.key = field(v); }},
    config_key{"field.content", "content", "the text", false,
               [](config& c, const values& v) { c.shape.content = field(v); }},
    config_key{"field.author", "user_created", "the author (special user-created)", false,
               [](config& c, const values& v) { c.shape.author = field(v); }},
    config_key{"field.date", "date_created", "the date (special date-created)", false,
               [](config& c, const values& v) { c.shape.date = field(v); }},

    config_key{"tls.certificate", "", "a certificate with its chain (PEM)", true,
               set_certificates<&net::server_certificates::files::certificate>},
    config_key{"tls.key", "", "its key (PEM); the first key is the first certificate's", true,
               set_certificates<&net::server_certificates::files::key>},
    config_key{"tls.sts", "0", "seconds for which clients are told to use TLS alone (sts)", false,
               [](config& c, const values& v) { c.sts = seconds(v, 0, 315'360'000); }},

    config_key{"status.listen", "", "address:port for /healthz, /readyz and /metrics over HTTP; empty: none",
               true, set_list<&config::status_listen, address>},

    config_key{"log.level", "info", "debug, info, warning, error or off", false, set_log_level},
};

} // namespace

std::span<const config_key> config_keys()
{
    return table;
}

} // namespace server
