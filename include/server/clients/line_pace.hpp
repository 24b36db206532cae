// How fast one client's lines are handled: flood control delays them, and nothing more is handled while its
// gateway stops.
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

    // Begins anew with this limit.
    void set(irc::flood limit) { flood_ = limit; }
    // No further line is handled.
    void hold() { is_held_ = true; }
    bool is_held() const { return is_held_; }

    // Charges one line. Returns how long it has to wait.
    base::duration charge(base::time_point now) { return flood_.charge(now); }
    // Ends early with cut_short().
    boost::asio::awaitable<void> wait(base::duration time);
    void cut_short();

private:
    boost::asio::any_io_executor executor_;
    irc::flood flood_;
    std::unique_ptr<boost::asio::steady_timer> pause_; // while a line waits
    bool is_held_ = false;
};

} // namespace server
