// The keys of all rows that a scope has met, for as long as a read-back could bring them again.
#pragma once

#include "base/clock.hpp"
#include "directus/types.hpp"

#include <cstddef>
#include <deque>
#include <optional>
#include <unordered_set>
#include <vector>

namespace bridge {

class seen_keys {
public:
    // A row is remembered from when it was met, not from its date: for twice the overlap after the proof that
    // followed, and until its date is out of a read-back's reach.
    explicit seen_keys(base::duration overlap)
        : overlap_(overlap)
    {
    }

    seen_keys(seen_keys&&) = default; // a copy would point into the original
    seen_keys& operator=(seen_keys&&) = default;

    // False where the key was met before.
    bool add(const directus::item_id& id, const std::optional<base::wall_time>& date);
    bool contains(const directus::item_id& id) const { return keys_.contains(id); }
    // The feed was alive at this time of Directus's. Never goes back.
    void proved(base::wall_time at);
    std::size_t size() const { return keys_.size(); }

private:
    struct met {
        const directus::item_id* id; // in keys_, where it stays as long as it is known
        base::wall_time until;       // its date is in reach until then
        base::wall_time proved;      // the proof that followed; of the unproved nothing
    };

    void forget(const met& one) { keys_.erase(keys_.find(*one.id)); }

    base::duration overlap_;
    std::unordered_set<directus::item_id> keys_;
    std::deque<met> order_;
    std::size_t unproved_ = 0; // the last of `order_`
    std::vector<met> lasting_; // dated in the future
};

} // namespace bridge
