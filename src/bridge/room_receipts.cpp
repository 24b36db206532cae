// How far clients that are pushed rows have got them: PINGs that follow the rows, and what is made of the
// PONGs.
#include "bridge/room.hpp"

#include <algorithm>

namespace bridge {

bool room::is_pushed_history(const client& who) const
{
    return settings_.history > 0 && !who.bot && !who.user->bot && !who.caps.has(irc::cap::chathistory);
}

void room::watch_receipt(client& who)
{
    if (const auto at = who.receipt ? who.receipt->deadline() : std::nullopt)
        receipts_due_ = receipts_due_ ? std::min(*receipts_due_, *at) : *at;
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
    if (!receipts_due_ || *receipts_due_ > now)
        return;
    receipts_due_.reset();
    for (auto& [id, who] : clients_) {
        if (!who->receipt || who->closing)
            continue;
        if (auto token = who->receipt->fired(now); !token.empty())
            send(*who, {.command = "PING", .text = std::move(token)});
        watch_receipt(*who);
    }
}

void room::ponged(client& who, std::string_view token)
{
    if (who.receipt && who.receipt->answered(token))
        watch_receipt(who);
}

} // namespace bridge
