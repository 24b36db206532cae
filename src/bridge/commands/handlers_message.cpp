// Saying something: PRIVMSG, NOTICE, batches of them, TAGMSG, and AWAY.
#include "bridge/commands/commands.hpp"

#include "base/utf8.hpp"
#include "bridge/rows/msgid.hpp"
#include "bridge/text/message_text.hpp"
#include "bridge/text/returned_text.hpp"
#include "irc/tags.hpp"
#include "irc/text.hpp"

#include <fmt/format.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace bridge::handlers {

using irc::numeric;

namespace {

void no_recipient(const call& what, std::string_view command)
{
    what.reply.numeric(numeric::ERR_NORECIPIENT, {}, fmt::format("No recipient given ({})", command));
}

// Why something is not said, and how its author is told.
struct refusal {
    std::optional<irc::numeric> number{};
    std::string_view code{}; // of FAIL: instead of the numeric, where the client has standard-replies
    std::string_view target{};
    std::string text;
    bool gives_back = false; // what was to be said
};

// What stands in the way of somebody who has the permission; empty for nothing.
const std::string& obstacle_of(const member& who)
{
    return who.rights.obstacle.empty() ? who.rights.create_obstacle : who.rights.obstacle;
}

// Why nothing can be said there.
std::optional<refusal> refusal_of_target(const call& what, std::string_view target)
{
    auto& [room, from, reply, line, now, wall] = what;
    const auto because = [&](irc::numeric number, std::string text) {
        return refusal{.number = number, .target = target, .text = std::move(text)};
    };
    if (target.find(',') != std::string_view::npos)
        return because(numeric::ERR_TOOMANYTARGETS, "One target at a time (MAXTARGETS=1)");
    if (!target.starts_with('#'))
        return room.present().find_nick(target, from)
                   ? because(numeric::ERR_CANNOTSENDRP,
                             "Private messages are not supported: Directus has no place for them")
                   : because(numeric::ERR_NOSUCHNICK, "No such nick/channel");
    if (!room.channel().is_named(target))
        return because(numeric::ERR_NOSUCHCHANNEL,
                       fmt::format("No such channel. The only channel here is {}", room.config().channel));
    if (const auto& obstacle = obstacle_of(*from.user); !obstacle.empty()) {
        auto why = because(numeric::ERR_CANNOTSENDTOCHAN, "Message not sent: " + obstacle);
        why.code = "REJECTED";
        why.gives_back = true;
        return why;
    }
    if (!from.joined)
        return because(numeric::ERR_CANNOTSENDTOCHAN, "You are not on that channel");
    if (!from.user->may_create()) {
        auto why =
            because(numeric::ERR_CANNOTSENDTOCHAN, "You have no permission to write here. Ask an "
                                                   "administrator of Directus for a policy that permits it");
        why.gives_back = true;
        return why;
    }
    return std::nullopt;
}

// Why this text cannot be a message of the channel.
std::optional<refusal> refusal_of(const call& what, std::string_view target, std::string_view text)
{
    if (text.empty())
        return refusal{.number = numeric::ERR_NOTEXTTOSEND, .text = "No text to send"};
    if (auto why = refusal_of_target(what, target))
        return why;
    if (!base::utf8::valid(text))
        return refusal{.code = "INVALID_UTF8", .text = "Message rejected: it is not valid UTF-8"};
    return std::nullopt;
}

bool is_no_target(const refusal& why)
{
    return why.number == numeric::ERR_NOSUCHNICK || why.number == numeric::ERR_NOSUCHCHANNEL;
}

refusal refusal_of_ctcp(std::string_view target)
{
    return {.number = numeric::ERR_CANNOTSENDTOCHAN,
            .target = target,
            .text = "Directus keeps texts: of CTCP only ACTION can be sent to the channel"};
}

// To the author of what the channel does not take, without the label of the answer; nothing where it is
// empty.
void give_back(const call& what, std::string_view text)
{
    auto& [room, from, reply, line, now, wall] = what;
    const auto typed = stored_text(base::utf8::repaired(text), formatting::raw);
    if (!typed || is_blank(*typed))
        return;
    for (const auto& notice : returned_text(room.config().server_name, from.nick(), "Not sent: ", *typed))
        room.clients().send(from, notice);
}

void refuse(const call& what, const refusal& why, std::string_view command, std::string_view text = {})
{
    const bool is_fail = !why.number || (!why.code.empty() && what.from.caps.has(irc::cap::standard_replies));
    std::vector<std::string> about;
    if (!why.target.empty())
        about.emplace_back(why.target);
    if (is_fail)
        what.reply.fail(command, why.code, about, why.text);
    else if (about.empty())
        what.reply.numeric(*why.number, {}, why.text);
    else
        what.reply.numeric(*why.number, {why.target}, why.text);
    if (why.gives_back)
        give_back(what, text);
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
        if (what.room.rows().knows(row))
            return row;
    }
    return {};
}

// What a row is to hold.
struct row_text {
    std::string text;
    bool typed; // the text is what was typed, and that had no codes to be translated
};

// Nothing for a CTCP that is not stored.
std::optional<row_text> row_text_of(std::string_view said, formatting mode)
{
    auto text = stored_text(said, mode);
    if (!text)
        return std::nullopt;
    const bool typed = text == stored_text(said, formatting::strip);
    return row_text{std::move(*text), typed};
}

// `tags`: of the line that begins it.
void store(const call& what, row_text said, bool notice, std::string_view tags)
{
    auto& [room, from, reply, line, now, wall] = what;
    if (const auto reaction = room.reactions().find(tags))
        room.reactions().ask(reply, *reaction, false);
    room.sent().sent(from);
    room.store(from.user->id,
               {from.id, std::move(said.text), notice, reply.later(), reply_of(what, tags), said.typed});
}

void say(const call& what, std::string_view command, bool notice)
{
    auto& [room, from, reply, line, now, wall] = what;
    if (notice && line.size() < 2)
        return;
    if (line[0].empty())
        return no_recipient(what, command);
    if (const auto why = refusal_of(what, line[0], line[1])) {
        // A bot that answers numerics by NOTICE would go on for ever; what the channel refuses is told all
        // the same.
        if (!notice || !is_no_target(*why))
            refuse(what, *why, command, line[1]);
        return;
    }
    auto said = row_text_of(line[1], room.text_formatting());
    if (!said)
        return refuse(what, refusal_of_ctcp(line[0]), command);
    if (is_blank(said->text))
        return reply.numeric(numeric::ERR_NOTEXTTOSEND, {}, "No text to send");
    from.user->last_active = now;
    const auto typed =
        room.text_formatting() == formatting::html ? *stored_text(line[1], formatting::strip) : said->text;
    auto correction = notice ? std::nullopt : room.corrected().find(from, typed, wall);
    if (!correction)
        return store(what, std::move(*said), notice, line.tags);
    correction->what.typed = said->typed;
    room.corrected().ask(reply, std::move(*correction));
}

// The whole of a batch, where a line says its part.
void say(const call& what, const irc::multiline::whole& message)
{
    auto& [room, from, reply, line, now, wall] = what;
    const std::string_view command = message.notice ? "NOTICE" : "PRIVMSG";
    if (const auto why = refusal_of_target(what, message.target))
        return refuse(what, *why, command, message.text);
    auto said = row_text_of(message.text, room.text_formatting());
    if (!said)
        return refuse(what, refusal_of_ctcp(message.target), command);
    if (is_blank(said->text))
        return reply.fail("BATCH", "MULTILINE_INVALID", {}, "No text to send");
    from.user->last_active = now;
    store(what, std::move(*said), message.notice, message.tags);
}

void proceed(const call& what, irc::multiline::outcome came)
{
    const auto* why = std::get_if<irc::multiline::refusal>(&came);
    const auto* message = std::get_if<irc::multiline::whole>(&came);
    if (!why && !message)
        return;
    const auto& label = why ? why->label : message->label; // of the opening
    auto labelled = what.room.reply_to(what.from, label);
    auto& out = label.empty() ? what.reply : labelled;
    if (why)
        out.fail("BATCH", why->code, why->context, why->text);
    else
        say({what.room, what.from, out, what.line, what.now, what.wall}, *message);
    labelled.finish();
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
    auto& [room, from, reply, line, now, wall] = what;
    auto label = line[0].starts_with('+') ? reply.later() : std::string();
    proceed(what, from.incoming.batch(line, may_batch(from), std::move(label)));
}

bool is_of_batch(const call& what)
{
    const auto& line = what.line;
    const auto reference = irc::find_tag(line.tags, "batch");
    if (!reference)
        return false;
    const bool says = may_batch(what.from) && (line.is("PRIVMSG") || line.is("NOTICE"));
    return says || what.from.incoming.knows(*reference);
}

void add_to_batch(const call& what)
{
    const auto reference = irc::find_tag(what.line.tags, "batch").value_or("");
    proceed(what, what.from.incoming.received(what.line, reference));
}

// Of client-only tags reactions are stored and +typing is passed on (CLIENTTAGDENY).
// https://ircv3.net/specs/client-tags/typing
void tagmsg(const call& what)
{
    auto& [room, from, reply, line, now, wall] = what;
    if (line[0].empty())
        return no_recipient(what, "TAGMSG");
    if (room.channel().is_named(line[0]) && from.joined)
        if (const auto reaction = room.reactions().find(line.tags))
            return room.reactions().ask(reply, *reaction, true);
    if (const auto why = refusal_of_target(what, line[0]))
        return refuse(what, *why, "TAGMSG");
    const auto state = irc::find_tag(line.tags, "+typing");
    if (state != "active" && state != "paused" && state != "done")
        return;
    const auto& who = *from.user;
    const auto typing = [&](naming how) {
        return std::vector<bridge::line>{{.source = who.mask_as(how),
                                          .command = "TAGMSG",
                                          .params = {what.room.config().channel},
                                          .time = what.wall,
                                          .account = who.account_as(how),
                                          .only_with = irc::cap::message_tags,
                                          .tags = {{"+typing", *state}}}};
    };
    room.clients().broadcast(typing, &from);
    if (from.caps.has(irc::cap::echo_message))
        for (auto& echo : typing(from.user->sees))
            reply.add(std::move(echo));
}

void away(const call& what)
{
    auto& [room, from, reply, line, now, wall] = what;
    const auto message = line[0];
    if (message.empty()) {
        room.present().set_away(from, std::nullopt, wall);
        return reply.numeric(numeric::RPL_UNAWAY, {}, "You are no longer marked as being away");
    }
    room.present().set_away(from, irc::away_text(message), wall);
    reply.numeric(numeric::RPL_NOWAWAY, {}, "You have been marked as being away");
}

} // namespace bridge::handlers
