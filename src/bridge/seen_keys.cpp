#include "bridge/seen_keys.hpp"

namespace bridge {

bool seen_keys::add(const directus::item_id& id, const std::optional<base::wall_time>& date)
{
    const auto [key, is_new] = keys_.insert(id);
    if (!is_new)
        return false;
    order_.push_back({&*key, date ? *date + overlap_ : base::wall_time(), {}});
    ++unproved_;
    return true;
}

void seen_keys::proved(base::wall_time at)
{
    for (; unproved_ > 0; --unproved_)
        order_[order_.size() - unproved_].proved = at;
    std::erase_if(lasting_, [&](const met& one) {
        const bool is_over = one.until < at;
        if (is_over)
            forget(one);
        return is_over;
    });
    while (!order_.empty() && order_.front().proved + 2 * overlap_ < at) {
        if (order_.front().until < at)
            forget(order_.front());
        else
            lasting_.push_back(order_.front());
        order_.pop_front();
    }
}

} // namespace bridge
