// How far clients that are pushed rows have got them: PINGs that follow the rows, and what is made of the
// PONGs.
#include "bridge/room.hpp"

#include <algorithm>
#include <utility>

namespace bridge {

bool room::is_pushed_history(const client& who) const
{
    return settings_.history > 0 && !who.bot && !who.user->bot && !who.caps.has(irc::cap::chathistory);
}

void room::watch_receipt(client& who)
{
    const auto due = who.receipt ? who.receipt->deadline() : std::nullopt;
    if (due == who.receipt_due)
        return;
    forget_receipt(who);
    who.receipt_due = due;
    if (due)
        receipts_due_.emplace(*due, who.id);
}

void room::forget_receipt(client& who)
{
    if (const auto due = std::exchange(who.receipt_due, std::nullopt))
        receipts_due_.erase({*due, who.id});
}

void room::sent(client& to, const directus::item& row, base::wall_time wall)
{
    if (!to.receipt)
        return;
    to.receipt->sent(row, wall);
    watch_receipt(to);
}

std::vector<past_row> room::news_for(const client& who, const std::vector<past_row>& rows) const
{
    std::vector<past_row> out;
    std::ranges::copy_if(rows, std::back_inserter(out), [&](const past_row& one) {
        return !who.receipt || !who.receipt->rows().has(one.row);
    });
    return out;
}

void room::ask_receipts(base::time_point now)
{
    while (!receipts_due_.empty() && receipts_due_.begin()->first <= now) {
        auto& who = *find(receipts_due_.begin()->second);
        forget_receipt(who);
        if (who.closing)
            continue;
        if (auto token = who.receipt->fired(now); !token.empty())
            send(who, {.command = "PING", .text = std::move(token)});
        watch_receipt(who);
    }
}

void room::ponged(client& who, std::string_view token)
{
    if (who.receipt && who.receipt->answered(token))
        watch_receipt(who);
}

} // namespace bridge
