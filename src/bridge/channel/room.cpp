// Clients coming, speaking and going, and what is written to them.
#include "bridge/channel/room.hpp"

#include "bridge/channel/greeting.hpp"
#include "bridge/channel/server_lines.hpp"
#include "irc/isupport.hpp"
#include "irc/text.hpp"

#include "base/timestamp.hpp"
#include "base/utf8.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace bridge {

using irc::numeric;

room::room(settings with, base::wall_time created, outside& world)
    : settings_(std::move(with))
    , guess_(settings_.formatting)
    , created_(created)
    , present_(settings_, clients_)
    , lines_(settings_, people(), guess_, typed_)
    , world_(world)
    , sent_(settings_, guess_, clients_, people())
    , redactions_(settings_, clients_, lines_, world_)
    , reactions_(settings_, clients_, lines_, world_)
    , corrections_(settings_, guess_, typed_, clients_, sent_, world_)
    , receipts_(settings_, clients_, people())
    , past_(settings_, lines_)
    , rows_({settings_, clients_, present_, lines_, guess_, redactions_, reactions_, corrections_, receipts_},
            past_, world_)
    , pages_(settings_, clients_, past_, world_, rows_)
    , markers_(settings_, clients_, people(), world_)
    , channel_({settings_, clients_, present_, receipts_, rows_, markers_, world_}, created)
    , figures_(settings_, clients_, world_)
{
}

void room::reconfigure(const settings& with, base::wall_time wall)
{
    settings_.network = with.network;
    settings_.icon = with.icon;
    settings_.motd = with.motd;
    settings_.admin = with.admin;
    settings_.item_link = with.item_link;
    settings_.file_link = with.file_link;
    settings_.history = with.history;
    settings_.bots = with.bots;
    settings_.members_limit = with.members_limit;
    settings_.join_limit = with.join_limit;
    settings_.send_limit = with.send_limit;
    settings_.formatting = with.formatting;
    guess_.configure(with.formatting);
    settings_.replies = with.replies;
    if (settings_.topic == with.topic)
        return;
    settings_.topic = with.topic;
    channel_.topic_changed(wall);
}

client& room::attach(client_id id, const user_id& user, irc::cap_set caps, base::time_point now,
                     base::wall_time wall, std::optional<std::string> away, std::string user_name)
{
    auto& who = people().ensure(user);
    auto& fresh = clients_.attach(id, who, caps, settings_.send_limit);
    fresh.away = std::move(away);
    fresh.user_name = std::move(user_name);
    who.last_active = now;
    who.signed_on = wall;
    present_.connected(fresh, wall);
    welcome(*this, fresh);
    sent_.connected(fresh);
    return fresh;
}

void room::detach(client_id id, base::wall_time wall)
{
    auto* who = find(id);
    if (!who)
        return;
    channel::leave(*who);
    present_.left(*who, wall);
    receipts_.disconnected(*who, wall);
    sent_.disconnected(*who);
    pages_.disconnected(*who);
    present_.disconnected(*who, wall);
    clients_.detach(id);
}

void room::rights_changed(member& who, directus::rights now_has, base::wall_time wall)
{
    const auto left = present_.rights_changed(who, std::move(now_has), wall);
    for (const auto id : left)
        channel::leave(*find(id));
}

void room::spoiled(client_id from)
{
    auto* who = find(from);
    if (!who || (who->closing && !who->lingering))
        return;
    const auto came = who->incoming.spoiled();
    if (const auto* why = std::get_if<irc::multiline::refusal>(&came)) {
        auto out = reply_to(*who, why->label);
        out.fail("BATCH", why->code, why->context, why->text);
        out.finish();
    }
}

void room::close_user(const user_id& user, std::string_view reason)
{
    if (auto* who = people().find(user))
        for (const auto id : who->clients)
            if (auto* one = find(id))
                clients_.close(*one, reason);
}

void room::store(const user_id& author, send_queue::line what)
{
    corrections_.sent(author, what);
    world_.ask(ask::store{author, std::move(what)});
}

void room::became(const send_queue::line& what, const base::item_id& row)
{
    if (what.typed)
        typed_.add(row, what.text);
}

void room::delivered(const send_queue::line& what, const user_id& author, const directus::item& row)
{
    if (!author.empty())
        corrections_.stored(author, what, row);
    sent_.stored(what, row);
}

void room::returned(const send_queue::returned& what, const user_id& author)
{
    sent_.returned(what, author);
    if (!author.empty())
        corrections_.returned(author, what.what);
}

void room::announce(std::string_view text, const member_filter& to)
{
    const auto notice = server_line(settings_.server_name, "NOTICE", {settings_.channel}, text);
    clients_.broadcast([&](naming) { return std::vector{notice}; }, nullptr, to);
}

void room::fired(base::time_point now, base::wall_time wall)
{
    present_.fired(now, wall);
    sent_.fired(now);
    corrections_.fired(now);
    receipts_.fired(now);
}

std::optional<base::time_point> room::deadline() const
{
    auto next = receipts_.deadline();
    if (const auto by = sent_.deadline())
        next = std::min(next.value_or(*by), *by);
    if (const auto by = corrections_.deadline())
        next = std::min(next.value_or(*by), *by);
    if (const auto by = present_.deadline())
        next = std::min(next.value_or(*by), *by);
    return next;
}

} // namespace bridge
