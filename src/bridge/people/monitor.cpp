#include "bridge/people/monitor.hpp"

#include "irc/nicknames.hpp"

#include <algorithm>

namespace bridge {

bool monitor::add(client_id watcher, std::string_view nick)
{
    auto folded = irc::folded(nick);
    auto& list = lists_[watcher];
    if (std::ranges::find(list, folded, &target::folded) != list.end())
        return true;
    if (list.size() >= limit)
        return false;
    watchers_[folded].push_back(watcher);
    list.push_back({std::move(folded), std::string(nick)});
    return true;
}

void monitor::remove(client_id watcher, std::string_view nick)
{
    const auto list = lists_.find(watcher);
    if (list == lists_.end())
        return;
    const auto folded = irc::folded(nick);
    if (std::erase_if(list->second, [&](const target& one) { return one.folded == folded; }) > 0)
        forget(watcher, folded);
}

void monitor::clear(client_id watcher)
{
    const auto list = lists_.extract(watcher);
    if (list.empty())
        return;
    for (const auto& one : list.mapped())
        forget(watcher, one.folded);
}

void monitor::forget(client_id watcher, const std::string& folded)
{
    const auto found = watchers_.find(folded);
    std::erase(found->second, watcher);
    if (found->second.empty())
        watchers_.erase(found);
}

std::vector<std::string> monitor::targets(client_id watcher) const
{
    std::vector<std::string> out;
    if (const auto list = lists_.find(watcher); list != lists_.end())
        for (const auto& one : list->second)
            out.push_back(one.typed);
    return out;
}

std::vector<client_id> monitor::watchers(std::string_view nick) const
{
    const auto found = watchers_.find(irc::folded(nick));
    return found == watchers_.end() ? std::vector<client_id>() : found->second;
}

} // namespace bridge
