#include "irc/caps.hpp"

#include "irc/casemap.hpp"
#include "irc/line_buffer.hpp"
#include "irc/writer.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace irc {

namespace {

constexpr std::array<cap_entry, 12> entries{{
    {cap::account_tag, "account-tag", "", "https://ircv3.net/specs/extensions/account-tag"},
    {cap::away_notify, "away-notify", "", "https://ircv3.net/specs/extensions/away-notify"},
    {cap::batch, "batch", "", "https://ircv3.net/specs/extensions/batch"},
    {cap::cap_notify, "cap-notify", "",
     "https://ircv3.net/specs/extensions/capability-negotiation#the-cap-notify-capability"},
    {cap::echo_message, "echo-message", "", "https://ircv3.net/specs/extensions/echo-message"},
    {cap::extended_join, "extended-join", "", "https://ircv3.net/specs/extensions/extended-join"},
    {cap::message_tags, "message-tags", "", "https://ircv3.net/specs/extensions/message-tags"},
    {cap::multi_prefix, "multi-prefix", "", "https://ircv3.net/specs/extensions/multi-prefix"},
    {cap::sasl, "sasl", "PLAIN", "https://ircv3.net/specs/extensions/sasl-3.2"},
    {cap::server_time, "server-time", "", "https://ircv3.net/specs/extensions/server-time"},
    {cap::standard_replies, "standard-replies", "", "https://ircv3.net/specs/extensions/standard-replies"},
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
            .param(subcommand)
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
        std::string name(entry.name);
        if (all && version_ >= 302 && !entry.value.empty())
            name.append("=").append(entry.value);
        names.push_back(std::move(name));
    }
    write_cap_lines(head(server, nick, all ? "LS" : "LIST"), names, version_ >= 302, line_buffer::max_body,
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
        if (entry == nullptr || !offered_.has(entry->bit))
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
