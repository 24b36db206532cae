// Compares the rows in Directus with those that a live subscription has brought: its silence proves nothing.
#pragma once

#include "net/alarm.hpp"
#include "net/task_group.hpp"
#include "server/context.hpp"
#include "server/links/arrivals.hpp"
#include "server/links/carrier.hpp"
#include "server/links/live_timeline.hpp"
#include "server/links/origins.hpp"
#include "server/links/readership.hpp"
#include "server/links/sweep_schedule.hpp"
#include "server/people/directory.hpp"

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

    // All have to outlive it; `tasks` run what it starts.
    sweeper(context& shared, directory& names, origins& senders, live_timeline& timeline,
            const readership& members, const carrier& current, arrivals& events, net::task_group& tasks,
            sink& into);

    // The subscription is live, until stop().
    void start();
    void stop();
    // An own row is stored, and its event is due: a sweep shows the row where the event stays out.
    void expect(const directus::item_id& row);

private:
    void schedule();
    boost::asio::awaitable<void> sweep(unsigned round);
    std::size_t show(std::vector<directus::item> rows, base::time_point asked);

    context& shared_;
    directory& directory_;
    origins& origins_;
    live_timeline& timeline_;
    const readership& members_;
    const carrier& carrier_;
    arrivals& arrivals_;
    net::task_group& tasks_;
    sink& into_;
    sweep_schedule schedule_;
    bool is_live_ = false;
    net::alarm alarm_;
};

} // namespace server
