#include "bridge/timeline.hpp"

#include <algorithm>
#include <utility>

namespace bridge {

timeline::timeline(base::wall_time start, base::duration overlap)
    : start_(start)
    , proved_(start)
    , overlap_(overlap)
{
}

void timeline::hold()
{
    holding_ = true;
}

timeline::rows timeline::received(directus::item row)
{
    if (holding_) {
        held_.push_back(std::move(row));
        return {};
    }
    if (!see(row))
        return {};
    return {std::move(row)};
}

timeline::rows timeline::confirmed(directus::item row)
{
    if (!see(row))
        return {};
    return {std::move(row)};
}

timeline::rows timeline::replayed(rows read_back, std::size_t& missed)
{
    rows out;
    for (auto& row : read_back) {
        const bool is_news = !row.date || *row.date >= start_;
        if (see(row) && is_news)
            out.push_back(std::move(row));
    }
    missed = out.size();
    for (auto& row : std::exchange(held_, {}))
        if (see(row))
            out.push_back(std::move(row));
    holding_ = false;
    return out;
}

void timeline::proved(base::wall_time now)
{
    if (holding_)
        return;
    proved_ = std::max(proved_, now);
    for (; unproved_ > 0; --unproved_)
        order_[order_.size() - unproved_].when = proved_;
    forget();
}

bool timeline::see(const directus::item& row)
{
    if (!seen_.insert(row.id).second)
        return false;
    order_.push_back({row.id, proved_});
    ++unproved_;
    return true;
}

// A key is kept as long as a read-back could bring it again: twice the overlap, as a row is remembered from
// when it was seen and not from its date.
void timeline::forget()
{
    while (order_.size() > unproved_ && order_.front().when + 2 * overlap_ < proved_) {
        seen_.erase(order_.front().id);
        order_.pop_front();
    }
}

} // namespace bridge
