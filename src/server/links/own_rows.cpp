#include "server/links/own_rows.hpp"

#include <algorithm>
#include <utility>

namespace server {

std::vector<bridge::said> own_rows::gather(bridge::said row)
{
    auto& rows = gathered_[row.row.author];
    const bool is_early = std::exchange(row.early, false);
    rows.push_back(std::move(row));
    if (is_early)
        return {};
    auto together = std::move(gathered_.extract(rows.front().row.author).mapped());
    std::ranges::sort(
        together, {}, [](const auto& one) -> const auto& { return one.row.id; });
    return together;
}

bool own_rows::drop_gathered(const directus::item& row)
{
    const auto found = gathered_.find(row.author);
    return found != gathered_.end() &&
           std::erase_if(found->second, [&](const auto& one) { return one.row.id == row.id; }) > 0;
}

void own_rows::arrived(const directus::item_id& id)
{
    std::erase_if(expected_, [&](const expected& one) { return one.id == id; });
}

void own_rows::expire(base::time_point now)
{
    std::erase_if(expected_, [&](const expected& one) { return one.by <= now; });
}

std::optional<base::time_point> own_rows::deadline() const
{
    return expected_.empty() ? std::nullopt : std::optional(expected_.front().by);
}

void own_rows::clear()
{
    gathered_.clear();
    expected_.clear();
}

} // namespace server
