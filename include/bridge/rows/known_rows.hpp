// The last rows that anybody was shown: what an answer to a message may name. Hashes of their keys, as there
// are many: a message that was never shown would have to share one to be taken for another.
#pragma once

#include "base/ids.hpp"

#include <cstddef>
#include <deque>
#include <functional>
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
        const auto key = hash_(id);
        if (!keys_.insert(key).second)
            return;
        order_.push_back(key);
        if (order_.size() <= capacity_)
            return;
        keys_.erase(order_.front());
        order_.pop_front();
    }
    void remove(const base::item_id& id)
    {
        if (keys_.erase(hash_(id)) > 0)
            std::erase(order_, hash_(id));
    }
    bool contains(const base::item_id& id) const { return keys_.contains(hash_(id)); }

private:
    static constexpr std::hash<base::item_id> hash_{};

    std::size_t capacity_;
    std::unordered_set<std::size_t> keys_;
    std::deque<std::size_t> order_;
};

} // namespace bridge
