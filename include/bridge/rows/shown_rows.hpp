// The last rows that a scope's clients were shown, as far as it takes to tell that one was edited or deleted.
#pragma once

#include "base/clock.hpp"
#include "bridge/rows/change.hpp"
#include "directus/types.hpp"

#include <cstddef>
#include <deque>
#include <optional>
#include <unordered_map>
#include <vector>

namespace bridge {

class shown_rows {
public:
    // Of so many rows at most.
    explicit shown_rows(std::size_t capacity)
        : capacity_(capacity)
    {
    }

    // Live at `at`, or as history. Author and date are fixed now; what is known already stays as it is.
    void add(const directus::item& row, std::optional<base::time_point> at);
    // The row was found like this, asked for or sent at `asked` (what is known since then is newer). Nothing
    // where it is not known or its text is the same; removed where nothing is left to show.
    std::optional<change> found(const directus::item& row, base::time_point asked, base::time_point now);
    // The key was another row's when it was shown: an integer key that was given anew.
    bool is_another(const directus::item& row) const;
    // What is known of it is newer than what was asked for then.
    bool is_known_since(const directus::item_id& id, base::time_point asked) const;
    // The row was found to be gone. Nothing where it is not known.
    std::optional<change> gone(const directus::item_id& id, base::time_point asked);
    bool has(const directus::item_id& id) const { return rows_.contains(id); }
    // Oldest first.
    std::vector<directus::item_id> keys() const;

private:
    struct shown {
        directus::item row; // of its text the beginning
        std::size_t text_hash;
        std::optional<base::time_point> at;
        base::time_point known_at{};
        unsigned edits = 0;
    };

    std::size_t capacity_;
    std::unordered_map<directus::item_id, shown> rows_;
    std::deque<directus::item_id> order_; // holds keys that are gone, too
};

} // namespace bridge
