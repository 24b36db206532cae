#include "bridge/rows/seen_keys.hpp"

#include "bridge/rows/clock_bounds.hpp"

namespace bridge {

bool seen_keys::add(const directus::item_id& id, const std::optional<base::wall_time>& date,
                    base::wall_time wall)
{
    const auto [key, is_new] = keys_.try_emplace(id, record{date.value_or(undated), wall});
    if (is_new)
        remember(*key);
    return is_new;
}

void seen_keys::renew(const directus::item_id& id, const std::optional<base::wall_time>& date,
                      base::wall_time wall)
{
    auto& key = *keys_.try_emplace(id).first;
    key.second = {date.value_or(undated), wall, key.second.times};
    remember(key);
}

void seen_keys::remember(keys::value_type& key)
{
    auto& [id, known] = key;
    ++known.times;
    order_.push_back({&id, known.date != undated ? known.date + overlap_ : base::wall_time(), {}});
    ++unproved_;
}

// Its date tells: that of the same row stays as it is, or is changed to whatever somebody chose.
bool seen_keys::is_another(const directus::item& row, base::wall_time wall) const
{
    if (!row.date || !row.id.is_integer())
        return false;
    const auto found = keys_.find(row.id);
    if (found == keys_.end() || *row.date > wall + clock_skew)
        return false;
    const auto& known = found->second;
    if (known.is_gone)
        return *row.date > (known.date != undated ? known.date : known.at + clock_error);
    return known.date != undated && known.date != *row.date && *row.date > known.at;
}

void seen_keys::redate(const directus::item_id& id, const std::optional<base::wall_time>& date,
                       base::wall_time wall)
{
    const auto found = keys_.find(id);
    if (found == keys_.end() || found->second.date == date.value_or(undated))
        return;
    found->second.date = date.value_or(undated);
    found->second.at = wall;
}

void seen_keys::remove(const directus::item_id& id, base::wall_time wall)
{
    add(id, std::nullopt, wall);
    auto& known = keys_.at(id);
    known.is_gone = true;
    known.at = wall;
}

void seen_keys::forget(const met& one)
{
    const auto found = keys_.find(*one.id);
    if (--found->second.times == 0)
        keys_.erase(found);
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

// Dates stay as they are: a read-back brings those rows until they are out of its reach by the new clock.
void seen_keys::clock_set_back(base::duration by)
{
    for (auto& [id, known] : keys_)
        known.at -= by;
    for (auto& one : order_)
        one.proved -= by;
}

} // namespace bridge
