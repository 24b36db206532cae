#include "bridge/people/recent_writers.hpp"

namespace bridge {

void recent_writers::add(const base::user_id& user, base::time_point until)
{
    const auto [known, is_new] = until_.try_emplace(user, until);
    if (!is_new) {
        if (known->second >= until)
            return;
        in_order_.erase({known->second, user});
        known->second = until;
    }
    in_order_.emplace(until, user);
}

std::vector<base::user_id> recent_writers::take_due(base::time_point now)
{
    std::vector<base::user_id> due;
    while (!in_order_.empty() && in_order_.begin()->first <= now) {
        due.push_back(in_order_.begin()->second);
        until_.erase(due.back());
        in_order_.erase(in_order_.begin());
    }
    return due;
}

std::optional<base::time_point> recent_writers::deadline() const
{
    return in_order_.empty() ? std::nullopt : std::optional(in_order_.begin()->first);
}

} // namespace bridge
