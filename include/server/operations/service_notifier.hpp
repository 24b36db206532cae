// Tells systemd how the gateway stands, where it was started by it: ready, alive, stopping. One datagram
// each: libsystemd would be a dependency for that alone.
// https://www.freedesktop.org/software/systemd/man/latest/sd_notify.html
#pragma once

#include "base/clock.hpp"
#include "net/alarm.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace server {

class service_notifier {
public:
    // `environment` holds "NAME=value" strings: NOTIFY_SOCKET says whom to tell (without it nobody is told
    // anything), WATCHDOG_USEC and WATCHDOG_PID how often to say that this process is alive.
    service_notifier(boost::asio::any_io_executor executor, const std::vector<std::string>& environment,
                     long pid);

    void ready();     // and alive from now on, twice in each of the watchdog's intervals
    void reloading(); // until ready() is called again
    void stopping();
    // Nothing keeps the loop alive any more.
    void stop();

private:
    void tell(std::string_view state) const;
    void say_alive();

    std::string address_; // empty: nobody
    std::optional<base::duration> interval_;
    net::alarm alarm_;
};

} // namespace server
