// The keys of rows that do not meet the filter, so that one that begins to is known to be no edit.
#pragma once

#include "base/clock.hpp"
#include "base/ids.hpp"

#include <cstddef>
#include <deque>
#include <unordered_map>
#include <vector>

namespace bridge {

class hidden_rows {
public:
    // Of so many rows at most: the newest.
    explicit hidden_rows(std::size_t capacity)
        : capacity_(capacity)
    {
    }

    // It was seen to be hidden then.
    void add(const base::item_id& id, base::time_point at)
    {
        const auto [known, is_new] = rows_.try_emplace(id, at);
        known->second = at;
        if (!is_new)
            return;
        order_.push_back(id);
        if (order_.size() <= capacity_)
            return;
        rows_.erase(order_.front());
        order_.pop_front();
    }
    void remove(const base::item_id& id)
    {
        if (rows_.erase(id) > 0)
            std::erase(order_, id);
    }
    // As far as it is known at this time.
    bool has(const base::item_id& id, base::time_point at) const
    {
        const auto known = rows_.find(id);
        return known != rows_.end() && known->second <= at;
    }
    // Oldest first.
    std::vector<base::item_id> keys() const { return {order_.begin(), order_.end()}; }

private:
    std::size_t capacity_;
    std::unordered_map<base::item_id, base::time_point> rows_;
    std::deque<base::item_id> order_;
};

} // namespace bridge
