// When what the room has for its clients goes out: what comes in one after the other goes out together, as a
// system call for each client costs more than an event; but nothing waits for longer than the last round of
// sending took.
#pragma once

#include "base/clock.hpp"

#include <boost/asio/any_io_executor.hpp>

namespace server {

class gatherer {
public:
    class source {
    public:
        virtual void flush() = 0; // sends what is there

    protected:
        ~source() = default;
    };

    // `from` has to outlive it.
    gatherer(boost::asio::any_io_executor executor, source& from);

    // There is something.
    void touch();
    void stop();                                // there are no more rounds
    bool is_pending() const { return posted_; } // a round is to come

private:
    void turn();

    boost::asio::any_io_executor executor_;
    source& from_;
    bool posted_ = false;
    bool is_stopped_ = false;
    int quiet_turns_ = 0; // of the loop, since the last touch
    base::time_point by_{};
    base::duration last_{}; // what the last round took
};

} // namespace server
