#include "bridge/history/receipts.hpp"

#include <algorithm>
#include <utility>

namespace bridge {

acknowledged receipts::take(const base::user_id& user, const std::string& name, base::wall_time now)
{
    forget_old(now);
    const auto found = users_.find(user);
    if (found == users_.end())
        return {};
    auto& all = found->second;
    const auto first = std::ranges::find(all, name, &gone::name);
    if (first == all.end())
        return {};
    auto rows = std::move(first->rows);
    all.erase(first);
    for (const auto& one : all)
        if (one.name == name)
            rows = acknowledged::common(rows, one.rows);
    for (auto& one : all)
        if (one.name == name)
            one.rows = rows;
    return rows;
}

void receipts::give_back(const base::user_id& user, const std::string& name, acknowledged rows,
                         base::wall_time now)
{
    forget_old(now);
    if (rows.empty())
        return;
    auto& all = users_[user];
    if (all.size() >= most_of_one_user)
        all.erase(all.begin());
    all.push_back({name, std::move(rows), now + kept});
}

void receipts::clock_set_back(base::duration by, const std::function<bool(const base::user_id&)>& of)
{
    for (auto& [user, all] : users_)
        if (of(user))
            for (auto& one : all)
                one.rows.clock_set_back(by);
}

void receipts::forget_old(base::wall_time now)
{
    for (auto& [user, all] : users_)
        std::erase_if(all, [&](const gone& one) { return one.until <= now; });
    std::erase_if(users_, [](const auto& entry) { return entry.second.empty(); });
}

} // namespace bridge
