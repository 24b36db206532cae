#include "irc/caps.hpp"

#include "irc/casemap.hpp"
#include "irc/line_buffer.hpp"
#include "irc/multiline.hpp"
#include "irc/sasl.hpp"
#include "irc/writer.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace irc {

namespace {

constexpr std::array<cap_entry, 28> entries{{
    {cap::account_notify, "account-notify", "", "https://ircv3.net/specs/extensions/account-notify"},
    {cap::account_tag, "account-tag", "", "https://ircv3.net/specs/extensions/account-tag"},
    {cap::away_notify, "away-notify", "", "https://ircv3.net/specs/extensions/away-notify"},
    {cap::batch, "batch", "", "https://ircv3.net/specs/extensions/batch"},
    {cap::cap_notify, "cap-notify", "",
     "https://ircv3.net/specs/extensions/capability-negotiation#the-cap-notify-capability"},
    {cap::chathistory, "draft/chathistory", "", "https://ircv3.net/specs/extensions/chathistory"},
    {cap::event_playback, "draft/event-playback", "", "https://ircv3.net/specs/extensions/chathistory"},
    {cap::extended_isupport, "draft/extended-isupport", "",
     "https://ircv3.net/specs/extensions/extended-isupport"},
    {cap::message_redaction, "draft/message-redaction", "",
     "https://ircv3.net/specs/extensions/message-redaction"},
    {cap::multiline, "draft/multiline", multiline::limits, "https://ircv3.net/specs/extensions/multiline"},
    {cap::no_implicit_names, "draft/no-implicit-names", "",
     "https://ircv3.net/specs/extensions/no-implicit-names"},
    {cap::pre_away, "draft/pre-away", "", "https://ircv3.net/specs/extensions/pre-away"},
    {cap::read_marker, "draft/read-marker", "", "https://ircv3.net/specs/extensions/read-marker"},
    {cap::echo_message, "echo-message", "", "https://ircv3.net/specs/extensions/echo-message"},
    {cap::extended_join, "extended-join", "", "https://ircv3.net/specs/extensions/extended-join"},
    {cap::extended_monitor, "extended-monitor", "", "https://ircv3.net/specs/extensions/extended-monitor"},
    {cap::labeled_response, "labeled-response", "", "https://ircv3.net/specs/extensions/labeled-response"},
    {cap::message_tags, "message-tags", "", "https://ircv3.net/specs/extensions/message-tags"},
    {cap::multi_prefix, "multi-prefix", "", "https://ircv3.net/specs/extensions/multi-prefix"},
    {cap::no_implicit_names, "no-implicit-names", "", "https://ircv3.net/specs/extensions/no-implicit-names"},
    {cap::sasl, "sasl", sasl_mechanisms, "https://ircv3.net/specs/extensions/sasl-3.2"},
    {cap::server_time, "server-time", "", "https://ircv3.net/specs/extensions/server-time"},
    {cap::setname, "setname", "", "https://ircv3.net/specs/extensions/setname"},
    {cap::account_required, "soju.im/account-required", "",
     "https://codeberg.org/emersion/soju/src/branch/master/doc/ext/account-required.md", false},
    {cap::search, "soju.im/search", "",
     "https://codeberg.org/emersion/soju/src/branch/master/doc/ext/search.md"},
    {cap::standard_replies, "standard-replies", "", "https://ircv3.net/specs/extensions/standard-replies"},
    {cap::sts, "sts", "", "https://ircv3.net/specs/extensions/sts", false},
    {cap::userhost_in_names, "userhost-in-names", "", "https://ircv3.net/specs/extensions/userhost-in-names"},
}};

const cap_entry* find(std::string_view name)
{
    const auto found = std::find_if(entries.begin(), entries.end(),
                                    [&](const cap_entry& entry) { return entry.name == name; });
    return found == entries.end() ? nullptr : &*found;
}

std::vector<std::string_view> words(std::string_view text)
{
    std::vector<std::string_view> out;
    while (!text.empty()) {
        const std::string_view word = text.substr(0, text.find(' '));
        text.remove_prefix(std::min(word.size() + 1, text.size()));
        if (!word.empty())
            out.push_back(word);
    }
    return out;
}

int version_of(std::string_view text)
{
    int version = 0;
    std::from_chars(text.data(), text.data() + text.size(), version);
    return version;
}

// `:server CAP nick SUBCOMMAND `, to be continued by write_cap_lines.
std::string head(std::string_view server, std::string_view nick, std::string_view subcommand)
{
    std::string out;
    writer(out).begin(server, "CAP").param(nick).param(subcommand);
    return out + ' ';
}

} // namespace

std::span<const cap_entry> known_caps()
{
    return entries;
}

void write_cap_lines(std::string_view head, const std::vector<std::string>& names, bool more_mark,
                     std::size_t max_line, std::string& out)
{
    constexpr std::string_view mark = "* ";
    const std::size_t room = max_line - head.size() - mark.size() - 1 - 2;
    std::vector<std::string> rows(1);
    for (const std::string& name : names) {
        if (!rows.back().empty() && rows.back().size() + 1 + name.size() > room)
            rows.emplace_back();
        if (!rows.back().empty())
            rows.back() += ' ';
        rows.back() += name;
    }
    for (std::size_t i = 0; i < rows.size(); ++i) {
        out += head;
        if (more_mark && i + 1 < rows.size())
            out += mark;
        out.append(":").append(rows[i]).append("\r\n");
    }
}

void cap_negotiation::received(const message& line, std::string_view server, std::string_view nick,
                               std::string& out)
{
    const std::string_view subcommand = line[0];
    if (subcommand.empty()) {
        writer(out)
            .begin(server, numeric::ERR_NEEDMOREPARAMS)
            .param(nick)
            .param("CAP")
            .text("Not enough parameters")
            .end();
    } else if (same(subcommand, "LS")) {
        open_ = true;
        version_ = std::max(version_, version_of(line[1]));
        if (version_ >= 302 && offered_.has(cap::cap_notify))
            enabled_.insert(cap::cap_notify);
        list(server, nick, true, out);
    } else if (same(subcommand, "LIST")) {
        list(server, nick, false, out);
    } else if (same(subcommand, "REQ")) {
        open_ = true;
        request(line[1], server, nick, out);
    } else if (same(subcommand, "END")) {
        open_ = false;
    } else {
        writer(out)
            .begin(server, numeric::ERR_INVALIDCAPCMD)
            .param(nick)
            .echo(subcommand)
            .text("Invalid CAP subcommand")
            .end();
    }
}

void cap_negotiation::list(std::string_view server, std::string_view nick, bool all, std::string& out) const
{
    std::vector<std::string> names;
    for (const cap_entry& entry : entries) {
        if (!(all ? offered_ : enabled_).has(entry.bit))
            continue;
        if (entry.bit == cap::sts && (version_ < 302 || sts_.empty())) // its value is all that it is
            continue;
        names.push_back(all ? shown(entry) : std::string(entry.name));
    }
    write_cap_lines(head(server, nick, all ? "LS" : "LIST"), names, version_ >= 302, line_buffer::max_body,
                    out);
}

std::string cap_negotiation::shown(const cap_entry& entry) const
{
    std::string name(entry.name);
    const std::string_view value = entry.bit == cap::sts ? sts_ : entry.value;
    if (version_ >= 302 && !value.empty())
        name.append("=").append(value);
    return name;
}

// https://ircv3.net/specs/extensions/capability-negotiation#cap-notify
void cap_negotiation::offer(cap which, bool available, std::string_view server, std::string_view nick,
                            std::string& out)
{
    if (offered_.has(which) == available)
        return;
    std::vector<std::string> names;
    for (const cap_entry& entry : entries)
        if (entry.bit == which)
            names.push_back(available ? shown(entry) : std::string(entry.name));
    if (available) {
        offered_.insert(which);
    } else {
        offered_.erase(which);
        enabled_.erase(which);
    }
    if (enabled_.has(cap::cap_notify))
        write_cap_lines(head(server, nick, available ? "NEW" : "DEL"), names, false, line_buffer::max_body,
                        out);
}

std::optional<cap_set> cap_negotiation::requested(const std::vector<std::string_view>& names) const
{
    cap_set result = enabled_;
    for (std::string_view name : names) {
        const bool remove = name.starts_with('-');
        if (remove)
            name.remove_prefix(1);
        const cap_entry* entry = find(name);
        if (entry == nullptr || !entry->on_request || !offered_.has(entry->bit))
            return std::nullopt;
        if (!remove)
            result.insert(entry->bit);
        else if (entry->bit == cap::cap_notify && version_ >= 302)
            return std::nullopt;
        else
            result.erase(entry->bit);
    }
    return result;
}

void cap_negotiation::request(std::string_view names, std::string_view server, std::string_view nick,
                              std::string& out)
{
    const std::vector<std::string_view> wanted = words(names);
    if (const auto granted = requested(wanted)) {
        enabled_ = *granted;
        write_cap_lines(head(server, nick, "ACK"), {wanted.begin(), wanted.end()}, false,
                        line_buffer::max_body, out);
        return;
    }
    // The specification lets a NAK that would not fit be cut.
    std::string reply;
    writer nak(reply);
    nak.begin(server, "CAP").param(nick).param("NAK");
    nak.text(names.substr(0, line_buffer::max_body - reply.size() - 4)).end();
    out += reply;
}

} // namespace irc
