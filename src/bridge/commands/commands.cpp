#include "bridge/commands/commands.hpp"

#include "irc/casemap.hpp"

#include <algorithm>
#include <array>

namespace bridge {

using irc::numeric;

namespace {

constexpr std::array table{
    command{"ADMIN", 0, handlers::admin, "ADMIN - show who runs this gateway", 0},
    command{"AWAY", 0, handlers::away, "AWAY [:message] - set or remove your away message"},
    command{"BATCH", 1, handlers::batch,
            "BATCH <+reference> draft/multiline <channel>, or BATCH <-reference> - send a message of several "
            "lines"},
    command{"CHATHISTORY", 0, handlers::chathistory,
            "CHATHISTORY <LATEST|BEFORE|AFTER|AROUND|BETWEEN> <channel> <msgid=… or timestamp=…> <limit> - "
            "read the history"},
    command{"HELP", 0, handlers::help, "HELP [command] - list the commands, or describe one"},
    command{"INFO", 0, handlers::info, "INFO - describe this server", 0},
    command{"INVITE", 2, handlers::invite, "INVITE - not supported: permission to read is given in Directus"},
    command{"ISON", 1, handlers::ison, "ISON <nick> ... - list those of them that are on IRC"},
    command{"ISUPPORT", 0, handlers::isupport, "ISUPPORT - list what this server supports"},
    command{"JOIN", 1, handlers::join, "JOIN <channel> - join the channel"},
    command{"KICK", 2, handlers::kick, "KICK - not supported: permission to read is given in Directus"},
    command{"LIST", 0, handlers::list, "LIST - list the channel"},
    command{"LUSERS", 0, handlers::lusers, "LUSERS - count the users and clients"},
    command{"MARKREAD", 0, handlers::markread,
            "MARKREAD <channel> [timestamp=YYYY-MM-DDThh:mm:ss.sssZ] - read or set your read marker"},
    command{"MODE", 1, handlers::mode, "MODE <channel or nick> [modes] - show modes; +B marks you as a bot"},
    command{"MONITOR", 1, handlers::monitor,
            "MONITOR <+|-> <nick>[,<nick>...], or MONITOR <C|L|S> - watch nicks come and go"},
    command{"MOTD", 0, handlers::motd, "MOTD - show the message of the day", 0},
    command{"NAMES", 0, handlers::names, "NAMES [channel] - list the members of the channel"},
    command{"NICK", 0, handlers::nick, "NICK - not supported: your nick is made from your name in Directus"},
    command{"NOTICE", 0, handlers::notice, "NOTICE <channel> :text - send a message, stored like a PRIVMSG"},
    command{"OPER", 2, handlers::oper, "OPER - not supported: there are no operators"},
    command{"PART", 1, handlers::part, "PART <channel> - leave the channel"},
    command{"PASS", 0, handlers::registered_already, "PASS - only before registration"},
    command{"PING", 1, handlers::ping, "PING <token> - ask for a PONG"},
    command{"PONG", 0, handlers::pong, "PONG <token> - answer a PING"},
    command{"PRIVMSG", 0, handlers::privmsg,
            "PRIVMSG <channel> :text - send a message; s/old/new/ or s/old/new/g edits your last one"},
    command{"QUIT", 0, handlers::quit, "QUIT [:reason] - disconnect"},
    command{"REDACT", 2, handlers::redact, "REDACT <channel> <msgid> [:reason] - delete a message"},
    command{
        "SEARCH", 1, handlers::search,
        "SEARCH <attribute=value>[;...] - find messages by in, from, after, before, text; limit=<number>"},
    command{"SETNAME", 1, handlers::setname,
            "SETNAME - not supported: your real name is your name in Directus"},
    command{"STATS", 0, handlers::stats,
            "STATS [u] - show the uptime and the state of your connection to Directus; STATS <g|l|m> shows "
            "administrators of Directus the gateway's figures, its connections to Directus and the use of "
            "commands",
            1},
    command{"TAGMSG", 1, handlers::tagmsg,
            "TAGMSG <channel> - send tags without a message: reactions, typing"},
    command{"TIME", 0, handlers::time, "TIME - show the server's time", 0},
    command{"TOPIC", 1, handlers::topic, "TOPIC <channel> - show the topic"},
    command{"USER", 0, handlers::registered_already, "USER - only before registration"},
    command{"USERHOST", 1, handlers::userhost, "USERHOST <nick> ... - show their hosts"},
    command{"VERSION", 0, handlers::version, "VERSION - show the server's version", 0},
    command{"WHO", 0, handlers::who, "WHO <channel or nick> - list members"},
    command{"WHOIS", 0, handlers::whois, "WHOIS <nick> - describe a user"},
    command{"WHOWAS", 0, handlers::whowas,
            "WHOWAS <nick> - not supported: users who left are not remembered"},
};
static_assert(std::ranges::is_sorted(table, {}, &command::name));

// Whether the command changes something in Directus.
bool stores(const irc::message& line)
{
    constexpr std::array names{"PRIVMSG", "NOTICE", "BATCH", "TAGMSG", "REDACT", "MARKREAD"};
    return std::ranges::any_of(names, [&](const char* name) { return line.is(name); });
}

void dispatch(const call& what)
{
    if (handlers::is_of_batch(what))
        return handlers::add_to_batch(what);
    const auto* found =
        std::ranges::find_if(table, [&](const command& one) { return what.line.is(one.name); });
    if (found == table.end())
        return what.reply.numeric(numeric::ERR_UNKNOWNCOMMAND, {what.line.command}, "Unknown command");
    if (what.line.size() < found->least_params)
        return what.reply.numeric(numeric::ERR_NEEDMOREPARAMS, {found->name}, "Not enough parameters");
    what.room.figures().count(found->name);
    if (found->server)
        if (const auto server = what.line[*found->server]; handlers::is_other_server(what, server))
            return handlers::no_such_server(what, server);
    found->handle(what);
}

} // namespace

std::span<const command> commands()
{
    return table;
}

void received(room& on, client_id from, const irc::message& line, base::time_point now, base::wall_time wall)
{
    auto* who = on.find(from);
    if (!who || (who->closing && !(who->lingering && stores(line))))
        return;
    auto out = on.reply_to(*who, reply::label_of(*who, line));
    dispatch({on, *who, out, line, now, wall});
    out.finish();
}

} // namespace bridge
