// New rows whose author has a create under way, and that may be what a hook made of it: they wait, a moment
// at most, for the answer that tells. A machine.
#pragma once

#include "base/clock.hpp"
#include "directus/types.hpp"

#include <cstddef>
#include <deque>
#include <optional>
#include <utility>
#include <vector>

namespace bridge {

class undecided_rows {
public:
    static constexpr base::duration longest = std::chrono::seconds(2);
    static constexpr std::size_t most = 100;

    struct entry {
        directus::item row;
        base::time_point heard_at; // when its event came
    };

    bool is_full() const { return rows_.size() >= most; }
    void hold(entry what, base::time_point now) { rows_.push_back({std::move(what), now + longest}); }
    // What happened to a row meanwhile; nothing where it does not wait.
    void updated(const directus::item& row);
    void removed(const directus::item_id& id);
    void clear() { rows_.clear(); }

    // Those of an author whose create has ended, or those that have waited long enough; in their order.
    std::vector<entry> take(const directus::user_id& author);
    std::vector<entry> take_due(base::time_point now);
    std::optional<base::time_point> deadline() const;

private:
    struct waiting {
        entry what;
        base::time_point by;
    };
    template <class Predicate>
    std::vector<entry> take_if(Predicate goes);

    std::deque<waiting> rows_;
};

} // namespace bridge
