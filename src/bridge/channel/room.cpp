// Clients coming, speaking and going, and what is written to them.
#include "bridge/channel/room.hpp"

#include "bridge/channel/greeting.hpp"
#include "bridge/channel/server_lines.hpp"
#include "irc/casemap.hpp"
#include "irc/isupport.hpp"
#include "irc/text.hpp"

#include "base/timestamp.hpp"
#include "base/utf8.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace bridge {

using irc::numeric;

namespace {

constexpr std::size_t most_known = 10'000; // rows that can be answered

} // namespace

room::room(settings with, base::wall_time created, outside& world)
    : settings_(std::move(with))
    , guess_(settings_.formatting)
    , created_(created)
    , topic_since_(created)
    , present_(settings_, clients_)
    , lines_(settings_, people(), guess_)
    , world_(world)
    , sent_(settings_, guess_, clients_, people())
    , redactions_(settings_, clients_, lines_, world_)
    , reactions_(settings_, clients_, lines_, world_)
    , corrections_(settings_, guess_, clients_, sent_, world_)
    , known_(most_known)
    , receipts_(settings_, clients_, people())
    , past_(settings_, lines_)
    , pushed_(settings_, clients_, past_, world_, *this)
    , pages_(settings_, clients_, past_, world_, *this)
    , markers_(settings_, clients_, people(), world_)
    , figures_(settings_, clients_, world_)
{
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
    leave_channel(*who);
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
        leave_channel(*find(id));
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

bool room::is_channel(std::string_view name) const
{
    return irc::same(name, settings_.channel);
}

line room::from_server(std::string_view command, std::vector<std::string> params, std::string_view text) const
{
    return server_line(settings_.server_name, command, std::move(params), text);
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

// For replies and corrections.
void room::row_shown(const directus::item& row)
{
    known_.add(row.id);
    corrections_.shown(row);
}

void room::remember(const change& what)
{
    if (const auto* one = std::get_if<said>(&what))
        known_.add(one->row.id);
    else if (const auto* gone = std::get_if<removed>(&what))
        known_.remove(gone->row.id);
    corrections_.shown(what);
}

void room::announce(std::string_view text, const member_filter& to)
{
    const auto notice = from_server("NOTICE", {settings_.channel}, text);
    clients_.broadcast([&](naming) { return std::vector{notice}; }, nullptr, to);
}

void room::fired(base::time_point now)
{
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
    return next;
}

} // namespace bridge
