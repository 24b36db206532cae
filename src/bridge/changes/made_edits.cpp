#include "bridge/changes/made_edits.hpp"

#include <algorithm>
#include <functional>

namespace bridge {

void made_edits::add(const base::item_id& row, std::string_view text)
{
    const auto [texts, is_new] = rows_.try_emplace(row);
    const auto hash = std::hash<std::string_view>()(text);
    if (std::ranges::find(texts->second, hash, &written::hash) == texts->second.end())
        texts->second.push_back({hash});
    if (!is_new)
        return;
    order_.push_back(row);
    while (order_.size() > capacity_) {
        rows_.erase(order_.front());
        order_.pop_front();
    }
}

void made_edits::withdraw(const base::item_id& row)
{
    if (const auto texts = rows_.find(row); texts != rows_.end())
        std::erase_if(texts->second, [](const written& text) { return !text.shown; });
}

bool made_edits::match(const base::item_id& row, std::string_view text)
{
    const auto texts = rows_.find(row);
    if (texts == rows_.end())
        return false;
    const auto hash = std::hash<std::string_view>()(text);
    const auto same = std::ranges::find(texts->second, hash, &written::hash);
    if (same != texts->second.end()) {
        same->shown = true;
        return true;
    }
    std::erase_if(texts->second, [](const written& one) { return one.shown; });
    return false;
}

} // namespace bridge
