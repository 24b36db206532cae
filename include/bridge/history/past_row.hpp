// A row of the history, with the time that it is shown with: its date, or 1 ms after the row before it, so
// that no two are equal; a date of the future counts as now. And the reactions to it, where its reader wants
// them.
#pragma once

#include "base/clock.hpp"
#include "directus/types.hpp"

#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

namespace bridge {

struct past_row {
    directus::item row;
    base::wall_time time;
    std::vector<directus::reaction> reactions{};
    friend bool operator==(const past_row&, const past_row&) = default;
};

// What one client is shown of rows that were read for several.
struct part_of_past {
    std::size_t first = 0; // place of the oldest row
    std::size_t older = 0; // rows before that which the client missed, and is not shown
    bool is_more = false;  // these are not all; with 0 their number is unknown
    // Newer rows than these have yet to be asked for: all that are dated then or later.
    std::optional<base::wall_time> next{};
    // Rows dated before this are complete: these parts have them, and none can become visible later. Empty
    // where that is not known.
    std::optional<base::wall_time> settled{};
};

struct past_page {
    past_page() = default;
    past_page(std::vector<past_row> these, bool last = false)
        : rows(std::move(these))
        , is_last(last)
    {
    }

    std::vector<past_row> rows;
    bool is_last = false; // the next page in its direction would be empty
};

} // namespace bridge
