#include "bridge/history/shown_past.hpp"

#include <algorithm>
#include <functional>

namespace bridge {

namespace {

constexpr std::hash<base::item_id> hash;

} // namespace

void shown_past::add(std::span<const past_row> rows)
{
    for (auto row = rows.rbegin(); row != rows.rend() && rows_.size() < most; ++row)
        rows_.push_back({hash(row->row.id), row->row.date.value_or(row->time)});
    std::ranges::sort(rows_);
    rows_.erase(std::unique(rows_.begin(), rows_.end()), rows_.end());
}

bool shown_past::has(const directus::item& row, bool by_key_alone) const
{
    const auto key = hash(row.id);
    for (auto at = std::ranges::lower_bound(rows_, key, {}, &entry::key); at != rows_.end() && at->key == key;
         ++at)
        if (by_key_alone || !row.date || at->date == *row.date)
            return true;
    return false;
}

void shown_past::remove(const base::item_id& id)
{
    std::erase_if(rows_, [key = hash(id)](const entry& one) { return one.key == key; });
}

} // namespace bridge
