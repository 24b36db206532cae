#include "net/waiting_turns.hpp"

#include "net/as_result.hpp"

#include <boost/asio.hpp>

namespace net {

namespace asio = boost::asio;
using base::errc;
using base::error_code;

asio::awaitable<error_code> waiting_turns::take(bool urgent, turns::user user, base::time_point until)
{
    if (closed_)
        co_return errc::stopping;
    if (turns_.try_take(urgent))
        co_return error_code();
    waiter self{asio::steady_timer(executor_, until)};
    const auto ticket = turns_.wait(urgent, user);
    waiting_.emplace(ticket, &self);
    co_await self.timer.async_wait(as_result);
    if (self.granted)
        co_return error_code();
    waiting_.erase(ticket);
    turns_.leave(ticket);
    co_return closed_ ? errc::stopping : errc::overloaded;
}

void waiting_turns::give_back(bool urgent)
{
    const auto next = turns_.given_back(urgent); // the place is theirs already
    if (!next)
        return;
    const auto at = waiting_.find(*next);
    at->second->granted = true;
    at->second->timer.cancel();
    waiting_.erase(at);
}

void waiting_turns::close()
{
    closed_ = true;
    for (const auto& [ticket, waits] : waiting_)
        waits->timer.cancel();
}

} // namespace net
