#include "bridge/channel/read_markers.hpp"

#include "base/timestamp.hpp"
#include "irc/casemap.hpp"

#include <algorithm>

namespace bridge {

namespace {

// Directus's clock may go before ours, but a time far ahead would leave nothing unread for ever.
constexpr base::duration most_ahead = std::chrono::hours(1);

} // namespace

line read_markers::marker_of(const member& who, std::string_view target) const
{
    std::string until = "*";
    if (who.read_until && irc::same(target, settings_.channel))
        until = "timestamp=" + base::to_iso8601(*who.read_until);
    return {.source = settings_.server_name,
            .command = "MARKREAD",
            .params = {irc::same(target, settings_.channel) ? settings_.channel : std::string(target),
                       std::move(until)}};
}

void read_markers::tell(reply& to, std::string_view target)
{
    to.add(marker_of(*to.to().user, target));
}

void read_markers::move(reply& to, base::wall_time until, base::wall_time wall)
{
    auto& who = *to.to().user;
    const bool moved = advance(who, std::min(until, wall + most_ahead), &to.to());
    tell(to, settings_.channel);
    if (moved)
        world_.ask(ask::keep_marker{who.id});
}

void read_markers::known(const user_id& user, base::wall_time until)
{
    advance(people_.ensure(user), until, nullptr);
}

bool read_markers::advance(member& who, base::wall_time until, const client* except)
{
    if (who.read_until && *who.read_until >= until)
        return false;
    who.read_until = until;
    for (const auto id : who.clients)
        if (auto* one = clients_.find(id); one != except && one->caps.has(irc::cap::read_marker))
            clients_.send(*one, marker_of(who, settings_.channel));
    return true;
}

} // namespace bridge
