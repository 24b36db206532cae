// How somebody appears to others, and what those are told who watch him with MONITOR.
#include "bridge/room.hpp"

#include "irc/casemap.hpp"
#include "irc/names.hpp"

#include <algorithm>

namespace bridge {

using irc::numeric;

bool room::is_bot(const member& who) const
{
    return who.bot || std::ranges::any_of(who.clients, [&](client_id id) { return clients_.at(id)->bot; });
}

// Directus keeps e-mail addresses in small letters.
bool room::is_listed_bot(const directus::person& person) const
{
    return std::ranges::any_of(settings_.bots, [&](const std::string& one) {
        return irc::same(one, person.id.str()) || irc::same(one, person.email);
    });
}

std::optional<std::string> room::away_as_seen(const member& who, const client& by) const
{
    if (shares_channel(by, who) || who.clients.empty())
        return presence_of(who).away;
    return who.away;
}

void room::came_online(const member& who)
{
    for (const auto id : monitor_.watchers(who.nick))
        if (auto& watcher = *find(id); may_know(who, *watcher.user))
            reply(watcher, numeric::RPL_MONONLINE, {}, who.mask());
}

// Those who could know of somebody who was connected.
void room::went_offline(const member& who, std::string_view nick)
{
    for (const auto id : monitor_.watchers(nick))
        if (auto& watcher = *find(id); watcher.user == &who || watcher.user->may_read())
            reply(watcher, numeric::RPL_MONOFFLINE, {}, nick);
}

// A nick is watched, and not the person: a new one is as if somebody had gone and another had come.
void room::watched_under(const member& who, std::string_view old_nick)
{
    if (who.clients.empty() || irc::folded(old_nick) == irc::folded(who.nick))
        return;
    went_offline(who, old_nick);
    came_online(who);
}

bool room::shares_channel(const client& watcher, const member& who) const
{
    return watcher.joined && is_member(who, *watcher.user);
}

// https://ircv3.net/specs/extensions/extended-monitor
void room::tell_watchers(const member& who, const line& what)
{
    for (const auto id : monitor_.watchers(who.nick))
        if (auto& watcher = *find(id); watcher.caps.has(irc::cap::extended_monitor) &&
                                       may_know(who, *watcher.user) &&
                                       (!shares_channel(watcher, who) || quiet()))
            send(watcher, what);
}

} // namespace bridge
