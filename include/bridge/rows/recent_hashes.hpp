// The last so many hashes of something, for memories that need not keep the thing itself: two different ones
// are taken for each other only where they share 64 bits. About 50 bytes each.
#pragma once

#include <cstddef>
#include <deque>
#include <unordered_set>

namespace bridge {

class recent_hashes {
public:
    // Of so many at most: the oldest goes first.
    explicit recent_hashes(std::size_t capacity)
        : capacity_(capacity)
    {
    }

    void add(std::size_t hash)
    {
        if (!hashes_.insert(hash).second)
            return;
        order_.push_back(hash);
        if (order_.size() <= capacity_)
            return;
        hashes_.erase(order_.front());
        order_.pop_front();
    }
    void remove(std::size_t hash)
    {
        if (hashes_.erase(hash) > 0)
            std::erase(order_, hash);
    }
    bool contains(std::size_t hash) const { return hashes_.contains(hash); }

private:
    std::size_t capacity_;
    std::unordered_set<std::size_t> hashes_;
    std::deque<std::size_t> order_;
};

} // namespace bridge
