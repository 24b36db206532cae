// How far somebody has read: told to his own clients alone. https://ircv3.net/specs/extensions/read-marker
#include "bridge/room.hpp"

#include "base/timestamp.hpp"

#include <algorithm>

namespace bridge {

namespace {

// Directus's clock may go before ours, but a time far ahead would leave nothing unread for ever.
constexpr base::duration most_ahead = std::chrono::hours(1);

} // namespace

line room::marker_of(const member& who, std::string_view target) const
{
    std::string until = "*";
    if (who.read_until && is_channel(target))
        until = "timestamp=" + base::to_iso8601(*who.read_until);
    return {.source = settings_.server_name,
            .command = "MARKREAD",
            .params = {is_channel(target) ? settings_.channel : std::string(target), std::move(until)}};
}

void room::tell_marker(client& to, std::string_view target)
{
    send(to, marker_of(*to.user, target));
}

void room::mark_read(client& by, base::wall_time until, base::wall_time wall)
{
    auto& who = *by.user;
    const bool moved = advance_marker(who, std::min(until, wall + most_ahead), &by);
    tell_marker(by, settings_.channel);
    if (moved)
        act(keep_marker{who.id});
}

void room::marker_known(const user_id& user, base::wall_time until)
{
    advance_marker(roster_.ensure(user), until, nullptr);
}

bool room::advance_marker(member& who, base::wall_time until, const client* except)
{
    if (who.read_until && *who.read_until >= until)
        return false;
    who.read_until = until;
    for (const auto id : who.clients)
        if (auto* one = find(id); one != except && one->caps.has(irc::cap::read_marker))
            tell_marker(*one, settings_.channel);
    return true;
}

} // namespace bridge
