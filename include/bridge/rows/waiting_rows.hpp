// Rows that wait to be shown: held, or within the reorder window.
#pragma once

#include "base/clock.hpp"
#include "bridge/rows/change.hpp"
#include "bridge/rows/reorder_window.hpp"
#include "directus/types.hpp"

#include <cstddef>
#include <optional>
#include <vector>

namespace bridge {

class waiting_rows {
public:
    // A live row that is held, until take_all(). Its text counts for held_bytes().
    void hold(said message, base::time_point now);
    // A live row that waits for its window. Pre: it has a date.
    void arrived(said message, base::time_point now);
    // A row that was read back, or that is a message only now.
    void add(said message, base::time_point now) { rows_.push_back({std::move(message), now}); }

    // Null where it does not wait.
    said* find(const directus::item_id& id);
    std::optional<said> take(const directus::item_id& id);
    void remove(const directus::item_id& id);
    // All, in the order of (date, key); rows without a date last.
    std::vector<said> take_all();
    // Rows whose window is over, and those that are dated before them; in that order.
    std::vector<said> take_due(base::time_point now);
    // When the first window is over; empty where no row waits.
    std::optional<base::time_point> deadline() const;

    std::size_t size() const { return rows_.size(); }
    std::size_t held_bytes() const { return held_bytes_; }
    // The newest row that was taken gives no order any more.
    void clock_was_set_back() { newest_.reset(); }

private:
    struct waiting {
        said message;
        base::time_point since;
    };

    // A row that comes too late for its place need not wait.
    base::time_point start_of(const directus::item& row, base::time_point now) const;
    void sort();

    std::vector<waiting> rows_;
    std::size_t held_bytes_ = 0;
    reorder_window window_;
    std::optional<directus::item> newest_; // of those taken when they were due; without its text
};

} // namespace bridge
