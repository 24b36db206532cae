// MONITOR: who is to be watched. https://ircv3.net/specs/extensions/monitor
#include "bridge/commands/commands.hpp"

#include "irc/casemap.hpp"
#include "irc/nicknames.hpp"

namespace bridge::handlers {

using irc::numeric;

namespace {

// A list as the last parameter, on as many lines as it takes.
void reply_list(const call& what, numeric number, const std::vector<std::string>& all)
{
    // ":server 730 nick :" and the end
    const auto fixed = what.room.config().server_name.size() + what.from.nick().size() + 10;
    std::string text;
    for (const auto& one : all) {
        if (!text.empty() && fixed + text.size() + 1 + one.size() > 512)
            what.reply.numeric(number, {}, std::exchange(text, {}));
        text += (text.empty() ? "" : ",") + one;
    }
    if (!text.empty())
        what.reply.numeric(number, {}, text);
}

void tell_state(const call& what, const std::vector<std::string>& nicks)
{
    std::vector<std::string> online, offline;
    for (const auto& nick : nicks) {
        const auto* who = what.room.present().find_nick(nick, what.from);
        if (who && !who->clients.empty())
            online.push_back(who->mask_as(what.from.user->sees));
        else
            offline.push_back(nick);
    }
    reply_list(what, numeric::RPL_MONONLINE, online);
    reply_list(what, numeric::RPL_MONOFFLINE, offline);
}

// A middle parameter's length, which holds at least one nick.
constexpr std::size_t most_refused = 200;

void list_full(const call& what, const std::vector<std::string_view>& refused)
{
    std::string text;
    const auto flush = [&] {
        if (!text.empty())
            what.reply.numeric(numeric::ERR_MONLISTFULL,
                               {std::to_string(monitor::limit), std::exchange(text, {})},
                               "Monitor list is full.");
    };
    for (const auto nick : refused) {
        if (text.size() + 1 + nick.size() > most_refused)
            flush();
        text.append(text.empty() ? "" : ",").append(nick);
    }
    flush();
}

// What cannot be anybody's nick is left out without a word.
void add(const call& what, std::string_view list)
{
    std::vector<std::string> added;
    std::vector<std::string_view> refused;
    for (const auto nick : names_in(list)) {
        if (!irc::is_nick(nick))
            continue;
        if (what.room.present().monitored().add(what.from.id, nick))
            added.emplace_back(nick);
        else
            refused.push_back(nick);
    }
    tell_state(what, added);
    list_full(what, refused);
}

} // namespace

void monitor(const call& what)
{
    auto& [room, from, reply, line, now, wall] = what;
    auto& list = room.present().monitored();
    const auto modifier = line[0];
    if (modifier.empty() || ((modifier == "+" || modifier == "-") && line[1].empty()))
        return reply.numeric(numeric::ERR_NEEDMOREPARAMS, {"MONITOR"}, "Not enough parameters");
    if (modifier == "+")
        return add(what, line[1]);
    if (modifier == "-") {
        for (const auto nick : names_in(line[1]))
            list.remove(from.id, nick);
    } else if (irc::same(modifier, "C")) {
        list.clear(from.id);
    } else if (irc::same(modifier, "L")) {
        reply_list(what, numeric::RPL_MONLIST, list.targets(from.id));
        reply.numeric(numeric::RPL_ENDOFMONLIST, {}, "End of MONITOR list");
    } else if (irc::same(modifier, "S")) {
        tell_state(what, list.targets(from.id));
    } else {
        reply.numeric(numeric::ERR_UNKNOWNERROR, {"MONITOR", modifier}, "Unknown modifier: + - C L S");
    }
}

} // namespace bridge::handlers
