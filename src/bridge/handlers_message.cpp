// Saying something: PRIVMSG, NOTICE, TAGMSG, and AWAY.
#include "bridge/commands.hpp"

#include "base/utf8.hpp"
#include "bridge/translate.hpp"
#include "irc/tags.hpp"
#include "irc/text.hpp"

namespace bridge::handlers {

using irc::numeric;

namespace {

bool no_recipient(const call& what, std::string_view command)
{
    if (!what.line[0].empty())
        return false;
    what.room.reply(what.from, numeric::ERR_NORECIPIENT, {},
                    std::string("No recipient given (") + std::string(command) + ")");
    return true;
}

// Why nothing can be said there, already answered.
bool refused_target(const call& what)
{
    auto& [room, from, line, now, wall] = what;
    const auto target = line[0];
    if (target.find(',') != std::string_view::npos)
        room.reply(from, numeric::ERR_TOOMANYTARGETS, {target}, "One target at a time (MAXTARGETS=1)");
    else if (!target.starts_with('#') && !room.people().find_nick(target))
        room.reply(from, numeric::ERR_NOSUCHNICK, {target}, "No such nick/channel");
    else if (!target.starts_with('#'))
        room.reply(from, numeric::ERR_CANNOTSENDRP, {target},
                   "Directus has nowhere to keep private messages");
    else if (!room.is_channel(target))
        room.reply(from, numeric::ERR_NOSUCHCHANNEL, {target}, "No such channel");
    else if (!from.joined)
        room.reply(from, numeric::ERR_CANNOTSENDTOCHAN, {target}, "You are not on that channel");
    else if (!from.user->may_create())
        room.reply(from, numeric::ERR_CANNOTSENDTOCHAN, {target},
                   "Directus does not permit you to create messages");
    else
        return false;
    return true;
}

// Why the text cannot be a message of the channel, already answered.
bool refused(const call& what, std::string_view command)
{
    auto& [room, from, line, now, wall] = what;
    if (no_recipient(what, command))
        return true;
    if (line[1].empty())
        room.reply(from, numeric::ERR_NOTEXTTOSEND, {}, "No text to send");
    else if (refused_target(what))
        return true;
    else if (!base::utf8::valid(line[1]))
        room.fail(from, command, "INVALID_UTF8", {}, "Message rejected: it is not valid UTF-8");
    else
        return false;
    return true;
}

void say(const call& what, std::string_view command, bool notice)
{
    auto& [room, from, line, now, wall] = what;
    // A NOTICE is never answered, but for those who asked to be told.
    if (notice && line.size() < 2)
        return;
    if (refused(what, command))
        return;
    auto text = stored_text(line[1], room.config().formatting);
    if (!text)
        return room.reply(from, numeric::ERR_CANNOTSENDTOCHAN, {line[0]},
                          "Directus keeps texts: of CTCP only ACTION can be sent to the channel");
    if (is_blank(*text))
        return room.reply(from, numeric::ERR_NOTEXTTOSEND, {}, "No text to send");
    from.user->last_active = now;
    ++from.outstanding;
    room.act(room::store{from.user->id, {from.id, std::move(*text), notice, room.answer_later(from)}});
}

} // namespace

void privmsg(const call& what)
{
    say(what, "PRIVMSG", false);
}

void notice(const call& what)
{
    say(what, "NOTICE", true);
}

// Of client-only tags +typing is passed on, and nothing is kept (CLIENTTAGDENY=*,-typing).
// https://ircv3.net/specs/client-tags/typing
void tagmsg(const call& what)
{
    auto& [room, from, line, now, wall] = what;
    if (no_recipient(what, "TAGMSG") || refused_target(what))
        return;
    const auto state = irc::find_tag(line.tags, "+typing");
    if (state != "active" && state != "paused" && state != "done")
        return;
    room.broadcast({{.source = from.user->mask(),
                     .command = "TAGMSG",
                     .params = {room.config().channel},
                     .time = wall,
                     .account = from.user->account,
                     .only_with = irc::cap::message_tags,
                     .tags = {{"+typing", *state}}}},
                   from.caps.has(irc::cap::echo_message) ? nullptr : &from);
}

void away(const call& what)
{
    auto& [room, from, line, now, wall] = what;
    const auto message = line[0];
    if (message.empty()) {
        room.set_away(from, std::nullopt, wall);
        return room.reply(from, numeric::RPL_UNAWAY, {}, "You are no longer marked as being away");
    }
    room.set_away(from, irc::away_text(message), wall);
    room.reply(from, numeric::RPL_NOWAWAY, {}, "You have been marked as being away");
}

} // namespace bridge::handlers
