// Compares the rows in Directus with those that a live subscription has brought: its silence proves nothing.
#pragma once

#include "net/alarm.hpp"
#include "server/links/arrivals.hpp"
#include "server/links/feed_parts.hpp"
#include "server/links/sweep_schedule.hpp"

#include <boost/asio/awaitable.hpp>

#include <vector>

namespace server {

class sweeper {
public:
    class sink {
    public:
        // A sweep has shown rows whose events stayed out.
        virtual void events_missing() = 0;
        // Directus's clock was set: what was missed has to be read back.
        virtual void clock_set() = 0;

    protected:
        ~sink() = default;
    };

    // `events` and `into` have to outlive it.
    sweeper(feed_parts parts, arrivals& events, sink& into);

    // The subscription is live, until stop().
    void start();
    void stop();
    // An own row is stored, and its event is due: a sweep shows the row where the event stays out.
    void expect(const directus::item_id& row);

private:
    void schedule();
    boost::asio::awaitable<void> sweep(unsigned round);
    std::size_t show(std::vector<directus::item> rows, base::time_point asked);

    feed_parts with_;
    arrivals& arrivals_;
    sink& into_;
    sweep_schedule schedule_;
    bool is_live_ = false;
    net::alarm alarm_;
};

} // namespace server
