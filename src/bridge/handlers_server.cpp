// The server itself: PING, QUIT, MOTD, LUSERS, VERSION and their like.
#include "bridge/commands.hpp"

#include "base/timestamp.hpp"
#include "base/utf8.hpp"
#include "irc/casemap.hpp"
#include "irc/mask.hpp"
#include "irc/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace bridge::handlers {

using irc::numeric;

bool other_server(const call& what, std::string_view name)
{
    auto& room = what.room;
    if (name.empty() || irc::mask(name).matches(room.config().server_name) || room.find_nick(name, what.from))
        return false;
    room.reply(what.from, numeric::ERR_NOSUCHSERVER, {name}, "No such server");
    return true;
}

void ping(const call& what)
{
    auto& [room, from, line, now, wall] = what;
    if (line[0].empty())
        return room.reply(from, numeric::ERR_NOORIGIN, {}, "No origin specified");
    if (from.outstanding > 0)
        return room.await_answers(from, std::string(line[0]), now);
    const auto& server = room.config().server_name;
    room.send(from, {.source = server, .command = "PONG", .params = {server}, .text = std::string(line[0])});
}

// Clients answer with the token alone, or with a server's name before it.
void pong(const call& what)
{
    for (std::size_t n = 0; n < what.line.size(); ++n)
        what.room.ponged(what.from, what.line[n]);
}

void quit(const call& what)
{
    const auto reason = base::utf8::repaired(what.line[0]);
    what.room.close(what.from, reason.empty() ? "Quit" : fmt::format("Quit: {}", reason));
}

void motd(const call& what)
{
    auto& [room, from, line, now, wall] = what;
    const auto& config = room.config();
    if (other_server(what, line[0]))
        return;
    if (config.motd.empty())
        return room.reply(from, numeric::ERR_NOMOTD, {}, "MOTD File is missing");
    room.reply(from, numeric::RPL_MOTDSTART, {},
               fmt::format("- {} Message of the day -", config.server_name));
    for (const auto& text : config.motd)
        room.reply(from, numeric::RPL_MOTD, {}, "- " + text);
    room.reply(from, numeric::RPL_ENDOFMOTD, {}, "End of /MOTD command.");
}

void lusers(const call& what)
{
    auto& [room, from, line, now, wall] = what;
    const auto clients = std::to_string(room.client_count());
    const auto most = std::to_string(room.most_clients());
    const auto users =
        std::ranges::count_if(room.people().everyone(), [](auto* one) { return !one->clients.empty(); });
    room.reply(from, numeric::RPL_LUSERCLIENT, {},
               fmt::format("There are {} users and 0 invisible on 1 servers", users));
    room.reply(from, numeric::RPL_LUSEROP, {"0"}, "operator(s) online");
    room.reply(from, numeric::RPL_LUSERCHANNELS, {"1"}, "channels formed");
    room.reply(from, numeric::RPL_LUSERME, {}, fmt::format("I have {} clients and 0 servers", clients));
    room.reply(from, numeric::RPL_LOCALUSERS, {clients, most},
               fmt::format("Current local users {}, max {}", clients, most));
    room.reply(from, numeric::RPL_GLOBALUSERS, {clients, most},
               fmt::format("Current global users {}, max {}", clients, most));
}

void version(const call& what)
{
    if (other_server(what, what.line[0]))
        return;
    const auto& config = what.room.config();
    what.room.reply(
        what.from, numeric::RPL_VERSION, {config.version, config.server_name},
        fmt::format("{}; Directus: {}", config.network, what.room.state_of_link(*what.from.user)));
}

// https://ircv3.net/specs/extensions/extended-isupport
void isupport(const call& what)
{
    what.room.send_isupport(what.from);
}

void time(const call& what)
{
    if (other_server(what, what.line[0]))
        return;
    what.room.reply(what.from, numeric::RPL_TIME, {what.room.config().server_name},
                    base::to_iso8601(what.wall));
}

void admin(const call& what)
{
    auto& [room, from, line, now, wall] = what;
    const auto& config = room.config();
    if (other_server(what, line[0]))
        return;
    room.reply(from, numeric::RPL_ADMINME, {config.server_name}, "Administrative info");
    room.reply(from, numeric::RPL_ADMINLOC1, {}, config.network);
    room.reply(from, numeric::RPL_ADMINLOC2, {}, "A gateway to the chat of a Directus project");
    room.reply(from, numeric::RPL_ADMINEMAIL, {}, config.admin.empty() ? "not configured" : config.admin);
}

void info(const call& what)
{
    auto& [room, from, line, now, wall] = what;
    const auto& config = room.config();
    if (other_server(what, line[0]))
        return;
    for (const auto& text :
         {fmt::format("{} - an IRC gateway to the chat of a Directus project", config.version),
          fmt::format("{} is a collection there: what you say becomes a row, and each row a message",
                      config.channel),
          fmt::format("up since {}", base::to_iso8601(room.created()))})
        room.reply(from, numeric::RPL_INFO, {}, text);
    room.reply(from, numeric::RPL_ENDOFINFO, {}, "End of INFO list");
}

namespace {

struct topic_of_help {
    std::string_view name;
    std::string_view text;
};

// What is answered before a line comes to the table of commands.
constexpr topic_of_help before_the_table[] = {
    {"AUTHENTICATE", "AUTHENTICATE <mechanism or data> - log in with SASL, before registration"},
    {"CAP", "CAP <LS|LIST|REQ|END> - the capabilities that the server and your client share"},
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
    auto& [room, from, line, now, wall] = what;
    const auto topics = topics_of_help();
    if (line[0].empty()) {
        room.reply(from, numeric::RPL_HELPSTART, {"*"}, "Commands; HELP <command> tells more");
        std::string names;
        for (const auto& one : topics)
            names += (names.empty() ? "" : " ") + std::string(one.name);
        // ":server 705 nick * :" and the end
        const auto width = 512 - (room.config().server_name.size() + from.user->nick.size() + 12);
        for (const auto piece : irc::split(names, width))
            room.reply(from, numeric::RPL_HELPTXT, {"*"}, piece);
        return room.reply(from, numeric::RPL_ENDOFHELP, {"*"}, "End of HELP");
    }
    const auto found = std::ranges::find_if(
        topics, [&](const topic_of_help& one) { return irc::same(one.name, what.line[0]); });
    if (found == topics.end())
        return room.reply(from, numeric::ERR_HELPNOTFOUND, {line[0]}, "No help for that");
    room.reply(from, numeric::RPL_HELPSTART, {found->name}, found->text);
    room.reply(from, numeric::RPL_ENDOFHELP, {found->name}, "End of HELP");
}

void oper(const call& what)
{
    what.room.reply(what.from, numeric::ERR_NOOPERHOST, {}, "There are no operators here");
}

void registered_already(const call& what)
{
    what.room.reply(what.from, numeric::ERR_ALREADYREGISTRED, {}, "You may not reregister");
}

} // namespace bridge::handlers
