// Suspends a coroutine for a time.
#pragma once

#include "base/clock.hpp"
#include "net/as_result.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

namespace net {

// Returns false where the coroutine was cancelled before the time was over.
inline boost::asio::awaitable<bool> pause(boost::asio::any_io_executor executor, base::duration time)
{
    boost::asio::steady_timer timer(executor, time);
    const auto [error] = co_await timer.async_wait(as_result);
    co_return !error;
}

} // namespace net
