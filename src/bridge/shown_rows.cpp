#include "bridge/shown_rows.hpp"

#include "base/utf8.hpp"
#include "bridge/translate.hpp"

#include <algorithm>
#include <functional>
#include <utility>

namespace bridge {

namespace {

constexpr std::size_t quotation = 240; // bytes of a text that are kept: a NOTICE shows fewer

std::size_t hash_of(const std::string& text)
{
    return std::hash<std::string>()(text);
}

std::string beginning(const std::string& text)
{
    const auto whole = base::utf8::repaired(std::string_view(text).substr(0, quotation + 8));
    return whole.substr(0, base::utf8::prefix(whole, quotation));
}

} // namespace

void shown_rows::add(const directus::item& row, std::optional<base::time_point> at)
{
    directus::item kept{row.id, beginning(row.content), row.author, row.date};
    const auto fresh = rows_.try_emplace(row.id, shown{std::move(kept), hash_of(row.content), at});
    if (!fresh.second) {
        if (!fresh.first->second.at)
            fresh.first->second.at = at;
        return;
    }
    order_.push_back(row.id);
    while (order_.size() > capacity_) {
        rows_.erase(order_.front());
        order_.pop_front();
    }
}

std::optional<change> shown_rows::found(const directus::item& row, base::time_point asked,
                                        base::time_point now)
{
    const auto known = rows_.find(row.id);
    if (known == rows_.end())
        return std::nullopt;
    auto& one = known->second;
    const auto hash = hash_of(row.content);
    if (one.known_at > asked || hash == one.text_hash)
        return std::nullopt;
    one.known_at = now;
    one.text_hash = hash;
    const auto before = std::exchange(one.row.content, beginning(row.content));
    if (is_blank(row.content))
        return removed{{row.id, before, one.row.author, one.row.date}, one.at};
    return edited{{row.id, row.content, one.row.author, one.row.date, row.editor}, ++one.edits, one.at};
}

std::optional<change> shown_rows::gone(const directus::item_id& id, base::time_point asked)
{
    const auto known = rows_.find(id);
    if (known == rows_.end() || known->second.known_at > asked)
        return std::nullopt;
    removed out{std::move(known->second.row), known->second.at};
    rows_.erase(known);
    std::erase(order_, id);
    if (is_blank(out.row.content))
        return std::nullopt;
    return out;
}

std::vector<directus::item_id> shown_rows::keys() const
{
    return {order_.begin(), order_.end()};
}

} // namespace bridge
