// The channel: JOIN, PART, NAMES, TOPIC, MODE, LIST, and what only Directus may do.
#include "bridge/commands/commands.hpp"

#include "base/utf8.hpp"

#include <fmt/format.h>

namespace bridge::handlers {

using irc::numeric;

std::vector<std::string_view> names_in(std::string_view list)
{
    std::vector<std::string_view> names;
    while (!list.empty()) {
        const auto comma = list.find(',');
        if (const auto name = list.substr(0, comma); !name.empty())
            names.push_back(name);
        list = comma == std::string_view::npos ? std::string_view() : list.substr(comma + 1);
    }
    return names;
}

namespace {

void no_such_channel(const call& what, std::string_view name)
{
    what.reply.numeric(
        numeric::ERR_NOSUCHCHANNEL, {name},
        fmt::format("No such channel. The only channel here is {}", what.room.config().channel));
}

void not_on_channel(const call& what, std::string_view name)
{
    what.reply.numeric(numeric::ERR_NOTONCHANNEL, {name}, "You're not on that channel");
}

std::string seconds_of(base::wall_time when)
{
    return fmt::format("{}", std::chrono::floor<std::chrono::seconds>(when).time_since_epoch().count());
}

std::string user_modes(const client& of)
{
    return std::string("+") + (of.bot ? "B" : "") + (of.invisible ? "i" : "");
}

void user_mode(const call& what)
{
    auto& [room, from, reply, line, now, wall] = what;
    if (room.present().find_nick(line[0], from) != from.user)
        return reply.numeric(numeric::ERR_USERSDONTMATCH, {}, "Cannot show or change the modes of others");
    if (line.size() == 1)
        return reply.numeric(numeric::RPL_UMODEIS, {user_modes(from)});
    std::string changed;
    bool unknown = false;
    bool on = true; // "+B-i": each letter with its sign, in order
    for (const char letter : line[1]) {
        bool* flag = letter == 'B' ? &from.bot : letter == 'i' ? &from.invisible : nullptr;
        if (letter == '+' || letter == '-')
            on = letter == '+';
        else if (!flag)
            unknown = true;
        else if (std::exchange(*flag, on) != on)
            changed += {on ? '+' : '-', letter};
    }
    room.present().set_bot(from, from.bot);
    if (!changed.empty())
        reply.add({.source = from.user->mask_as(from.user->sees),
                   .command = "MODE",
                   .params = {from.nick()},
                   .text = changed});
    if (unknown)
        reply.numeric(numeric::ERR_UMODEUNKNOWNFLAG, {}, "Unknown user mode");
}

// Clients drop the text of 473: FAIL, or a NOTICE, says it as well.
void refuse_join(const call& what, std::string_view name)
{
    auto& [room, from, reply, line, now, wall] = what;
    const auto& obstacle = from.user->rights.obstacle;
    const auto reason =
        obstacle.empty()
            ? std::string(
                  "You have no permission to read the messages. Ask an administrator of Directus for a "
                  "policy with read permission on them")
            : obstacle;
    reply.numeric(numeric::ERR_INVITEONLYCHAN, {name}, "Cannot join channel: " + reason);
    reply.fail("JOIN", "NO_READ_PERMISSION", {name}, "Cannot join " + std::string(name) + ": " + reason);
}

} // namespace

void join(const call& what)
{
    auto& [room, from, reply, line, now, wall] = what;
    if (line[0] == "0")
        return room.channel().part(reply, "Left all channels", wall);
    for (const auto name : names_in(line[0])) {
        if (!room.channel().is_named(name))
            no_such_channel(what, name);
        else if (!from.user->may_read())
            refuse_join(what, name);
        else
            room.channel().join(reply, now, wall);
    }
}

void part(const call& what)
{
    auto& [room, from, reply, line, now, wall] = what;
    for (const auto name : names_in(line[0])) {
        if (!room.channel().is_named(name))
            no_such_channel(what, name);
        else if (!from.joined)
            not_on_channel(what, name);
        else
            room.channel().part(reply, base::utf8::repaired(line[1]), wall);
    }
}

void names(const call& what)
{
    auto& [room, from, reply, line, now, wall] = what;
    if (line.size() == 0)
        return room.channel().names(reply);
    for (const auto name : names_in(line[0])) {
        if (room.channel().is_named(name))
            room.channel().names(reply);
        else
            reply.numeric(numeric::RPL_ENDOFNAMES, {name}, "End of /NAMES list");
    }
}

void topic(const call& what)
{
    auto& [room, from, reply, line, now, wall] = what;
    if (!room.channel().is_named(line[0]))
        return no_such_channel(what, line[0]);
    if (line.size() > 1)
        return reply.numeric(
            numeric::ERR_CHANOPRIVSNEEDED, {line[0]},
            "The topic is set with irc.topic of the gateway or as the project descriptor in Directus");
    if (room.config().topic.empty())
        return reply.numeric(numeric::RPL_NOTOPIC, {room.config().channel}, "No topic is set");
    reply.numeric(numeric::RPL_TOPIC, {room.config().channel}, room.config().topic);
    reply.numeric(numeric::RPL_TOPICWHOTIME, {room.config().channel, room.config().server_name,
                                              seconds_of(room.channel().topic_since())});
}

void mode(const call& what)
{
    auto& [room, from, reply, line, now, wall] = what;
    const auto target = line[0];
    if (!target.starts_with('#')) {
        if (room.present().find_nick(target, from))
            return user_mode(what);
        return reply.numeric(numeric::ERR_NOSUCHNICK, {target}, "No such nick/channel");
    }
    if (!room.channel().is_named(target))
        return no_such_channel(what, target);
    if (line.size() == 1) {
        reply.numeric(numeric::RPL_CHANNELMODEIS, {room.config().channel, "+mnt"});
        return reply.numeric(numeric::RPL_CREATIONTIME, {room.config().channel, seconds_of(room.created())});
    }
    const auto asked = line[1];
    if (line.size() == 2 && (asked == "b" || asked == "+b"))
        return reply.numeric(numeric::RPL_ENDOFBANLIST, {room.config().channel}, "End of channel ban list");
    reply.numeric(numeric::ERR_CHANOPRIVSNEEDED, {room.config().channel},
                  "Modes follow the permissions in Directus. Change them there");
}

void list(const call& what)
{
    auto& [room, from, reply, line, now, wall] = what;
    reply.numeric(numeric::RPL_LISTSTART, {"Channel"}, "Users  Name");
    bool wanted = line.size() == 0;
    for (const auto name : names_in(line[0]))
        wanted |= room.channel().is_named(name) || !name.starts_with('#');
    if (wanted)
        reply.numeric(numeric::RPL_LIST,
                      {room.config().channel, std::to_string(room.present().members(from).size())},
                      room.config().topic);
    reply.numeric(numeric::RPL_LISTEND, {}, "End of /LIST");
}

void invite(const call& what)
{
    auto& [room, from, reply, line, now, wall] = what;
    if (!room.present().find_nick(line[0], from))
        return reply.numeric(numeric::ERR_NOSUCHNICK, {line[0]}, "No such nick/channel");
    if (!room.channel().is_named(line[1]))
        return no_such_channel(what, line[1]);
    if (!from.joined)
        return not_on_channel(what, line[1]);
    reply.numeric(numeric::ERR_CHANOPRIVSNEEDED, {line[1]}, "Permission to read is given in Directus");
}

void kick(const call& what)
{
    auto& [room, from, reply, line, now, wall] = what;
    if (!room.channel().is_named(line[0]))
        return no_such_channel(what, line[0]);
    if (!from.joined)
        return not_on_channel(what, line[0]);
    reply.numeric(numeric::ERR_CHANOPRIVSNEEDED, {line[0]}, "Permission to read is given in Directus");
}

} // namespace bridge::handlers
