#include "bridge/commands/commands.hpp"

#include "irc/casemap.hpp"

#include <algorithm>
#include <array>

namespace bridge {

using irc::numeric;

namespace {

constexpr std::array table{
    command{"ADMIN", 0, handlers::admin, "ADMIN - who runs this gateway", 0},
    command{"AWAY", 0, handlers::away, "AWAY [:message] - mark yourself away, or back"},
    command{
        "BATCH", 1, handlers::batch,
        "BATCH <+reference> draft/multiline <channel>, or BATCH <-reference> - a message of several lines"},
    command{"CHATHISTORY", 0, handlers::chathistory,
            "CHATHISTORY <LATEST|BEFORE|AFTER|AROUND|BETWEEN> <channel> <msgid=… or timestamp=…> <limit> - "
            "what was said"},
    command{"HELP", 0, handlers::help, "HELP [command] - this text"},
    command{"INFO", 0, handlers::info, "INFO - what this server is", 0},
    command{"INVITE", 2, handlers::invite, "INVITE - not possible here: Directus decides who may read"},
    command{"ISON", 1, handlers::ison, "ISON <nick> ... - which of them are on IRC"},
    command{"ISUPPORT", 0, handlers::isupport, "ISUPPORT - what this server supports"},
    command{"JOIN", 1, handlers::join, "JOIN <channel> - enter the channel"},
    command{"KICK", 2, handlers::kick, "KICK - not possible here: Directus decides who may read"},
    command{"LIST", 0, handlers::list, "LIST - the channels: there is one"},
    command{"LUSERS", 0, handlers::lusers, "LUSERS - how many are here"},
    command{"MARKREAD", 0, handlers::markread,
            "MARKREAD <channel> [timestamp=YYYY-MM-DDThh:mm:ss.sssZ] - how far you have read"},
    command{"MODE", 1, handlers::mode, "MODE <channel or nick> [modes] - show modes; +B marks you as a bot"},
    command{"MONITOR", 1, handlers::monitor,
            "MONITOR <+|-> <nick>[,<nick>...], or MONITOR <C|L|S> - be told who comes and goes"},
    command{"MOTD", 0, handlers::motd, "MOTD - the message of the day", 0},
    command{"NAMES", 0, handlers::names, "NAMES [channel] - who is on the channel"},
    command{"NICK", 0, handlers::nick, "NICK - your nick is your name in Directus"},
    command{"NOTICE", 0, handlers::notice, "NOTICE <channel> :text - say something; stored like a PRIVMSG"},
    command{"OPER", 2, handlers::oper, "OPER - there are no operators here"},
    command{"PART", 1, handlers::part, "PART <channel> - leave the channel"},
    command{"PASS", 0, handlers::registered_already, "PASS - only before registration"},
    command{"PING", 1, handlers::ping, "PING <token> - answered by PONG"},
    command{"PONG", 0, handlers::pong, "PONG <token> - the answer to PING"},
    command{"PRIVMSG", 0, handlers::privmsg,
            "PRIVMSG <channel> :text - say something; s/old/new/ or s/old/new/g corrects what you said last"},
    command{"QUIT", 0, handlers::quit, "QUIT [:reason] - disconnect"},
    command{"REDACT", 2, handlers::redact, "REDACT <channel> <msgid> [:reason] - delete a message"},
    command{"SEARCH", 1, handlers::search,
            "SEARCH <attribute=value>[;...] - messages by in, from, after, before, text; limit=<number>"},
    command{"SETNAME", 1, handlers::setname, "SETNAME - your real name is your name in Directus"},
    command{"STATS", 0, handlers::stats,
            "STATS [u] - how long the gateway runs, and how its link to Directus is; STATS <g|l|m> tells "
            "administrators of Directus its figures, its links, and how often commands were used",
            1},
    command{"TAGMSG", 1, handlers::tagmsg, "TAGMSG <channel> - tags without a message"},
    command{"TIME", 0, handlers::time, "TIME - the server's time", 0},
    command{"TOPIC", 1, handlers::topic, "TOPIC <channel> - show the topic"},
    command{"USER", 0, handlers::registered_already, "USER - only before registration"},
    command{"USERHOST", 1, handlers::userhost, "USERHOST <nick> ... - their hosts"},
    command{"VERSION", 0, handlers::version, "VERSION - the server's version", 0},
    command{"WHO", 0, handlers::who, "WHO <channel or nick> - who they are"},
    command{"WHOIS", 0, handlers::whois, "WHOIS <nick> - more about somebody"},
    command{"WHOWAS", 0, handlers::whowas, "WHOWAS <nick> - nothing is kept of those who left"},
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
