// Deleting a message: REDACT.
#include "bridge/commands.hpp"

#include "base/utf8.hpp"
#include "bridge/msgid.hpp"
#include "bridge/translate.hpp"

namespace bridge::handlers {

// Whether the client knows the capability or not: the command says what it wants.
// https://ircv3.net/specs/extensions/message-redaction
void redact(const call& what)
{
    auto& [room, from, line, now, wall] = what;
    const auto msgid = line[1];
    if (msgid.empty())
        return room.reply(from, irc::numeric::ERR_NEEDMOREPARAMS, {"REDACT"}, "Not enough parameters");
    if (!room.is_channel(line[0]))
        return room.fail(from, "REDACT", "INVALID_TARGET", {base::utf8::repaired(line[0])},
                         "You cannot delete messages there");
    if (!from.joined)
        return room.fail(from, "REDACT", "INVALID_TARGET", {room.config().channel},
                         "You are not on that channel");
    if (msgid::is_reaction(msgid))
        return room.refuse_redaction(from, "UNKNOWN_MSGID", base::utf8::repaired(msgid),
                                     "A reaction is taken back with +draft/unreact");
    auto row = msgid::row_of(msgid);
    if (row.empty())
        return room.refuse_redaction(from, "UNKNOWN_MSGID", "*", "This is no id of a message");
    if (!from.user->may_remove())
        return room.refuse_redaction(from, "REDACT_FORBIDDEN", row.str(),
                                     "Directus does not permit you to delete messages");
    auto reason = base::utf8::repaired(line[2]);
    if (is_blank(reason))
        reason.clear();
    room.ask_redaction(from, std::move(row), std::move(reason));
}

} // namespace bridge::handlers
