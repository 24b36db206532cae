#include "bridge/history/acknowledged.hpp"

#include <algorithm>
#include <functional>

namespace bridge {

std::optional<acknowledged::mark> acknowledged::mark_of(const directus::item& row, base::wall_time now)
{
    if (!row.date)
        return std::nullopt;
    return mark{*row.date, static_cast<std::uint32_t>(std::hash<base::item_id>()(row.id)),
                *row.date > now + window};
}

bool acknowledged::has(const directus::item& row) const
{
    const auto one = mark_of(row, row.date.value_or(base::wall_time()));
    return one && has(*one);
}

bool acknowledged::has(const mark& row) const
{
    if (before_ && row.date < *before_)
        return true;
    auto same = std::ranges::lower_bound(rows_, row.date, {}, &mark::date);
    while (same != rows_.end() && same->date == row.date && same->key != row.key)
        ++same;
    return same != rows_.end() && same->date == row.date;
}

std::optional<base::wall_time> acknowledged::position() const
{
    if (before_)
        return before_;
    const auto first = std::ranges::find(rows_, false, &mark::ahead);
    return first == rows_.end() ? std::nullopt : std::optional(first->date - window);
}

void acknowledged::add(const mark& row)
{
    if (has(row))
        return;
    rows_.insert(std::ranges::upper_bound(rows_, row), row);
    const auto newest = std::ranges::find(rows_.rbegin(), rows_.rend(), false, &mark::ahead);
    if (newest != rows_.rend() && newest->date - window > rows_.front().date)
        begin(newest->date - window);
    if (rows_.size() <= most_rows)
        return;
    // Rows of one date are forgotten together: one of them alone would be news again.
    const auto later = std::ranges::upper_bound(rows_, rows_.front().date, {}, &mark::date);
    if (later != rows_.end() && !later->ahead)
        begin(later->date);
    else
        rows_.erase(rows_.begin());
}

void acknowledged::begin(base::wall_time date)
{
    before_ = before_ ? std::max(*before_, date) : date;
    std::erase_if(rows_, [&](const mark& one) { return one.date < *before_; });
    if (rows_.size() > most_rows) // of one date
        rows_.erase(rows_.begin());
}

acknowledged acknowledged::common(const acknowledged& a, const acknowledged& b)
{
    acknowledged out;
    if (a.before_ && b.before_)
        out.before_ = std::min(*a.before_, *b.before_);
    std::ranges::copy_if(a.rows_, std::back_inserter(out.rows_), [&](const mark& one) { return b.has(one); });
    std::ranges::copy_if(b.rows_, std::back_inserter(out.rows_), [&](const mark& one) { return a.has(one); });
    std::ranges::sort(out.rows_);
    out.rows_.erase(std::unique(out.rows_.begin(), out.rows_.end()), out.rows_.end());
    return out;
}

} // namespace bridge
