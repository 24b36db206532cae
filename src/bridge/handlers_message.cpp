// Saying something: PRIVMSG, NOTICE, batches of them, TAGMSG, and AWAY.
#include "bridge/commands.hpp"

#include "base/utf8.hpp"
#include "bridge/msgid.hpp"
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
bool refused_target(const call& what, std::string_view target)
{
    auto& [room, from, line, now, wall] = what;
    if (target.find(',') != std::string_view::npos)
        room.reply(from, numeric::ERR_TOOMANYTARGETS, {target}, "One target at a time (MAXTARGETS=1)");
    else if (!target.starts_with('#') && !room.find_nick(target, from))
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
    else if (refused_target(what, line[0]))
        return true;
    else if (!base::utf8::valid(line[1]))
        room.fail(from, command, "INVALID_UTF8", {}, "Message rejected: it is not valid UTF-8");
    else
        return false;
    return true;
}

// The message that this one answers, where the collection keeps that. One that nobody was shown is none.
// https://ircv3.net/specs/client-tags/reply
base::item_id reply_of(const call& what, std::string_view tags)
{
    if (!what.room.config().replies)
        return {};
    for (const auto* name : {"+reply", "+draft/reply"}) {
        const auto tag = irc::find_tag(tags, name);
        auto row = tag ? msgid::row_of(*tag) : base::item_id();
        if (what.room.knows(row))
            return row;
    }
    return {};
}

// What is stored for a text; empty where that cannot be, already answered.
std::optional<std::string> kept_text(const call& what, std::string_view target, std::string_view text)
{
    auto kept = stored_text(text, what.room.config().formatting);
    if (!kept)
        what.room.reply(what.from, numeric::ERR_CANNOTSENDTOCHAN, {target},
                        "Directus keeps texts: of CTCP only ACTION can be sent to the channel");
    return kept;
}

// `tags`: of the line that begins it.
void store(const call& what, std::string text, bool notice, std::string_view tags)
{
    auto& [room, from, line, now, wall] = what;
    room.ask_reaction(from, tags, false);
    ++from.outstanding;
    room.act(room::store{from.user->id,
                         {from.id, std::move(text), notice, room.answer_later(from), reply_of(what, tags)}});
}

void say(const call& what, std::string_view command, bool notice)
{
    auto& [room, from, line, now, wall] = what;
    // A NOTICE is never answered, but for those who asked to be told.
    if (notice && line.size() < 2)
        return;
    if (refused(what, command))
        return;
    auto text = kept_text(what, line[0], line[1]);
    if (!text)
        return;
    if (is_blank(*text))
        return room.reply(from, numeric::ERR_NOTEXTTOSEND, {}, "No text to send");
    from.user->last_active = now;
    if (notice || !room.correct_last(from, *text, wall))
        store(what, std::move(*text), notice, line.tags);
}

// The whole of a batch, where a line says its part.
void say(const call& what, const irc::multiline::whole& message)
{
    auto& [room, from, line, now, wall] = what;
    if (!message.label.empty())
        from.answering.emplace(response{.label = message.label});
    if (refused_target(what, message.target))
        return;
    auto text = kept_text(what, message.target, message.text);
    if (!text)
        return;
    if (is_blank(*text))
        return room.refuse_batch(from, {"MULTILINE_INVALID", {}, "No text to send", message.label});
    from.user->last_active = now;
    store(what, std::move(*text), message.notice, message.tags);
}

void proceed(const call& what, irc::multiline::outcome came)
{
    if (const auto* why = std::get_if<irc::multiline::refusal>(&came))
        what.room.refuse_batch(what.from, *why);
    else if (auto* message = std::get_if<irc::multiline::whole>(&came))
        say(what, *message);
}

bool may_batch(const client& who)
{
    return who.caps.has(irc::cap::multiline) && who.caps.has(irc::cap::batch);
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

// https://ircv3.net/specs/extensions/multiline, https://ircv3.net/specs/extensions/batch
void batch(const call& what)
{
    auto& [room, from, line, now, wall] = what;
    auto label = line[0].starts_with('+') ? room.answer_later(from) : std::string();
    proceed(what, from.incoming.batch(line, may_batch(from), std::move(label)));
}

bool batched(const call& what)
{
    auto& [room, from, line, now, wall] = what;
    const auto reference = irc::find_tag(line.tags, "batch");
    if (!reference)
        return false;
    const bool says = may_batch(from) && (line.is("PRIVMSG") || line.is("NOTICE"));
    if (!says && !from.incoming.knows(*reference))
        return false;
    proceed(what, from.incoming.received(line, *reference));
    return true;
}

// Of client-only tags reactions are stored and +typing is passed on (CLIENTTAGDENY).
// https://ircv3.net/specs/client-tags/typing
void tagmsg(const call& what)
{
    auto& [room, from, line, now, wall] = what;
    if (no_recipient(what, "TAGMSG"))
        return;
    const bool reaches = room.is_channel(line[0]) && from.joined;
    if ((reaches && room.ask_reaction(from, line.tags, true)) || refused_target(what, line[0]))
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
