#include "bridge/channel/channel.hpp"

#include "bridge/channel/server_lines.hpp"
#include "irc/casemap.hpp"

#include <chrono>
#include <string>
#include <utility>
#include <vector>

namespace bridge {

using irc::numeric;

bool channel::is_named(std::string_view name) const
{
    return irc::same(name, with_.settings.channel);
}

void channel::topic_changed(base::wall_time wall)
{
    topic_since_ = wall;
    auto told =
        server_line(with_.settings.server_name, "TOPIC", {with_.settings.channel}, with_.settings.topic);
    told.time = wall;
    with_.clients.broadcast([&](naming) { return std::vector{told}; });
}

void channel::join(reply& to, base::time_point now, base::wall_time wall)
{
    auto& who = to.to();
    if (who.joined)
        return;
    const auto& user = *who.user;
    who.joined = true;
    ++who.joins;
    who.joined_at = now;
    who.joined_wall = wall;
    with_.present.joined(who, wall);

    to.add({.source = user.mask_as(user.sees),
            .command = "JOIN",
            .params = {with_.settings.channel},
            .time = wall,
            .account = user.account_as(user.sees),
            .real_name = user.real_name_as(user.sees)});
    if (!with_.settings.topic.empty()) {
        const auto since = std::chrono::floor<std::chrono::seconds>(topic_since_).time_since_epoch().count();
        to.numeric(numeric::RPL_TOPIC, {with_.settings.channel}, with_.settings.topic);
        to.numeric(numeric::RPL_TOPICWHOTIME,
                   {with_.settings.channel, with_.settings.server_name, std::to_string(since)});
    }
    if (who.caps.has(irc::cap::read_marker)) // wanted before 366
        with_.markers.tell(to, with_.settings.channel);
    if (!who.caps.has(irc::cap::no_implicit_names))
        names(to);
    if (const auto text = with_.world.notice(user); !text.empty())
        to.add(server_line(with_.settings.server_name, "NOTICE", {with_.settings.channel}, text));
    if (with_.receipts.joined(who, wall))
        with_.rows.pushed().begin(who);
}

void channel::part(reply& to, std::string_view reason, base::wall_time wall)
{
    auto& who = to.to();
    if (!who.joined)
        return;
    const auto sees = who.user->sees;
    line gone{.source = who.user->mask_as(sees),
              .command = "PART",
              .params = {with_.settings.channel},
              .time = wall,
              .account = who.user->account_as(sees)};
    if (!reason.empty())
        gone.text = reason;
    to.add(std::move(gone));
    leave(who);
    with_.present.left(who, wall);
}

void channel::leave(client& who)
{
    who.joined = false;
    who.past = {.asked = who.past.asked};
}

void channel::names(reply& to)
{
    const auto& who_asks = to.to();
    const bool full = who_asks.caps.has(irc::cap::userhost_in_names);
    const auto sees = who_asks.user->sees;
    // The line's fixed part: ":server 353 nick = #channel :" and its end.
    const std::size_t fixed =
        with_.settings.server_name.size() + who_asks.nick().size() + with_.settings.channel.size() + 14;
    std::string text;
    const auto flush = [&] {
        if (!text.empty())
            to.numeric(numeric::RPL_NAMREPLY, {"=", with_.settings.channel}, text);
        text.clear();
    };
    for (const auto* who : with_.present.members(who_asks)) {
        const auto name = (who->is_voiced() ? "+" : "") + (full ? who->mask_as(sees) : who->nick_as(sees));
        if (fixed + text.size() + 1 + name.size() > 512)
            flush();
        text += (text.empty() ? "" : " ") + name;
    }
    flush();
    to.numeric(numeric::RPL_ENDOFNAMES, {with_.settings.channel}, "End of /NAMES list");
}

} // namespace bridge
