#include "server/rest/row_pages.hpp"

#include <algorithm>

namespace server {

bool go_on(directus::rest::page& next, const std::vector<directus::item>& rows)
{
    if (!std::ranges::all_of(rows, [](const auto& row) { return row.date.has_value(); }))
        return false;
    const auto date = *rows.back().date;
    const auto same =
        static_cast<std::size_t>(std::ranges::count(rows, rows.back().date, &directus::item::date));
    const bool had_begun = next.newest_first ? next.end == date + base::duration(1) : next.from == date;
    next.offset = (had_begun ? next.offset : 0) + same;
    if (next.newest_first)
        next.end = date + base::duration(1);
    else
        next.from = date;
    return true;
}

} // namespace server
