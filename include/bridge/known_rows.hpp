// The keys of the last rows that anybody was shown: what an answer to a message may name.
#pragma once

#include "base/ids.hpp"

#include <cstddef>
#include <deque>
#include <unordered_set>

namespace bridge {

class known_rows {
public:
    // Of so many rows at most.
    explicit known_rows(std::size_t capacity)
        : capacity_(capacity)
    {
    }

    void add(const base::item_id& id)
    {
        if (!keys_.insert(id).second)
            return;
        order_.push_back(id);
        if (order_.size() <= capacity_)
            return;
        keys_.erase(order_.front());
        order_.pop_front();
    }
    void remove(const base::item_id& id)
    {
        if (keys_.erase(id) > 0)
            std::erase(order_, id);
    }
    bool contains(const base::item_id& id) const { return keys_.contains(id); }

private:
    std::size_t capacity_;
    std::unordered_set<base::item_id> keys_;
    std::deque<base::item_id> order_;
};

} // namespace bridge
