// Who is who: WHOIS, WHOWAS, ISON, USERHOST, NICK, SETNAME.
#include "bridge/commands/commands.hpp"

#include "irc/nicknames.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace bridge::handlers {

using irc::numeric;

namespace {

// Nicks between spaces, however the parameters divide them.
std::vector<std::string_view> nicks_in(const irc::message& line)
{
    std::vector<std::string_view> nicks;
    for (std::size_t n = 0; n < line.size(); ++n)
        for (std::string_view rest = line[n]; !rest.empty();) {
            const auto nick = rest.substr(0, rest.find(' '));
            rest.remove_prefix(std::min(nick.size() + 1, rest.size()));
            if (!nick.empty())
                nicks.push_back(nick);
        }
    return nicks;
}

// Adds the word to the list where the reply that will hold it stays within 512 bytes: half a name is
// another's.
void append_fitting(std::string& list, std::string_view word, const call& what)
{
    // ":server 302 nick :" and the end
    const auto fixed = what.room.config().server_name.size() + what.from.nick().size() + 10;
    if (fixed + list.size() + 1 + word.size() > 512)
        return;
    if (!list.empty())
        list += ' ';
    list += word;
}

} // namespace

void whois(const call& what)
{
    auto& [room, from, reply, line, now, wall] = what;
    const auto& config = room.config();
    const auto nick = line.size() > 1 ? line[1] : line[0]; // the first of two names a server
    if (nick.empty())
        return reply.numeric(numeric::ERR_NONICKNAMEGIVEN, {}, "No nickname given");
    if (line[0] != nick && is_other_server(what, line[0])) // "WHOIS Bob Bob" asks for Bob's server
        return no_such_server(what, line[0]);
    if (nick.find(',') != std::string_view::npos) {
        reply.numeric(numeric::ERR_TOOMANYTARGETS, {nick}, "One target at a time (MAXTARGETS=1)");
        return reply.numeric(numeric::RPL_ENDOFWHOIS, {nick}, "End of /WHOIS list");
    }
    const auto* who = room.present().find_nick(nick, from);
    if (!who) {
        reply.numeric(numeric::ERR_NOSUCHNICK, {nick}, "No such nick/channel");
        return reply.numeric(numeric::RPL_ENDOFWHOIS, {nick}, "End of /WHOIS list");
    }
    const auto sees = from.user->sees;
    const auto& shown = who->nick_as(sees);
    reply.numeric(numeric::RPL_WHOISUSER, {shown, "u", who->host(), "*"}, who->real_name_as(sees));
    if (is_member(*who, *from.user))
        reply.numeric(numeric::RPL_WHOISCHANNELS, {shown}, (who->is_voiced() ? "+" : "") + config.channel);
    reply.numeric(numeric::RPL_WHOISSERVER, {shown, config.server_name}, config.network);
    reply.numeric(numeric::RPL_WHOISACCOUNT, {shown, who->account_as(sees)}, "is logged in as");
    reply.numeric(numeric::RPL_WHOISSPECIAL, {shown}, "has the id " + who->id.str() + " in Directus");
    if (const auto away = room.present().away_as_seen(*who, from))
        reply.numeric(numeric::RPL_AWAY, {shown}, *away);
    const auto is_secure = [&all = what.room](client_id id) { return all.find(id)->secure; };
    if (!who->clients.empty() && std::ranges::all_of(who->clients, is_secure))
        reply.numeric(numeric::RPL_WHOISSECURE, {shown}, "is using a secure connection");
    if (who->is_bot())
        reply.numeric(numeric::RPL_WHOISBOT, {shown}, "is a bot");
    if (!who->clients.empty()) {
        const auto idle = std::chrono::duration_cast<std::chrono::seconds>(now - who->last_active).count();
        const auto since =
            std::chrono::floor<std::chrono::seconds>(who->signed_on).time_since_epoch().count();
        reply.numeric(numeric::RPL_WHOISIDLE, {shown, std::to_string(idle), std::to_string(since)},
                      "seconds idle, signon time");
    }
    reply.numeric(numeric::RPL_ENDOFWHOIS, {shown}, "End of /WHOIS list");
}

void whowas(const call& what)
{
    const auto nick = what.line[0];
    if (nick.empty())
        return what.reply.numeric(numeric::ERR_NONICKNAMEGIVEN, {}, "No nickname given");
    for (const auto one : names_in(nick))
        what.reply.numeric(numeric::ERR_WASNOSUCHNICK, {one}, "There was no such nickname");
    what.reply.numeric(numeric::RPL_ENDOFWHOWAS, {nick}, "End of WHOWAS");
}

void ison(const call& what)
{
    auto& [room, from, reply, line, now, wall] = what;
    std::string here;
    for (const auto nick : nicks_in(line))
        if (const auto* who = room.present().find_nick(nick, from); who && !who->clients.empty())
            append_fitting(here, who->nick_as(from.user->sees), what);
    reply.numeric(numeric::RPL_ISON, {}, here);
}

void userhost(const call& what)
{
    auto& [room, from, reply, line, now, wall] = what;
    constexpr std::size_t most = 5;
    auto nicks = nicks_in(line);
    nicks.resize(std::min(nicks.size(), most));
    std::string hosts;
    for (const auto nick : nicks)
        if (const auto* who = room.present().find_nick(nick, from); who && !who->clients.empty())
            append_fitting(
                hosts,
                fmt::format("{}={}u@{}", who->nick_as(from.user->sees), who->away ? '-' : '+', who->host()),
                what);
    reply.numeric(numeric::RPL_USERHOST, {}, hosts);
}

void nick(const call& what)
{
    auto& [room, from, reply, line, now, wall] = what;
    if (line[0].empty())
        return reply.numeric(numeric::ERR_NONICKNAMEGIVEN, {}, "No nickname given");
    if (room.present().find_nick(line[0], from) == from.user)
        return;
    reply.numeric(numeric::ERR_NONICKCHANGE, {},
                  "Your nick is made from your name in Directus. Change it there");
}

void setname(const call& what)
{
    what.reply.fail("SETNAME", "CANNOT_CHANGE_REALNAME", {},
                    "Your real name is your name in Directus. Change it there");
}

} // namespace bridge::handlers
