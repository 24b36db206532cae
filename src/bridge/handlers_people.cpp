// Who is who: WHO, WHOIS, WHOWAS, ISON, USERHOST, NICK.
#include "bridge/commands.hpp"

#include "irc/names.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace bridge::handlers {

using irc::numeric;

namespace {

constexpr std::string_view not_on_irc = "not on IRC";

// Adds the word to the list where the reply that will hold it stays within 512 bytes: half a name is
// another's.
void append_fitting(std::string& list, std::string_view word, const call& what)
{
    // ":server 302 nick :" and the end
    const auto fixed = what.room.config().server_name.size() + what.from.user->nick.size() + 10;
    if (fixed + list.size() + 1 + word.size() > 512)
        return;
    if (!list.empty())
        list += ' ';
    list += word;
}

bool is_bot(const room& room, const member& who)
{
    auto& all = const_cast<bridge::room&>(room);
    return std::ranges::any_of(who.clients, [&](client_id id) {
        const auto* one = all.find(id);
        return one && one->bot;
    });
}

std::string flags(const room& room, const member& who)
{
    std::string text = who.on_irc() && !who.away ? "H" : "G";
    if (who.on_irc() && who.may_create())
        text += '+';
    if (is_bot(room, who))
        text += 'B';
    return text;
}

// WHOX: the fields that were asked for, in the order of its specification.
// https://ircv3.net/specs/extensions/whox
void whox_line(const call& what, const member& who, std::string_view fields, std::string_view token)
{
    auto& [room, from, line, now, wall] = what;
    const auto& config = room.config();
    std::vector<std::string> values;
    std::optional<std::string> last;
    for (const char field : std::string_view("tcuihsnfdlaor")) {
        if (fields.find(field) == std::string_view::npos)
            continue;
        switch (field) {
        case 't':
            values.emplace_back(token);
            break;
        case 'c':
            values.push_back(who.listed ? config.channel : "*");
            break;
        case 'u':
            values.emplace_back("u");
            break;
        case 'i':
            values.emplace_back("255.255.255.255");
            break; // never told
        case 'h':
            values.push_back(who.host());
            break;
        case 's':
            values.push_back(config.server_name);
            break;
        case 'n':
            values.push_back(who.nick);
            break;
        case 'f':
            values.push_back(flags(room, who));
            break;
        case 'd':
            values.emplace_back("0");
            break;
        case 'l':
            values.emplace_back("0");
            break;
        case 'a':
            values.push_back(who.account);
            break;
        case 'o':
            values.emplace_back("n/a");
            break;
        case 'r':
            last = who.real_name;
            break;
        default:
            break;
        }
    }
    values.insert(values.begin(), from.user->nick);
    room.send(from, {.source = config.server_name,
                     .command = fmt::format("{:03}", static_cast<int>(numeric::RPL_WHOSPCRPL)),
                     .params = std::move(values),
                     .text = std::move(last)});
}

void who_line(const call& what, const member& who)
{
    auto& [room, from, line, now, wall] = what;
    const auto asked = line[1];
    if (const auto percent = asked.find('%'); percent != std::string_view::npos) {
        const auto rest = asked.substr(percent + 1);
        const auto comma = rest.find(',');
        const auto token = comma == std::string_view::npos ? std::string_view() : rest.substr(comma + 1, 3);
        return whox_line(what, who, rest.substr(0, comma), token.empty() ? "0" : token);
    }
    const auto& config = room.config();
    room.reply(
        from, numeric::RPL_WHOREPLY,
        {who.listed ? config.channel : "*", "u", who.host(), config.server_name, who.nick, flags(room, who)},
        "0 " + who.real_name);
}

} // namespace

void who(const call& what)
{
    auto& [room, from, line, now, wall] = what;
    const auto mask = line.size() == 0 || line[0].empty() ? std::string_view("*") : line[0];
    if (line[1] == "o") // operators alone: there are none
        return room.reply(from, numeric::RPL_ENDOFWHO, {mask}, "End of WHO list");
    if (room.is_channel(mask) || mask == "*" || mask == "0") {
        for (const auto* one : room.members())
            who_line(what, *one);
    } else if (const auto* one = room.people().find_nick(mask)) {
        who_line(what, *one);
    }
    room.reply(from, numeric::RPL_ENDOFWHO, {mask}, "End of WHO list");
}

void whois(const call& what)
{
    auto& [room, from, line, now, wall] = what;
    const auto& config = room.config();
    const auto nick = line.size() > 1 ? line[1] : line[0]; // the first of two names a server
    if (nick.empty())
        return room.reply(from, numeric::ERR_NONICKNAMEGIVEN, {}, "No nickname given");
    const auto* who = room.people().find_nick(nick);
    if (!who) {
        room.reply(from, numeric::ERR_NOSUCHNICK, {nick}, "No such nick/channel");
        return room.reply(from, numeric::RPL_ENDOFWHOIS, {nick}, "End of /WHOIS list");
    }
    room.reply(from, numeric::RPL_WHOISUSER, {who->nick, "u", who->host(), "*"}, who->real_name);
    if (who->listed)
        room.reply(from, numeric::RPL_WHOISCHANNELS, {who->nick},
                   (who->on_irc() && who->may_create() ? "+" : "") + config.channel);
    room.reply(from, numeric::RPL_WHOISSERVER, {who->nick, config.server_name}, config.network);
    room.reply(from, numeric::RPL_WHOISACCOUNT, {who->nick, who->account}, "is logged in as");
    if (!who->on_irc())
        room.reply(from, numeric::RPL_AWAY, {who->nick}, not_on_irc);
    else if (who->away)
        room.reply(from, numeric::RPL_AWAY, {who->nick}, *who->away);
    if (is_bot(room, *who))
        room.reply(from, numeric::RPL_WHOISBOT, {who->nick}, "is a bot");
    if (!who->clients.empty()) {
        const auto idle = std::chrono::duration_cast<std::chrono::seconds>(now - who->last_active).count();
        const auto since =
            std::chrono::floor<std::chrono::seconds>(who->signed_on).time_since_epoch().count();
        room.reply(from, numeric::RPL_WHOISIDLE, {who->nick, std::to_string(idle), std::to_string(since)},
                   "seconds idle, signon time");
    }
    room.reply(from, numeric::RPL_ENDOFWHOIS, {who->nick}, "End of /WHOIS list");
}

void whowas(const call& what)
{
    const auto nick = what.line[0];
    if (nick.empty())
        return what.room.reply(what.from, numeric::ERR_NONICKNAMEGIVEN, {}, "No nickname given");
    what.room.reply(what.from, numeric::ERR_WASNOSUCHNICK, {nick}, "There was no such nickname");
    what.room.reply(what.from, numeric::RPL_ENDOFWHOWAS, {nick}, "End of WHOWAS");
}

void ison(const call& what)
{
    auto& [room, from, line, now, wall] = what;
    std::string here;
    for (std::size_t n = 0; n < line.size(); ++n) {
        std::string_view rest = line[n];
        while (!rest.empty()) {
            const auto space = rest.find(' ');
            const auto* who = room.people().find_nick(rest.substr(0, space));
            if (who && !who->clients.empty())
                append_fitting(here, who->nick, what);
            rest = space == std::string_view::npos ? std::string_view() : rest.substr(space + 1);
        }
    }
    room.reply(from, numeric::RPL_ISON, {}, here);
}

void userhost(const call& what)
{
    auto& [room, from, line, now, wall] = what;
    std::string hosts;
    for (std::size_t n = 0; n < std::min<std::size_t>(line.size(), 5); ++n)
        if (const auto* who = room.people().find_nick(line[n]); who && !who->clients.empty())
            append_fitting(hosts, fmt::format("{}={}u@{}", who->nick, who->away ? '-' : '+', who->host()),
                           what);
    room.reply(from, numeric::RPL_USERHOST, {}, hosts);
}

void nick(const call& what)
{
    auto& [room, from, line, now, wall] = what;
    if (line[0].empty())
        return room.reply(from, numeric::ERR_NONICKNAMEGIVEN, {}, "No nickname given");
    if (room.people().find_nick(line[0]) == from.user)
        return;
    room.reply(from, numeric::ERR_NONICKCHANGE, {}, "Your nick is your name in Directus; change it there");
}

} // namespace bridge::handlers
