#include "bridge/rows/undecided_rows.hpp"

#include <utility>

namespace bridge {

void undecided_rows::updated(const directus::item& row)
{
    for (auto& one : rows_)
        if (one.what.row.id == row.id)
            one.what.row = row;
}

void undecided_rows::removed(const directus::item_id& id)
{
    std::erase_if(rows_, [&](const waiting& one) { return one.what.row.id == id; });
}

template <class Predicate>
std::vector<undecided_rows::entry> undecided_rows::take_if(Predicate goes)
{
    std::vector<entry> taken;
    std::deque<waiting> kept;
    for (auto& one : rows_) {
        if (goes(one))
            taken.push_back(std::move(one.what));
        else
            kept.push_back(std::move(one));
    }
    rows_ = std::move(kept);
    return taken;
}

std::vector<undecided_rows::entry> undecided_rows::take(const directus::user_id& author)
{
    return take_if([&](const waiting& one) { return one.what.row.author == author; });
}

std::vector<undecided_rows::entry> undecided_rows::take_due(base::time_point now)
{
    return take_if([&](const waiting& one) { return one.by <= now; });
}

std::optional<base::time_point> undecided_rows::deadline() const
{
    return rows_.empty() ? std::nullopt : std::optional(rows_.front().by);
}

} // namespace bridge
