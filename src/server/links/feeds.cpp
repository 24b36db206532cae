#include "server/links/feeds.hpp"

#include "bridge/people/scope.hpp"

#include <boost/asio.hpp>

#include <utility>

namespace server {

namespace asio = boost::asio;

feeds::feeds(context& shared, directory& names, origins& senders)
    : shared_(shared)
    , directory_(names)
    , origins_(senders)
    , tasks_(shared.executor)
{
}

void feeds::place(upstream& member)
{
    const auto& who = shared_.room.people().ensure(member.user());
    const auto scope = bridge::scope_of(who, shared_.settings.feed == feed_mode::per_user);
    if (scope == scope_of(member.user()))
        return;
    remove(member);
    if (scope.empty())
        return;
    scopes_[member.user()] = scope;
    auto& target = all_[scope];
    if (!target)
        target = std::make_unique<feed>(shared_, directory_, scope, origins_);
    target->add(member);
    member.lines().proceed();
}

void feeds::remove(upstream& member)
{
    if (auto* old = of(member.user()))
        old->remove(member);
    scopes_.erase(member.user());
}

feed* feeds::of(const directus::user_id& user) const
{
    const auto& scope = scope_of(user);
    return scope.empty() ? nullptr : all_.at(scope).get();
}

const std::string& feeds::scope_of(const directus::user_id& user) const
{
    static const std::string none;
    const auto found = scopes_.find(user);
    return found == scopes_.end() ? none : found->second;
}

void feeds::sweep()
{
    for (auto one = all_.begin(); one != all_.end();) {
        const auto current = one++;
        if (current->second->empty())
            tasks_.spawn(retire(std::move(all_.extract(current).mapped())));
    }
}

asio::awaitable<void> feeds::retire(std::unique_ptr<feed> gone)
{
    co_await gone->stop();
}

asio::awaitable<void> feeds::stop()
{
    for (auto& [scope, one] : all_)
        co_await one->stop();
    co_await tasks_.join();
}

} // namespace server
