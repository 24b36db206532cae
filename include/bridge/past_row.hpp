// A row of the history, with the time that it is shown with: its date, or 1 ms after the row before it, so
// that no two are equal; and the reactions to it, where its reader wants them.
#pragma once

#include "base/clock.hpp"
#include "directus/types.hpp"

#include <vector>

namespace bridge {

struct past_row {
    directus::item row;
    base::wall_time time;
    std::vector<directus::reaction> reactions{};
    friend bool operator==(const past_row&, const past_row&) = default;
};

} // namespace bridge
