// The server itself: PING, QUIT, MOTD, LUSERS, VERSION and their like.
#include "bridge/commands/commands.hpp"

#include "bridge/channel/greeting.hpp"

#include "base/timestamp.hpp"
#include "base/utf8.hpp"
#include "irc/casemap.hpp"
#include "irc/mask.hpp"
#include "irc/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace bridge::handlers {

using irc::numeric;

bool is_other_server(const call& what, std::string_view name)
{
    auto& room = what.room;
    return !name.empty() && !irc::mask(name).matches(room.config().server_name) &&
           !room.present().find_nick(name, what.from);
}

void no_such_server(const call& what, std::string_view name)
{
    what.reply.numeric(numeric::ERR_NOSUCHSERVER, {name}, "No such server");
}

void ping(const call& what)
{
    auto& [room, from, reply, line, now, wall] = what;
    if (line[0].empty())
        return reply.numeric(numeric::ERR_NOORIGIN, {}, "No origin specified");
    if (from.outstanding > 0)
        return room.sent().pinged(reply, std::string(line[0]), now);
    const auto& server = room.config().server_name;
    reply.add({.source = server, .command = "PONG", .params = {server}, .text = std::string(line[0])});
}

// Clients answer with the token alone, or with a server's name before it.
void pong(const call& what)
{
    for (std::size_t n = 0; n < what.line.size(); ++n)
        what.room.receipts().ponged(what.from, what.line[n]);
}

void quit(const call& what)
{
    const auto reason = base::utf8::repaired(what.line[0]);
    what.reply.finish();
    const auto colon = reason.empty() ? "" : ": ";
    what.room.clients().close(what.from, fmt::format("Quit{}{}", colon, reason),
                              fmt::format("quit{}{}", colon, reason));
}

void version(const call& what)
{
    const auto& config = what.room.config();
    what.reply.numeric(
        numeric::RPL_VERSION, {config.version, config.server_name},
        fmt::format("{}; Directus: {}", config.network, what.room.state_of_link(*what.from.user)));
}

void motd(const call& what)
{
    tell_motd(what.room, what.reply);
}

void lusers(const call& what)
{
    tell_users(what.room, what.reply);
}

// https://ircv3.net/specs/extensions/extended-isupport
void isupport(const call& what)
{
    send_isupport(what.room, what.from);
}

void time(const call& what)
{
    what.reply.numeric(numeric::RPL_TIME, {what.room.config().server_name}, base::to_iso8601(what.wall));
}

void admin(const call& what)
{
    auto& [room, from, reply, line, now, wall] = what;
    const auto& config = room.config();
    reply.numeric(numeric::RPL_ADMINME, {config.server_name}, "Administrative info");
    reply.numeric(numeric::RPL_ADMINLOC1, {}, config.network);
    reply.numeric(numeric::RPL_ADMINLOC2, {}, "A gateway to the chat of a Directus project");
    reply.numeric(numeric::RPL_ADMINEMAIL, {}, config.admin.empty() ? "not configured" : config.admin);
}

void info(const call& what)
{
    auto& [room, from, reply, line, now, wall] = what;
    const auto& config = room.config();
    for (const auto& text :
         {fmt::format("{} - an IRC gateway to the chat of a Directus project", config.version),
          fmt::format("{} is a collection there: each message is one of its items", config.channel),
          fmt::format("up since {}", base::to_iso8601(room.created()))})
        reply.numeric(numeric::RPL_INFO, {}, text);
    reply.numeric(numeric::RPL_ENDOFINFO, {}, "End of INFO list");
}

namespace {

struct topic_of_help {
    std::string_view name;
    std::string_view text;
};

// What is answered before a line comes to the table of commands.
constexpr topic_of_help before_the_table[] = {
    {"AUTHENTICATE", "AUTHENTICATE <mechanism or data> - log in with SASL, before registration"},
    {"CAP", "CAP <LS|LIST|REQ|END> - negotiate capabilities"},
};

std::vector<topic_of_help> topics_of_help()
{
    std::vector<topic_of_help> all(std::begin(before_the_table), std::end(before_the_table));
    for (const auto& one : commands())
        all.push_back({one.name, one.help});
    std::ranges::sort(all, {}, &topic_of_help::name);
    return all;
}

} // namespace

void help(const call& what)
{
    auto& [room, from, reply, line, now, wall] = what;
    const auto topics = topics_of_help();
    if (line[0].empty()) {
        reply.numeric(numeric::RPL_HELPSTART, {"*"}, "Commands. HELP <command> describes one");
        std::string names;
        for (const auto& one : topics)
            names += (names.empty() ? "" : " ") + std::string(one.name);
        // ":server 705 nick * :" and the end
        const auto width = 512 - (room.config().server_name.size() + from.nick().size() + 12);
        for (const auto piece : irc::split(names, width))
            reply.numeric(numeric::RPL_HELPTXT, {"*"}, piece);
        return reply.numeric(numeric::RPL_ENDOFHELP, {"*"}, "End of HELP");
    }
    const auto found = std::ranges::find_if(
        topics, [&](const topic_of_help& one) { return irc::same(one.name, what.line[0]); });
    if (found == topics.end())
        return reply.numeric(numeric::ERR_HELPNOTFOUND, {line[0]}, "No help for that");
    reply.numeric(numeric::RPL_HELPSTART, {found->name}, found->text);
    reply.numeric(numeric::RPL_ENDOFHELP, {found->name}, "End of HELP");
}

void oper(const call& what)
{
    what.reply.numeric(numeric::ERR_NOOPERHOST, {}, "There are no operators here");
}

void registered_already(const call& what)
{
    what.reply.numeric(numeric::ERR_ALREADYREGISTRED, {}, "You may not reregister");
}

} // namespace bridge::handlers
