#include "server/config/config_keys.hpp"

#include "server/config/config_values.hpp"

#include <fmt/format.h>

#include <array>
#include <type_traits>

namespace server {

namespace {

using namespace config_values;
using room = bridge::room_settings;
using shape = directus::schema;

// The member at the end of the path: a member of a member, and so on.
template <auto Member, auto... Path>
auto& at(auto& in)
{
    if constexpr (sizeof...(Path) == 0)
        return in.*Member;
    else
        return at<Path...>(in.*Member);
}

template <auto Read, auto... Path>
void set(config& into, const values& given)
{
    auto& member = at<Path...>(into);
    member = static_cast<std::remove_reference_t<decltype(member)>>(Read(given));
}

template <auto... Path>
void take(config& into, const config& from)
{
    at<Path...>(into) = at<Path...>(from);
}

// A key whose value is in force from the start to a restart.
template <auto Read, auto... Path>
constexpr config_key fixed(std::string_view name, std::string_view fallback, std::string_view meaning,
                           bool repeats = false)
{
    return {name, fallback, meaning, set<Read, Path...>, nullptr, repeats};
}

// A key that a reload changes: its value is looked at whenever it is needed, or can be handed on. Limits and
// times of a connection are for those that come, a greeting and rights for the next login.
template <auto Read, auto... Path>
constexpr config_key live(std::string_view name, std::string_view fallback, std::string_view meaning,
                          bool repeats = false)
{
    return {name, fallback, meaning, set<Read, Path...>, take<Path...>, repeats};
}

void set_proxies(config& into, const values& given)
{
    into.proxies.clear();
    into.unix_is_proxy = false;
    for (const auto& name : given) {
        if (name.empty())
            continue;
        const auto network = net::network::parse(name);
        if (name == "unix")
            into.unix_is_proxy = true;
        else if (network)
            into.proxies.push_back(*network);
        else
            invalid(fmt::format("\"{}\" is not an address, a network like 10.0.0.0/8, or unix", name));
    }
}

void take_proxies(config& into, const config& from)
{
    into.proxies = from.proxies;
    into.unix_is_proxy = from.unix_is_proxy;
}

// The keys of a pair are given apart.
template <auto Member>
void set_certificates(config& into, const values& given)
{
    std::size_t count = 0;
    for (const auto& name : given) {
        if (name.empty())
            continue;
        if (into.certificates.size() <= count)
            into.certificates.emplace_back();
        into.certificates[count++].*Member = name;
    }
    for (; count < into.certificates.size(); ++count)
        (into.certificates[count].*Member).clear();
    std::erase(into.certificates, net::server_certificates::files{});
}

bool is_auto(const values& given)
{
    return !is_second<"auto", "configured">(given);
}

constexpr std::array table{
    live<login_domain, &config::login_domain>("login_domain", "",
                                              "what makes an e-mail address of a bare name at login"),
    live<is_second<"no", "yes">, &config::allow_plaintext_login>(
        "allow_plaintext_login", "no", "accept logins without TLS from other machines"),
    fixed<account, &config::room, &room::account>(
        "account", "short", "what IRC shows as the account: short (the beginning of the id), id or email"),

    fixed<list<address>, &config::listen>("irc.listen", "127.0.0.1:6667",
                                          "address:port, or unix:/path, to listen on without TLS", true),
    fixed<list<address>, &config::listen_tls>("irc.listen_tls", "", "the same with TLS", true),
    fixed<list<address>, &config::listen_websocket>("irc.listen_websocket", "",
                                                    "the same for WebSockets without TLS", true),
    fixed<list<address>, &config::listen_websocket_tls>("irc.listen_websocket_tls", "",
                                                        "the same for WebSockets with TLS", true),
    live<list<origin>, &config::websocket_origins>(
        "irc.websocket_origins", "",
        "whose pages may connect: origins, or * for all; empty: those of the same host", true),
    config_key{"irc.proxies", "", "addresses or networks of proxies, which name the client", set_proxies,
               take_proxies, true},
    fixed<server_name, &config::room, &room::server_name>("irc.server_name", "irc.directus",
                                                          "the server's name"),
    fixed<network, &config::room, &room::network>(
        "irc.network", "", "the network's name; empty: the name of the project in Directus"),
    fixed<channel, &config::room, &room::channel>("irc.channel", "#messages",
                                                  "the channel that is the collection"),
    live<line, &config::room, &room::topic>(
        "irc.topic", "", "the channel's topic; empty: the description of the project in Directus"),
    live<motd, &config::room, &room::motd>(
        "irc.motd", "Welcome. The channel #messages is the chat of this Directus project",
        "a line of the message of the day", true),
    live<line, &config::room, &room::admin>("irc.admin", "", "whom ADMIN names"),
    live<number<0, 1000>, &config::room, &room::history>("irc.history", "100",
                                                         "rows shown after a first join"),
    live<bots, &config::room, &room::bots>(
        "irc.bots", "",
        "ids or e-mail addresses of users who are shown no history and join by themselves, between commas"),
    fixed<time_zone, &config::time_zone>(
        "irc.timezone", "UTC", "of the times that clients without server-time are shown before the history"),
    live<is_second<"no", "yes">, &config::autojoin>(
        "irc.autojoin", "yes", "clients join the channel as they log in, without asking for it"),
    live<formatting, &config::room, &room::formatting>(
        "irc.formatting", "auto", "bold and its like: auto, markdown, html, strip or raw"),
    fixed<is_second<"shared", "by-permission">, &config::room, &room::names_by_permission>(
        "irc.names", "shared", "who is shown users' names: shared or by-permission"),
    fixed<is_second<"id", "address">, &config::nick_from_address>(
        "irc.nick_fallback", "address",
        "nick of a user whose names may not be read: the login's address before the @, or the id"),
    live<number<0, 10'000>, &config::room, &room::members_limit>(
        "irc.members_limit", "500", "the largest directory that is listed on the channel"),
    live<number<0, 1'000'000>, &config::room, &room::join_limit>(
        "irc.join_limit", "1000", "above this many members their coming and going is not announced"),
    live<seconds<1, 3600>, &config::ping_after>("irc.ping_after", "90", "seconds of silence before a PING"),
    live<seconds<2, 7200>, &config::ping_timeout>("irc.ping_timeout", "150",
                                                  "seconds of silence before a connection is closed"),
    live<seconds<1, 3600>, &config::registration_timeout>("irc.registration_timeout", "60",
                                                          "seconds to register"),
    live<number<1, 1'000'000>, &config::flood_burst>("irc.flood_burst", "10",
                                                     "lines that a client may send at once"),
    live<milliseconds<0, 60'000>, &config::flood_interval>("irc.flood_interval", "500",
                                                           "milliseconds a line beyond that, by delay"),
    live<number<16'384, 1 << 30>, &config::room, &room::send_limit>(
        "irc.sendq", "1048576", "bytes queued for a client that does not read, before it is closed"),
    fixed<number<16'384, std::size_t{1} << 40>, &config::queue_memory>(
        "irc.queue_memory", "268435456",
        "bytes queued for all clients that do not read, before the slowest is closed"),
    live<number<1, 1'000'000>, &config::connections>("irc.connections", "10000", "connections in all"),
    live<number<1, 1'000'000>, &config::connections_per_address>(
        "irc.connections_per_address", "16", "connections from one address; loopback is exempt"),
    live<number<0, 1'000'000>, &config::connect_burst>(
        "irc.connect_burst", "32", "new connections from one address at once; 0 for no limit"),
    live<milliseconds<0, 60'000>, &config::connect_interval>("irc.connect_interval", "1000",
                                                             "milliseconds a connection beyond that"),
    fixed<number<1, 100'000>, &config::queue_lines>("irc.queue_lines", "200",
                                                    "lines of one user that may wait for Directus"),
    fixed<seconds<1, 86'400>, &config::queue_age>(
        "irc.queue_age", "600", "seconds after which a waiting line goes back to its author"),
    live<seconds<0, 3600>, &config::drain>("irc.drain", "20",
                                           "seconds that a stop waits for lines under way; 0 for none"),

    fixed<url, &config::url>("directus.url", "http://127.0.0.1:8055", "where Directus is"),
    live<public_url, &config::public_url>("directus.public_url", "",
                                          "where people reach it, for links; directus.url if empty"),
    fixed<text, &config::ca_file>("directus.ca_file", "",
                                  "certificate authorities (PEM) to trust besides the system's"),
    fixed<is_auto, &config::find_schema>(
        "directus.schema", "auto",
        "auto finds the collection and its fields, but for those that are set; configured does not"),
    fixed<field, &config::shape, &shape::collection>("directus.collection", "messages", "the collection"),
    fixed<field_or_none, &config::shape, &shape::editor>(
        "directus.user_updated", "", "its field of who changed a row last (special user-updated), if any"),
    fixed<field_or_none, &config::shape, &shape::reply>("directus.reply_field", "",
                                                        "its field of the row that a row answers, if any"),
    fixed<filter, &config::shape, &shape::filter>(
        "directus.filter", "",
        "which rows are messages: field=value, field=one|another, field!=value; all have to hold", true),
    fixed<defaults, &config::shape, &shape::defaults>("directus.defaults", "",
                                                      "what is written with each message: field=value", true),
    fixed<is_second<"auto", "per-user">, &config::feed>(
        "directus.feed", "auto", "subscriptions: auto shares one between equal readers, per-user does not"),
    fixed<path, &config::websocket_path>("directus.websocket_path", "/websocket",
                                         "the path of its WebSocket (WEBSOCKETS_REST_PATH)"),
    live<seconds<1, 3600>, &config::poll>("directus.poll", "2",
                                          "seconds between two reads where its WebSocket cannot be reached"),
    fixed<seconds<1, 86'400>, &config::overlap>("directus.overlap", "600",
                                                "seconds that a read-back after a gap reaches behind it"),
    fixed<number<1, 100'000>, &config::room, &room::catch_up>("directus.catch_up", "1000",
                                                              "rows shown at most after a gap or an absence"),
    fixed<number<1, 1'000'000>, &config::search_limit>("directus.search_limit", "10000",
                                                       "rows read at most for one SEARCH"),
    fixed<field_or_none, &config::shape, &shape::attachment>(
        "directus.attachment_field", "", "the field of a row's file: many-to-one to directus_files"),
    fixed<seconds<1, 600>, &config::answer_limit>("directus.answer_limit", "20",
                                                  "seconds that Directus has for an answer"),
    fixed<seconds<1, 600>, &config::settle_after>(
        "directus.settle_after", "5", "seconds without an answer after which a message is settled over REST"),
    fixed<number<1, 64>, &config::login_concurrency>("directus.login_concurrency", "4",
                                                     "logins under way at once"),
    fixed<seconds<1, 3600>, &config::recheck>(
        "directus.recheck", "60", "seconds between two checks of a user's account and permissions"),
    live<seconds<1, 86'400>, &config::people>(
        "directus.people", "600", "seconds between two reads of the users' names, besides the events"),
    live<secret, &config::service_token>("directus.service_token", "",
                                         "a static token whose owner carries the shared subscription"),
    live<text, &config::service_token_file>("directus.service_token_file", "",
                                            "the file that holds it, in place of directus.service_token"),
    fixed<field_or_none, &config::read_markers>("directus.read_markers", "",
                                                "the collection that keeps how far people have read"),
    fixed<field_or_none, &config::shape, &shape::reactions>(
        "directus.reactions", "", "the collection that keeps reactions to messages"),

    fixed<field, &config::shape, &shape::key>("field.key", "id", "the primary key"),
    fixed<field, &config::shape, &shape::content>("field.content", "content", "the text"),
    fixed<field, &config::shape, &shape::author>("field.author", "user_created",
                                                 "the author (special user-created)"),
    fixed<field, &config::shape, &shape::date>("field.date", "date_created",
                                               "the date (special date-created)"),

    config_key{"tls.certificate", "", "a certificate with its chain (PEM)",
               set_certificates<&net::server_certificates::files::certificate>, take<&config::certificates>,
               true},
    config_key{"tls.key", "", "its key (PEM); the first key is the first certificate's",
               set_certificates<&net::server_certificates::files::key>, take<&config::certificates>, true},
    live<seconds<0, 315'360'000>, &config::sts>("tls.sts", "0",
                                                "seconds for which clients are told to use TLS alone (sts)"),

    fixed<list<tcp_address>, &config::uploads_listen>(
        "uploads.listen", "", "address:port to take files on, over HTTP; empty: none", true),
    fixed<uploads_url, &config::uploads_url>("uploads.url", "",
                                             "where clients reach that, as soju.im/FILEHOST tells them"),
    fixed<field_or_none, &config::uploads_folder>("uploads.folder", "",
                                                  "the id of Directus's folder for them; empty: the root"),
    fixed<number<1, 1 << 30>, &config::largest_upload>("uploads.largest", "10485760", "bytes of a file"),

    fixed<list<tcp_address>, &config::status_listen>(
        "status.listen", "", "address:port for /healthz, /readyz and /metrics over HTTP; empty: none", true),

    live<log_level, &config::log_level>("log.level", "info", "debug, info, warning, error or off"),
    live<log_format, &config::log_format>("log.format", "logfmt", "how lines are written: logfmt or json"),
};

} // namespace

std::span<const config_key> config_keys()
{
    return table;
}

} // namespace server
