// One timer for one machine: rings at its deadline, which may be moved at any time.
#pragma once

#include "base/clock.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>

#include <functional>
#include <memory>
#include <optional>

namespace net {

class alarm {
public:
    alarm(boost::asio::any_io_executor executor, std::function<void()> ring);
    ~alarm();
    alarm(const alarm&) = delete;
    alarm& operator=(const alarm&) = delete;

    // Rings once at this time, or not at all. Setting the same time again costs nothing.
    void set(std::optional<base::time_point> when);

private:
    struct state;
    std::shared_ptr<state> state_; // shared with the wait under way, which may end after the alarm
};

} // namespace net
