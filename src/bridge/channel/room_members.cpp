// Clients on the channel: JOIN, PART, NAMES.
#include "bridge/channel/room.hpp"

#include <algorithm>

namespace bridge {

using irc::numeric;

void room::join(bridge::reply& to, base::time_point now, base::wall_time wall)
{
    auto& who = to.to();
    if (who.joined)
        return;
    const auto& user = *who.user;
    who.joined = true;
    ++who.joins;
    who.joined_at = now;
    who.joined_wall = wall;
    present_.joined(who, wall);

    to.add({.source = user.mask_as(user.sees),
            .command = "JOIN",
            .params = {settings_.channel},
            .time = wall,
            .account = user.account_as(user.sees),
            .real_name = user.real_name_as(user.sees)});
    if (!settings_.topic.empty()) {
        const auto since = std::chrono::floor<std::chrono::seconds>(topic_since_).time_since_epoch().count();
        to.numeric(numeric::RPL_TOPIC, {settings_.channel}, settings_.topic);
        to.numeric(numeric::RPL_TOPICWHOTIME,
                   {settings_.channel, settings_.server_name, std::to_string(since)});
    }
    if (who.caps.has(irc::cap::read_marker)) // wanted before 366
        markers_.tell(to, settings_.channel);
    if (!who.caps.has(irc::cap::no_implicit_names))
        names(to);
    if (const auto text = world_.notice(user); !text.empty())
        to.add(from_server("NOTICE", {settings_.channel}, text));
    if (receipts_.joined(who, wall))
        pushed_.begin(who);
}

void room::part(bridge::reply& to, std::string_view reason, base::wall_time wall)
{
    auto& who = to.to();
    if (!who.joined)
        return;
    const auto sees = who.user->sees;
    line gone{.source = who.user->mask_as(sees),
              .command = "PART",
              .params = {settings_.channel},
              .time = wall,
              .account = who.user->account_as(sees)};
    if (!reason.empty())
        gone.text = reason;
    to.add(std::move(gone));
    leave_channel(who);
    present_.left(who, wall);
}

void room::leave_channel(client& who)
{
    who.joined = false;
    who.past = {.asked = who.past.asked};
}

void room::names(bridge::reply& to)
{
    const auto& who_asks = to.to();
    const bool full = who_asks.caps.has(irc::cap::userhost_in_names);
    const auto sees = who_asks.user->sees;
    // The line's fixed part: ":server 353 nick = #channel :" and its end.
    const std::size_t fixed =
        settings_.server_name.size() + who_asks.nick().size() + settings_.channel.size() + 14;
    std::string text;
    const auto flush = [&] {
        if (!text.empty())
            to.numeric(numeric::RPL_NAMREPLY, {"=", settings_.channel}, text);
        text.clear();
    };
    for (const auto* who : present_.members(who_asks)) {
        const auto name = (who->is_voiced() ? "+" : "") + (full ? who->mask_as(sees) : who->nick_as(sees));
        if (fixed + text.size() + 1 + name.size() > 512)
            flush();
        text += (text.empty() ? "" : " ") + name;
    }
    flush();
    to.numeric(numeric::RPL_ENDOFNAMES, {settings_.channel}, "End of /NAMES list");
}

} // namespace bridge
