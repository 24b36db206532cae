#include "server/login/login_throttle.hpp"

#include <algorithm>

namespace server {

base::duration login_throttle::wait(const std::optional<net::ip>& from, base::time_point now)
{
    forget(now);
    const auto found = from ? by_key_.find(from->customer()) : by_key_.end();
    if (found == by_key_.end() || found->second->refusals < settings_.free)
        return {};
    auto time = settings_.first;
    for (int n = settings_.free; n < found->second->refusals && time < settings_.longest; ++n)
        time *= 2;
    return std::min(time, settings_.longest);
}

void login_throttle::refused(const std::optional<net::ip>& from, base::time_point now)
{
    if (!from || from->is_loopback())
        return;
    const auto key = from->customer();
    auto& at = by_key_.try_emplace(key, entries_.end()).first->second;
    if (at == entries_.end())
        at = entries_.insert(entries_.begin(), entry{key});
    else
        entries_.splice(entries_.begin(), entries_, at);
    ++at->refusals;
    at->last = now;
    forget(now);
}

void login_throttle::forget(base::time_point now)
{
    while (!entries_.empty() &&
           (entries_.size() > settings_.remembered || now >= entries_.back().last + settings_.forgotten)) {
        by_key_.erase(entries_.back().key);
        entries_.pop_back();
    }
}

} // namespace server
