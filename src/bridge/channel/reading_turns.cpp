#include "bridge/channel/reading_turns.hpp"

#include <algorithm>
#include <utility>

namespace bridge {

namespace {

base::client_id asker_of(const reading_turns::request& what)
{
    return std::visit([](const auto& one) { return one.who; }, what);
}

} // namespace

bool reading_turns::is_full(const base::user_id& user) const
{
    const auto at = of_users_.find(user);
    return at != of_users_.end() && at->second.waiting.size() + at->second.under_way.has_value() >= most;
}

std::optional<reading_turns::request> reading_turns::add(const base::user_id& user, request of)
{
    const auto at = of_users_.try_emplace(user).first;
    at->second.waiting.push_back(std::move(of));
    return next(at);
}

std::optional<reading_turns::request> reading_turns::ended(const request& of)
{
    const auto at = std::find_if(of_users_.begin(), of_users_.end(),
                                 [&](const auto& entry) { return entry.second.under_way == of; });
    if (at == of_users_.end())
        return std::nullopt;
    at->second.under_way.reset();
    return next(at);
}

void reading_turns::hold(const base::user_id& user, base::client_id who)
{
    of_users_[user].taking.push_back(who);
}

std::optional<reading_turns::request> reading_turns::taken(const base::user_id& user, base::client_id who)
{
    const auto at = of_users_.find(user);
    if (at == of_users_.end())
        return std::nullopt;
    auto& taking = at->second.taking;
    if (const auto held = std::find(taking.begin(), taking.end(), who); held != taking.end())
        taking.erase(held);
    return next(at);
}

void reading_turns::left(const base::user_id& user, base::client_id who)
{
    const auto at = of_users_.find(user);
    if (at == of_users_.end())
        return;
    std::erase_if(at->second.waiting, [&](const request& one) { return asker_of(one) == who; });
    std::erase(at->second.taking, who);
    if (!at->second.under_way && at->second.waiting.empty() && at->second.taking.empty())
        of_users_.erase(at);
}

std::optional<reading_turns::request>
reading_turns::next(std::unordered_map<base::user_id, turns>::iterator at)
{
    auto& all = at->second;
    if (all.under_way)
        return std::nullopt;
    const auto is_taking = [&](base::client_id who) {
        return std::find(all.taking.begin(), all.taking.end(), who) != all.taking.end();
    };
    const auto first = std::find_if(all.waiting.begin(), all.waiting.end(),
                                    [&](const request& one) { return !is_taking(asker_of(one)); });
    if (first != all.waiting.end()) {
        all.under_way = std::move(*first);
        all.waiting.erase(first);
        return all.under_way;
    }
    if (all.waiting.empty() && all.taking.empty())
        of_users_.erase(at);
    return std::nullopt;
}

} // namespace bridge
