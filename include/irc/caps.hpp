// The capabilities that the gateway knows, sets of them, and their negotiation with one client.
// https://ircv3.net/specs/extensions/capability-negotiation
#pragma once

#include "irc/message.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace irc {

enum class cap : std::uint8_t {
    account_notify,
    account_required,
    account_tag,
    away_notify,
    batch,
    cap_notify,
    chathistory,
    echo_message,
    event_playback,
    extended_isupport,
    extended_join,
    extended_monitor,
    labeled_response,
    message_redaction,
    message_tags,
    multi_prefix,
    multiline,
    no_implicit_names,
    pre_away,
    read_marker,
    sasl,
    search,
    server_time,
    setname,
    standard_replies,
    sts,
    userhost_in_names,
};

struct cap_entry {
    cap bit;
    std::string_view name;
    std::string_view value; // shown to clients of CAP LS 302 and later; empty for none
    std::string_view specification;
    bool on_request = true; // false: it tells something, and nobody can ask for it
};

// Every name, sorted. A capability that was ratified under a new name keeps the old one: both are offered,
// either turns it on or off, and CAP LIST shows both.
std::span<const cap_entry> known_caps();

class cap_set {
public:
    bool has(cap which) const { return bits_ & bit(which); }
    void insert(cap which) { bits_ |= bit(which); }
    void erase(cap which) { bits_ &= ~bit(which); }
    std::uint64_t mask() const { return bits_; }
    friend bool operator==(const cap_set&, const cap_set&) = default;

private:
    static constexpr std::uint64_t bit(cap which) { return std::uint64_t(1) << static_cast<unsigned>(which); }
    std::uint64_t bits_ = 0;
};

// One client's side of the negotiation.
class cap_negotiation {
public:
    // `offered`: what this connection may use (`sasl` is not offered where logins would travel in clear).
    // `sts`: that capability's value, for this connection.
    explicit cap_negotiation(cap_set offered, std::string sts = {})
        : offered_(offered)
        , sts_(std::move(sts))
    {
    }

    // Answers one CAP message. `nick` is "*" before registration. Appends complete lines to `out`:
    // LS (multi-line with "*" from version 302 on, each line within 512 bytes), LIST, ACK or NAK of the whole
    // request; 461 for none, 410 for an unknown subcommand. LS 302 turns cap-notify on, and it cannot be
    // turned off then. A request may remove ("-name"); names are separated by spaces; an empty REQ is ACKed.
    void received(const message& line, std::string_view server, std::string_view nick, std::string& out);

    // What can be asked for has changed. Those with cap-notify are told; where it went, it is enabled no
    // more.
    void offer(cap which, bool available, std::string_view server, std::string_view nick, std::string& out);

    // Between the first LS or REQ and END: registration waits.
    bool open() const { return open_; }
    const cap_set& enabled() const { return enabled_; }

private:
    void list(std::string_view server, std::string_view nick, bool all, std::string& out) const;
    std::string shown(const cap_entry& entry) const; // with its value where the client knows of values
    void request(std::string_view names, std::string_view server, std::string_view nick, std::string& out);
    // The set that a request leads to; empty where it cannot be granted as a whole.
    std::optional<cap_set> requested(const std::vector<std::string_view>& names) const;

    cap_set offered_;
    std::string sts_;
    cap_set enabled_;
    int version_ = 0; // 302 and above: values, several lines
    bool open_ = false;
};

// Appends `<head>:<names>` lines that hold all names, each line within `max_line` bytes with its end. With
// `more_mark`, all but the last have "* " before the colon. No names give one line.
void write_cap_lines(std::string_view head, const std::vector<std::string>& names, bool more_mark,
                     std::size_t max_line, std::string& out);

} // namespace irc
