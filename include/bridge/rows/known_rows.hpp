// The last rows that anybody was shown: what an answer to a message may name. Hashes of their keys, as there
// are many: a message that was never shown would have to share one to be taken for another.
#pragma once

#include "base/ids.hpp"
#include "bridge/rows/recent_hashes.hpp"

#include <cstddef>
#include <functional>

namespace bridge {

class known_rows {
public:
    // Of so many rows at most.
    explicit known_rows(std::size_t capacity)
        : keys_(capacity)
    {
    }

    void add(const base::item_id& id) { keys_.add(hash_(id)); }
    void remove(const base::item_id& id) { keys_.remove(hash_(id)); }
    bool contains(const base::item_id& id) const { return keys_.contains(hash_(id)); }

private:
    static constexpr std::hash<base::item_id> hash_{};

    recent_hashes keys_;
};

} // namespace bridge
