// WHO and WHOX: who is on the channel, or whom a mask matches. https://modern.ircdocs.horse/#who-message
#include "bridge/commands/commands.hpp"

#include "irc/mask.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace bridge::handlers {

using irc::numeric;

namespace {

// The second parameter: `[flags][%fields[,token]]`. https://ircv3.net/specs/extensions/whox
struct request {
    std::string_view flags;
    bool extended = false;
    std::string_view fields;
    std::string_view token = "0";
};

request request_of(std::string_view text)
{
    request asked;
    const auto percent = text.find('%');
    asked.flags = text.substr(0, percent);
    if (percent == std::string_view::npos)
        return asked;
    asked.extended = true;
    asked.fields = text.substr(percent + 1);
    const auto comma = asked.fields.find(',');
    if (comma == std::string_view::npos)
        return asked;
    const auto token = asked.fields.substr(comma + 1, 3);
    if (const auto digits = std::min(token.find_first_not_of("0123456789"), token.size()); digits > 0)
        asked.token = token.substr(0, digits);
    asked.fields = asked.fields.substr(0, comma);
    return asked;
}

std::string flags_of(const call& what, const member& who)
{
    std::string text = what.room.present().away_as_seen(who, what.from) ? "G" : "H";
    if (is_member(who, *what.from.user) && who.is_voiced())
        text += '+';
    if (who.is_bot())
        text += 'B';
    return text;
}

std::string idle_seconds(const call& what, const member& who)
{
    if (who.clients.empty())
        return "0";
    const auto idle = std::chrono::duration_cast<std::chrono::seconds>(what.now - who.last_active);
    return std::to_string(idle.count());
}

std::string field_of(const call& what, const member& who, const request& asked, char field)
{
    const auto& config = what.room.config();
    switch (field) {
    case 't':
        return std::string(asked.token);
    case 'c':
        return is_member(who, *what.from.user) ? config.channel : "*";
    case 'u':
        return "u";
    case 'i':
        return "255.255.255.255"; // never told
    case 'h':
        return who.host();
    case 's':
        return config.server_name;
    case 'n':
        return who.nick_as(what.from.user->sees);
    case 'f':
        return flags_of(what, who);
    case 'd':
        return "0"; // hops
    case 'l':
        return idle_seconds(what, who);
    case 'a':
        return who.account_as(what.from.user->sees);
    default:
        return "n/a"; // 'o': there are no levels of operators
    }
}

// The fields that were asked for, in the order of the specification.
void whox_line(const call& what, const member& who, const request& asked)
{
    std::vector<std::string> values{what.from.nick()};
    for (const char field : std::string_view("tcuihsnfdlao"))
        if (asked.fields.find(field) != std::string_view::npos)
            values.push_back(field_of(what, who, asked, field));
    std::optional<std::string> last;
    if (asked.fields.find('r') != std::string_view::npos)
        last = who.real_name_as(what.from.user->sees);
    what.reply.add({.source = what.room.config().server_name,
                    .command = fmt::format("{:03}", static_cast<int>(numeric::RPL_WHOSPCRPL)),
                    .params = std::move(values),
                    .text = std::move(last)});
}

void who_line(const call& what, const member& who, const request& asked)
{
    if (asked.extended)
        return whox_line(what, who, asked);
    const auto& config = what.room.config();
    what.reply.numeric(numeric::RPL_WHOREPLY,
                       {is_member(who, *what.from.user) ? config.channel : "*", "u", who.host(),
                        config.server_name, who.nick_as(what.from.user->sees), flags_of(what, who)},
                       "0 " + who.real_name_as(what.from.user->sees));
}

std::vector<const member*> found_by(const call& what, std::string_view text)
{
    auto& room = what.room;
    if (room.channel().is_named(text))
        return room.present().members(what.from);
    if (const auto* one = room.present().find_nick(text, what.from))
        return {one};
    if (text.starts_with('#')) // another channel
        return {};
    const auto everyone = text == "0";
    const irc::mask mask(text);
    const auto& server = room.config().server_name;
    const auto sees = what.from.user->sees;
    std::vector<const member*> found;
    for (const auto* who : room.people().everyone())
        if ((who->listed || !who->clients.empty()) && may_know(*who, *what.from.user) &&
            (everyone || mask.matches(who->nick_as(sees)) || mask.matches(who->mask_as(sees)) ||
             mask.matches(who->host()) || mask.matches(who->real_name_as(sees)) ||
             mask.matches(who->account_as(sees)) || mask.matches(server)))
            found.push_back(who);
    return found;
}

} // namespace

void who(const call& what)
{
    auto& [room, from, reply, line, now, wall] = what;
    const auto mask = line[0].empty() ? std::string_view("*") : line[0];
    const auto asked = request_of(line[1]);
    // With the flag "o", operators alone: there are none.
    if (asked.flags.find('o') == std::string_view::npos)
        for (const auto* one : found_by(what, mask))
            who_line(what, *one, asked);
    reply.numeric(numeric::RPL_ENDOFWHO, {mask}, "End of WHO list");
}

} // namespace bridge::handlers
