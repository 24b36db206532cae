#include "bridge/history/marker_writes.hpp"

#include <algorithm>

namespace bridge {

void marker_writes::moved(const base::user_id& whose)
{
    users_[whose].moved = true;
}

std::vector<base::user_id> marker_writes::start(base::time_point now)
{
    std::vector<base::user_id> out;
    for (auto& [user, of] : users_) {
        if (!of.moved || of.under_way || of.not_before > now)
            continue;
        of.moved = false;
        of.under_way = true;
        out.push_back(user);
    }
    std::erase_if(users_, [&](const auto& entry) {
        const auto& of = entry.second;
        return !of.moved && !of.under_way && of.not_before <= now;
    });
    return out;
}

std::vector<base::user_id> marker_writes::start_all()
{
    return start(base::time_point::max());
}

void marker_writes::done(const base::user_id& whose, base::time_point now)
{
    auto& of = users_[whose];
    of.under_way = false;
    of.not_before = now + interval;
}

bool marker_writes::has(const base::user_id& whose) const
{
    const auto found = users_.find(whose);
    return found != users_.end() && (found->second.moved || found->second.under_way);
}

std::optional<base::time_point> marker_writes::deadline() const
{
    std::optional<base::time_point> next;
    for (const auto& [user, of] : users_)
        if (of.moved && !of.under_way)
            next = next ? std::min(*next, of.not_before) : of.not_before;
    return next;
}

} // namespace bridge
