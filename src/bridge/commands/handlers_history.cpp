// Asking for what was said before, and saying how much of it is read: CHATHISTORY, SEARCH, MARKREAD.
#include "bridge/commands/commands.hpp"

#include "base/timestamp.hpp"
#include "irc/casemap.hpp"

namespace bridge::handlers {

// https://ircv3.net/specs/extensions/chathistory: who may read may ask, on the channel or not.
void chathistory(const call& what)
{
    auto& [room, from, reply, line, now, wall] = what;
    auto parsed = irc::parse_history_query(line, history_pages::most);
    if (const auto* refused = std::get_if<irc::history_refusal>(&parsed))
        return reply.fail("CHATHISTORY", refused->code, refused->context, refused->text);
    auto& query = std::get<irc::history_query>(parsed);
    const bool names_channel = query.what != irc::history_query::kind::targets;
    if (!from.user->may_read() || (names_channel && !room.channel().is_named(query.target)))
        return reply.fail("CHATHISTORY", "INVALID_TARGET",
                          {query.command, names_channel ? query.target : "*"},
                          "Messages could not be retrieved: no such channel for you");
    room.pages().ask_page(reply, std::move(query));
}

namespace {

constexpr std::string_view nobody = "anonymous"; // the nick that rows without an author are shown under

} // namespace

// https://codeberg.org/emersion/soju/src/branch/master/doc/ext/search.md
void search(const call& what)
{
    auto& [room, from, reply, line, now, wall] = what;
    const auto refuse = [&](std::string_view attribute, std::string_view text) {
        what.reply.fail("SEARCH", "INVALID_PARAMS", {attribute}, text);
    };
    auto parsed = irc::parse_search_query(line.size() == 1 ? line[0] : line.rest(),
                                          history_pages::usual_search, history_pages::most);
    if (const auto* refused = std::get_if<irc::search_refusal>(&parsed))
        return refuse(refused->attribute, refused->text);
    ask::find_rows wanted{.who = from.id, .query = std::get<irc::search_query>(std::move(parsed))};
    const auto& query = wanted.query;
    const bool in_channel = query.in.empty() || room.channel().is_named(query.in);
    if (!from.user->may_read() || (!in_channel && !room.present().find_nick(query.in, from)))
        return refuse("in", "No such channel for you");
    if (irc::same(query.from, nobody))
        wanted.author.emplace();
    else if (const auto* author = query.from.empty() ? nullptr : room.present().find_nick(query.from, from))
        wanted.author = author->id;
    // Nothing was said to a nick, nor by somebody whom nobody knows.
    if (!in_channel || (!query.from.empty() && !wanted.author))
        return room.pages().show_nothing_found(reply);
    room.pages().ask_search(reply, std::move(wanted));
}

// https://ircv3.net/specs/extensions/read-marker: nicks have no messages, and so no markers.
void markread(const call& what)
{
    auto& [room, from, reply, line, now, wall] = what;
    const auto target = line[0];
    const auto refuse = [&](std::string_view which, std::string_view text) {
        what.reply.fail("MARKREAD", "INVALID_PARAMS", {which}, text);
    };
    if (target.empty())
        return reply.fail("MARKREAD", "NEED_MORE_PARAMS", {}, "Missing parameters");
    if (!room.channel().is_named(target) && !room.present().find_nick(target, from))
        return refuse(target, "No such nick/channel");
    if (line.size() == 1)
        return room.markers().tell(reply, target);
    if (!room.channel().is_named(target))
        return refuse(target, "Private messages are not supported: Directus has no place for them");
    constexpr std::string_view prefix = "timestamp=";
    std::optional<base::wall_time> until;
    if (line[1].starts_with(prefix))
        until = base::from_iso8601(line[1].substr(prefix.size()));
    if (!until)
        return refuse(line[1], "Not timestamp=YYYY-MM-DDThh:mm:ss.sssZ");
    room.markers().move(reply, *until, wall);
}

} // namespace bridge::handlers
