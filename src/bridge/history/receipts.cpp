#include "bridge/history/receipts.hpp"

#include <algorithm>
#include <utility>

namespace bridge {

receipts::visitor receipts::take(const base::user_id& user, const std::string& name, base::wall_time now)
{
    forget_old(now);
    const auto found = users_.find(user);
    if (found == users_.end())
        return {};
    auto& all = found->second;
    const auto first = std::ranges::find(all, name, &gone::name);
    if (first == all.end())
        return {};
    auto who = std::move(first->who);
    all.erase(first);
    for (const auto& one : all)
        if (one.name == name)
            who.rows = acknowledged::common(who.rows, one.who.rows);
    for (auto& one : all)
        if (one.name == name)
            one.who.rows = who.rows;
    return who;
}

// Of one name there are either clients with rows or one without.
void receipts::give_back(const base::user_id& user, const std::string& name, visitor left,
                         base::wall_time now)
{
    forget_old(now);
    auto& all = users_[user];
    const bool is_known = std::ranges::find(all, name, &gone::name) != all.end();
    if (!left.rows.empty())
        left.first_join.reset();
    else if (is_known || !left.first_join)
        return;
    std::erase_if(all, [&](const auto& one) { return one.name == name && one.who.rows.empty(); });
    if (all.size() >= most_of_one_user)
        all.erase(all.begin());
    all.push_back({name, std::move(left), now + kept});
}

void receipts::clock_set_back(base::duration by, const std::function<bool(const base::user_id&)>& of)
{
    for (auto& [user, all] : users_)
        if (of(user))
            for (auto& one : all) {
                one.who.rows.clock_set_back(by);
                if (one.who.first_join)
                    *one.who.first_join -= by;
            }
}

void receipts::forget_old(base::wall_time now)
{
    for (auto& [user, all] : users_)
        std::erase_if(all, [&](const gone& one) { return one.until <= now; });
    std::erase_if(users_, [](const auto& entry) { return entry.second.empty(); });
}

} // namespace bridge
