// Places for coroutines, in the order of net/turns: each waits until it has one, or for its time.
#pragma once

#include "base/clock.hpp"
#include "base/errc.hpp"
#include "net/turns.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

#include <cstddef>
#include <map>

namespace net {

class waiting_turns {
public:
    // So many places, and of these so many for urgent ones only.
    waiting_turns(boost::asio::any_io_executor executor, std::size_t places, std::size_t urgent)
        : executor_(std::move(executor))
        , turns_(places, urgent)
    {
    }

    // Takes a place: errc::overloaded where none came free until then, errc::stopping after close(). The
    // object has to outlive the wait. Give the place back once.
    boost::asio::awaitable<base::error_code> take(bool urgent, turns::user user, base::time_point until);
    void give_back(bool urgent);
    // Ends all waiting.
    void close();

private:
    struct waiter {
        boost::asio::steady_timer timer;
        bool granted = false;
    };

    boost::asio::any_io_executor executor_;
    turns turns_;
    std::map<turns::ticket, waiter*> waiting_{};
    bool closed_ = false;
};

} // namespace net
