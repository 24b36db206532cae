// The rows that one client was shown as history: they are no news any more, and changes of them are.
#pragma once

#include "base/clock.hpp"
#include "bridge/history/past_row.hpp"
#include "bridge/rows/change.hpp"

#include <compare>
#include <cstddef>
#include <span>
#include <variant>
#include <vector>

namespace bridge {

class shown_past {
public:
    static constexpr std::size_t most = 20'000; // rows; further ones are not remembered

    void add(std::span<const past_row> rows);
    // Whether the row that this is about was among them. A message may have the key of one that is gone.
    bool contains(const change& what) const
    {
        return !rows_.empty() && has(row_of(what), !std::holds_alternative<said>(what));
    }
    bool contains(const directus::item& row) const { return has(row, false); }
    void remove(const base::item_id& id);
    void clear() { rows_.clear(); }

private:
    struct entry {
        std::size_t key; // its hash
        base::wall_time date;
        friend auto operator<=>(const entry&, const entry&) = default;
    };
    bool has(const directus::item& row, bool by_key_alone) const;

    std::vector<entry> rows_; // sorted
};

} // namespace bridge
