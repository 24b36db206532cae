// The delay of one client's lines by flood control, and whether they are held as the gateway shuts down.
#pragma once

#include "base/clock.hpp"
#include "irc/flood.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

#include <memory>

namespace server {

class line_pace {
public:
    line_pace(boost::asio::any_io_executor executor, irc::flood limit);

    // Replaces the limit; what was charged is forgotten.
    void set(irc::flood limit) { flood_ = limit; }
    // All further lines are held.
    void hold() { is_held_ = true; }
    bool is_held() const { return is_held_; }

    // Charges one line and returns its delay.
    base::duration charge(base::time_point now) { return flood_.charge(now); }
    // Waits for `time`, or until cut_short().
    boost::asio::awaitable<void> wait(base::duration time);
    void cut_short();

private:
    boost::asio::any_io_executor executor_;
    irc::flood flood_;
    std::unique_ptr<boost::asio::steady_timer> pause_; // while a line waits
    bool is_held_ = false;
};

} // namespace server
