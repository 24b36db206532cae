// A place in the order of (date, key): before a row, or behind it. Directus cannot compare UUIDs, so that a
// row's place among those of its date is told by its number.
#pragma once

#include "base/clock.hpp"

#include <cstddef>

namespace server {

struct row_place {
    base::wall_time date;
    std::size_t before = 0; // rows of this date that come before the place's row …
    std::size_t from = 0;   // … and the first that comes behind it
    std::size_t size = 0;   // rows of this date
};

constexpr base::duration date_tick{1}; // the unit of dates

} // namespace server
