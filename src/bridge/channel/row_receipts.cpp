#include "bridge/channel/row_receipts.hpp"

namespace bridge {

bool row_receipts::is_pushed_history(const client& who) const
{
    return settings_.history > 0 && !who.bot && !who.user->bot && !who.caps.has(irc::cap::chathistory);
}

bool row_receipts::joined(client& who, base::wall_time wall)
{
    if (!is_pushed_history(who)) {
        if (who.receipt) // it was, once
            who.receipt->suspend();
        return false;
    }
    if (!who.receipt) {
        auto before = gone_.take(who.user->id, who.user_name, wall);
        who.receipt.emplace(std::move(before.rows), before.first_join.value_or(wall));
    }
    return true;
}

void row_receipts::disconnected(client& who, base::wall_time wall)
{
    if (who.receipt)
        gone_.give_back(who.user->id, who.user_name, {who.receipt->rows(), who.receipt->first_join()}, wall);
    forget(who);
}

void row_receipts::watch(client& who)
{
    const auto due = who.receipt ? who.receipt->deadline() : std::nullopt;
    if (due == who.receipt_due)
        return;
    forget(who);
    who.receipt_due = due;
    if (due)
        due_.emplace(*due, who.id);
}

void row_receipts::forget(client& who)
{
    if (const auto due = std::exchange(who.receipt_due, std::nullopt))
        due_.erase({*due, who.id});
}

void row_receipts::sent(client& to, const directus::item& row, base::wall_time wall)
{
    if (!to.receipt)
        return;
    to.receipt->sent(row, wall);
    watch(to);
}

void row_receipts::ponged(client& who, std::string_view token)
{
    if (who.receipt && who.receipt->answered(token))
        watch(who);
}

void row_receipts::fired(base::time_point now)
{
    while (!due_.empty() && due_.begin()->first <= now) {
        auto& who = *clients_.find(due_.begin()->second);
        forget(who);
        if (who.closing)
            continue;
        if (auto token = who.receipt->fired(now); !token.empty())
            clients_.send(who, {.command = "PING", .text = std::move(token)});
        watch(who);
    }
}

std::optional<base::time_point> row_receipts::deadline() const
{
    return due_.empty() ? std::nullopt : std::optional(due_.begin()->first);
}

void row_receipts::clock_set_back(base::duration by, const member_filter& of)
{
    for (const auto& [id, who] : clients_.all())
        if (who->receipt && (!of || of(*who->user)))
            who->receipt->clock_set_back(by);
    gone_.clock_set_back(by, [&](const user_id& user) {
        const auto* who = people_.find(user);
        return !of || (who && of(*who));
    });
}

} // namespace bridge
