// The gateway's configuration: one set of keys, read from the command line, from DIRECTUS_IRCD_* variables
// and from a file, in that order of precedence. conf/directus-ircd.conf is their manual.
#pragma once

#include "base/clock.hpp"
#include "base/log.hpp"
#include "base/secret.hpp"
#include "bridge/channel/room_settings.hpp"
#include "directus/types.hpp"
#include "net/base_url.hpp"
#include "net/ip.hpp"
#include "net/server_certificates.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace server {

struct listen_address {
    std::string host; // an address
    std::uint16_t port = 0;
    std::string path{}; // of a Unix socket, instead
    friend bool operator==(const listen_address&, const listen_address&) = default;
};

// What connections speak there.
enum class listener_kind { irc, tls, websocket, websocket_tls };
std::string_view name_of(listener_kind kind); // "irc", "tls", "websocket", "websocket-tls"

enum class feed_mode { automatic, per_user };

struct config {
    std::vector<listen_address> listen;
    std::vector<listen_address> listen_tls;
    std::vector<listen_address> listen_websocket;
    std::vector<listen_address> listen_websocket_tls;
    std::vector<std::string> websocket_origins; // as net::stream takes them
    std::vector<net::network> proxies;
    bool unix_is_proxy = false;
    std::vector<net::server_certificates::files> certificates;
    base::duration sts{};       // 0: not offered
    bridge::room_settings room; // without what depends on Directus
    base::duration ping_after{};
    base::duration ping_timeout{};
    base::duration registration_timeout{};
    int flood_burst = 0;
    base::duration flood_interval{};
    std::size_t queue_memory = 0;
    std::size_t connections = 0;
    std::size_t connections_per_address = 0;
    int connect_burst = 0;
    base::duration connect_interval{};
    std::size_t queue_lines = 0;
    base::duration queue_age{};
    base::duration drain{}; // 0: none

    net::base_url url;
    std::string public_url; // for links
    std::string ca_file;
    directus::schema shape;
    bool find_schema = true; // what of `shape` is not among the `set_keys` is found in Directus
    std::string websocket_path;
    base::duration poll{};
    feed_mode feed = feed_mode::automatic;
    base::duration overlap{};
    std::size_t search_limit = 0;
    base::duration answer_limit{};
    base::duration settle_after{};
    std::size_t login_concurrency = 0;
    base::duration recheck{};
    base::duration people{};        // between two reads of users' names
    bool nick_from_address = true;  // of a user whose names may not be read: the login's
    base::secret service_token;     // empty: none
    std::string service_token_file; // where it was read from; empty: it was given
    std::string read_markers;       // a collection; empty: in memory alone

    std::string login_domain;
    bool allow_plaintext_login = false;
    std::string time_zone; // of the clock before a line of the history, for clients without server-time
    bool autojoin = true;  // clients join the channel as they log in, but for bots
    std::vector<listen_address> uploads_listen;
    std::string uploads_url;    // as clients reach it; empty: none
    std::string uploads_folder; // its id; empty: the root
    std::size_t largest_upload = 0;
    std::vector<listen_address> status_listen;
    base::log::level log_level = base::log::level::info;
    base::log::layout log_format = base::log::layout::logfmt;

    // Each key's values as they were given in the end; no secrets. They tell what a reload changes.
    std::map<std::string, std::vector<std::string>, std::less<>> texts;
    std::set<std::string, std::less<>> set_keys; // those that do not have their default by being left out
    std::vector<std::string> warnings;           // what is not wrong, but not good either: a line each
};

// What is wrong with a configuration, one line for each mistake: where, which key, why.
struct config_error : std::runtime_error {
    using std::runtime_error::runtime_error;
};

// What the command line asks for besides.
struct command_line {
    config settings;
    bool help = false;
    bool version = false;
    bool check = false;
    std::vector<std::string> files{}; // that were read
};

// Throws config_error with every mistake that was found. `environment` holds "NAME=value" strings; a file is
// read where --config names one, or the default one where it exists.
command_line read_command_line(const std::vector<std::string>& arguments,
                               const std::vector<std::string>& environment);

// The keys and their defaults, for --help.
std::string usage();

} // namespace server
