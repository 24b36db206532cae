// Corrections of what one user said last, on their way: they wait for the line that they are of, go one at a
// time, and end with the edit that they make.
#pragma once

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "bridge/changes/own_lines.hpp"
#include "bridge/changes/substitution.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>

namespace bridge {

struct correction {
    base::client_id from;
    std::string text; // as it was typed
    std::string label;
    substitution what;
    std::uint64_t line;                         // within own_lines
    base::item_id id{};                         // its row; empty: not known yet
    bool seen = false;                          // an edit of the row was shown …
    bool answered = false;                      // … to the client that asked for it
    bool under_way = false;                     // Directus was asked
    std::optional<base::time_point> shown_by{}; // made, and the edit has still to be shown
};

// Those of one user. Only the first is under way.
struct correction_queue {
    static constexpr std::size_t most = 20; // that wait

    own_lines lines{};
    std::deque<correction> waiting{};

    // The text of a line once those before are made.
    std::string expected(const own_lines::entry& line) const;
};

} // namespace bridge
