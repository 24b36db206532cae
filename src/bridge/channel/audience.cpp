#include "bridge/channel/audience.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace bridge {

client& audience::attach(client_id id, member& user, irc::cap_set caps, std::size_t send_limit)
{
    auto& fresh = *clients_.emplace(id, std::make_unique<client>(id, user, caps, send_limit)).first->second;
    most_ = std::max(most_, clients_.size());
    return fresh;
}

void audience::detach(client_id id)
{
    const auto at = clients_.find(id);
    if (at == clients_.end())
        return;
    if (at->second->dirty)
        std::erase(dirty_, at->second.get());
    clients_.erase(at);
}

client* audience::find(client_id id) const
{
    const auto at = clients_.find(id);
    return at == clients_.end() ? nullptr : at->second.get();
}

client* audience::newest_of(const member& user) const
{
    for (auto id = user.clients.rbegin(); id != user.clients.rend(); ++id)
        if (auto* who = find(*id); who && !who->closing)
            return who;
    return nullptr;
}

void audience::send(client& to, const line& what)
{
    std::string text;
    encode(what, to.caps, text);
    if (!text.empty())
        push(to, std::make_shared<const std::string>(std::move(text)));
}

void audience::push(client& to, bytes what)
{
    if (!what || to.closing)
        return;
    to.out.push(std::move(what));
    resume(to);
}

void audience::broadcast(line_maker lines, const client* except, const member_filter& to)
{
    wire_views views(std::move(lines));
    for (auto& [id, who] : clients_)
        if (who->joined && who.get() != except && (!to || to(*who->user)))
            push(*who, views.for_client(*who));
}

void audience::close(client& who, std::string_view reason, std::string_view logged)
{
    if (who.closing)
        return;
    who.out.cut();
    send(who, {.command = "ERROR", .text = fmt::format("Closing Link: {} ({})", who.user->host(), reason)});
    who.closing = logged.empty() ? reason : logged;
}

std::vector<client*> audience::take_dirty()
{
    for (auto* who : dirty_)
        who->dirty = false;
    return std::exchange(dirty_, {});
}

} // namespace bridge
