// Asking for what was said before: CHATHISTORY.
#include "bridge/commands.hpp"

namespace bridge::handlers {

// https://ircv3.net/specs/extensions/chathistory: who may read may ask, on the channel or not.
void chathistory(const call& what)
{
    auto& [room, from, line, now, wall] = what;
    auto parsed = irc::parse_history_query(line, room::most_of_a_page);
    if (const auto* refused = std::get_if<irc::history_refusal>(&parsed))
        return room.refuse_page(from, *refused);
    auto& query = std::get<irc::history_query>(parsed);
    const bool names_channel = query.what != irc::history_query::kind::targets;
    if (!from.user->may_read() || (names_channel && !room.is_channel(query.target)))
        return room.refuse_page(from, {"INVALID_TARGET",
                                       {query.command, names_channel ? query.target : "*"},
                                       "Messages could not be retrieved: no such channel for you"});
    room.ask_page(from, std::move(query));
}

} // namespace bridge::handlers
