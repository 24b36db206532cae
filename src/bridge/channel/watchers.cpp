#include "bridge/channel/watchers.hpp"

#include "bridge/channel/server_lines.hpp"
#include "irc/nicknames.hpp"

namespace bridge {

using irc::numeric;

void watchers::send(client& to, numeric number, std::string_view text)
{
    auto what = numeric_line(server_, to, number, {});
    what.text = text;
    clients_.send(to, what);
}

void watchers::came_online(const member& who)
{
    for (const auto how : {naming::names, naming::codes})
        came_online(who, how);
}

void watchers::came_online(const member& who, naming how)
{
    for (const auto id : lists_.watchers(who.nick_as(how)))
        if (auto& watcher = *clients_.find(id); watcher.user->sees == how && may_know(who, *watcher.user))
            send(watcher, numeric::RPL_MONONLINE, who.mask_as(how));
}

void watchers::went_offline(const member& who)
{
    for (const auto how : {naming::names, naming::codes})
        went_offline(who, who.nick_as(how), how);
}

// To those who could know of somebody who was connected.
void watchers::went_offline(const member& who, std::string_view nick, naming how)
{
    for (const auto id : lists_.watchers(nick))
        if (auto& watcher = *clients_.find(id);
            watcher.user->sees == how && (watcher.user == &who || watcher.user->may_read()))
            send(watcher, numeric::RPL_MONOFFLINE, nick);
}

void watchers::renamed(const member& who, std::string_view old_nick, naming how)
{
    if (who.clients.empty() || irc::folded(old_nick) == irc::folded(who.nick_as(how)))
        return;
    went_offline(who, old_nick, how);
    came_online(who, how);
}

void watchers::tell(const member& who, const line_maker& make,
                    const std::function<bool(const client& watcher)>& was_told)
{
    for (const auto how : {naming::names, naming::codes})
        for (const auto id : lists_.watchers(who.nick_as(how)))
            if (auto& watcher = *clients_.find(id); watcher.user->sees == how &&
                                                    watcher.caps.has(irc::cap::extended_monitor) &&
                                                    may_know(who, *watcher.user) && !was_told(watcher))
                for (const auto& what : make(how))
                    if (what.only_with)
                        clients_.send(watcher, what);
}

} // namespace bridge
