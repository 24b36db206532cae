// The keys of all rows that a scope has met, for as long as a read-back could bring them again. An integer
// key may come to stand for another row: Directus counts anew after a reset or with a restored backup.
#pragma once

#include "base/clock.hpp"
#include "directus/types.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <unordered_map>
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

    // Met at `wall`, Directus's time. False where the key was met before.
    bool add(const directus::item_id& id, const std::optional<base::wall_time>& date, base::wall_time wall);
    bool contains(const directus::item_id& id) const { return keys_.contains(id); }
    // The key stands for a row that was created after the one that it was met with.
    bool is_another(const directus::item& row, base::wall_time wall) const;
    // From now on the key stands for this row. Met before or not.
    void renew(const directus::item_id& id, const std::optional<base::wall_time>& date, base::wall_time wall);
    // The row has another date now; its key stands for it still. Nothing where it was not met.
    void redate(const directus::item_id& id, const std::optional<base::wall_time>& date,
                base::wall_time wall);
    // The row was deleted, perhaps before its event came.
    void remove(const directus::item_id& id, base::wall_time wall);
    // The feed was alive at this time of Directus's. Goes back only after clock_set_back().
    void proved(base::wall_time at);
    // Directus's clock was set back by so much.
    void clock_set_back(base::duration by);
    std::size_t size() const { return keys_.size(); }

private:
    static constexpr auto undated = base::wall_time::min();
    struct record { // there are many: an optional date would cost 8 bytes more
        base::wall_time date = undated;
        base::wall_time at{};    // met, or deleted
        std::uint32_t times = 0; // in order_ and lasting_
        bool is_gone = false;
    };
    struct met {
        const directus::item_id* id; // in keys_, where it stays as long as it is known
        base::wall_time until;       // its date is in reach until then
        base::wall_time proved;      // the proof that followed; of the unproved nothing
    };

    using keys = std::unordered_map<directus::item_id, record>;

    void remember(keys::value_type& key);
    void forget(const met& one);

    base::duration overlap_;
    keys keys_;
    std::deque<met> order_;
    std::size_t unproved_ = 0; // the last of `order_`
    std::vector<met> lasting_; // dated in the future
};

} // namespace bridge
