#include "server/config_keys.hpp"

#include "server/config_setters.hpp"
#include "server/config_values.hpp"

#include <array>

namespace server {

namespace {

using namespace config_setters;
using namespace config_values;

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
    config_key{
        "irc.connect_burst", "32", "new connections from one address at once; 0 for no limit", false,
        [](config& c, const values& v) { c.connect_burst = static_cast<int>(number(v, 0, 1'000'000)); }},
    config_key{"irc.connect_interval", "1000", "milliseconds a connection beyond that", false,
               [](config& c, const values& v) { c.connect_interval = base::duration(number(v, 0, 60'000)); }},
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
    config_key{"directus.service_token_file", "",
               "the file that holds it, in place of directus.service_token", false,
               [](config& c, const values& v) { c.service_token_file = v.back(); }},
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

    config_key{"uploads.listen", "", "address:port to take files on, over HTTP; empty: none", true,
               set_list<&config::uploads_listen, tcp_address>},
    config_key{"uploads.url", "", "where clients reach that, as soju.im/FILEHOST tells them", false,
               set_uploads_url},
    config_key{"uploads.folder", "", "the id of Directus's folder for them; empty: the root", false,
               [](config& c, const values& v) { c.uploads_folder = v.back().empty() ? "" : field(v); }},
    config_key{"uploads.largest", "10485760", "bytes of a file", false,
               [](config& c, const values& v) { c.largest_upload = number(v, 1, 1 << 30); }},

    config_key{"status.listen", "", "address:port for /healthz, /readyz and /metrics over HTTP; empty: none",
               true, set_list<&config::status_listen, tcp_address>},

    config_key{"log.level", "info", "debug, info, warning, error or off", false, set_log_level},
    config_key{"log.format", "logfmt", "how lines are written: logfmt or json", false, set_log_format},
};

} // namespace

std::span<const config_key> config_keys()
{
    return table;
}

} // namespace server
