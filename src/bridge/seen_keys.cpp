#include "bridge/seen_keys.hpp"

#include <utility>

namespace bridge {

bool seen_keys::add(const directus::item_id& id, const std::optional<base::wall_time>& date)
{
    if (!keys_.insert(id).second)
        return false;
    order_.push_back({id, date ? *date + overlap_ : base::wall_time(), std::nullopt});
    ++unproved_;
    return true;
}

void seen_keys::proved(base::wall_time at)
{
    for (; unproved_ > 0; --unproved_)
        order_[order_.size() - unproved_].proved = at;
    std::erase_if(lasting_, [&](const met& one) { return one.until < at && keys_.erase(one.id) > 0; });
    while (!order_.empty() && *order_.front().proved + 2 * overlap_ < at) {
        if (order_.front().until < at)
            keys_.erase(order_.front().id);
        else
            lasting_.push_back(std::move(order_.front()));
        order_.pop_front();
    }
}

} // namespace bridge
