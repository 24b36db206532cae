// Deleting a message: REDACT.
#include "bridge/commands/commands.hpp"

#include "base/utf8.hpp"
#include "bridge/rows/msgid.hpp"
#include "bridge/text/message_text.hpp"

namespace bridge::handlers {

// Whether the client knows the capability or not: the command says what it wants.
// https://ircv3.net/specs/extensions/message-redaction
void redact(const call& what)
{
    auto& [room, from, reply, line, now, wall] = what;
    const auto msgid = line[1];
    if (msgid.empty())
        return reply.numeric(irc::numeric::ERR_NEEDMOREPARAMS, {"REDACT"}, "Not enough parameters");
    if (!room.channel().is_named(line[0]))
        return reply.fail("REDACT", "INVALID_TARGET", {line[0]}, "You cannot delete messages there");
    if (!from.joined)
        return reply.fail("REDACT", "INVALID_TARGET", {room.config().channel}, "You are not on that channel");
    if (msgid::is_reaction(msgid))
        return reply.fail("REDACT", "UNKNOWN_MSGID", {room.config().channel, msgid},
                          "Reactions are removed with TAGMSG and +draft/unreact");
    auto row = msgid::row_of(msgid);
    if (row.empty())
        return reply.fail("REDACT", "UNKNOWN_MSGID", {room.config().channel, "*"},
                          "Not the msgid of a message");
    if (!from.user->may_remove())
        return reply.fail("REDACT", "REDACT_FORBIDDEN", {room.config().channel, row.str()},
                          "You have no permission to delete messages");
    auto reason = base::utf8::repaired(line[2]);
    if (is_blank(reason))
        reason.clear();
    room.deletions().ask(reply, std::move(row), std::move(reason));
}

} // namespace bridge::handlers
