// What one user said last, so that he can correct it: rows, and behind them the lines that are still to
// become rows.
#pragma once

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "bridge/sending/batch.hpp"
#include "directus/types.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>

namespace bridge {

class own_lines {
public:
    static constexpr std::size_t rows_kept = 8;
    static constexpr std::size_t longest = 16'384; // bytes: longer texts are not kept
    static constexpr base::duration lasting = std::chrono::hours(1);

    struct entry {
        std::uint64_t number; // within this run
        base::client_id from{};
        std::string text;
        base::item_id id{}; // empty: not stored yet
        std::optional<base::wall_time> date{};
    };

    // A line goes to Directus, and what becomes of it.
    void sent(const batch::line& what);
    void stored(const batch::line& what, const directus::item& row);
    void returned(const batch::line& what);

    // A row of his was shown, now has another text, is gone.
    void shown(const directus::item& row);
    void edited(const directus::item& row);
    void removed(const base::item_id& id);

    // His last one, unless it is too old to be corrected.
    const entry* last(base::wall_time now) const;
    // Null where it came back or is gone.
    const entry* find(std::uint64_t number) const;

private:
    using entries = std::deque<entry>;

    entries::iterator find(const base::item_id& id);
    entries::iterator line_of(const batch::line& what);
    entries::iterator rows_end(); // where the lines on their way begin
    void insert(entry row);

    entries entries_; // rows by date and key, then lines in their order
    std::uint64_t next_number_ = 1;
};

} // namespace bridge
