// Reads over REST what a feed has missed when a carrier is found: the gap behind the timeline, edits and
// deletions of what was shown, and rows that are hidden. Until then members' lines wait, a few seconds at
// most.
#pragma once

#include "base/clock.hpp"
#include "bridge/rows/timeline.hpp"
#include "net/alarm.hpp"
#include "server/links/feed_parts.hpp"
#include "server/links/gap_reader.hpp"

#include <boost/asio/awaitable.hpp>

#include <optional>
#include <vector>

namespace server {

class feed_read_back {
public:
    class sink {
    public:
        // The gap is read, and not yet shown. `started`: when that began, by Directus's clock.
        virtual void caught_up(bridge::timeline::caught_up counts, base::wall_time started) = 0;
        // Returns the time until it is tried again.
        virtual base::duration read_back_failed(const base::error_code& why) = 0;

    protected:
        ~sink() = default;
    };

    // `into` has to outlive it.
    feed_read_back(feed_parts parts, sink& into);

    // Each ends with the carrier. Pre: there is one
    void start() { with_.tasks.spawn(read(with_.current.round())); }
    void start_learning_hidden() { with_.tasks.spawn(learn_hidden(with_.current.round())); }

    // Members' lines begin to wait, unless they have since reset_wait(): not anew with each carrier whose
    // subscription breaks.
    void start_wait();
    void reset_wait() { wait_until_.reset(); }
    bool is_waiting() const { return base::steady_now() < wait_until_; }

    void stop() { wait_alarm_.set(std::nullopt); }

private:
    boost::asio::awaitable<void> read(unsigned round);
    boost::asio::awaitable<void> pause_then_read(unsigned round, base::duration time);
    boost::asio::awaitable<void> look_for_changes(unsigned round, std::vector<directus::item_id> ids);
    boost::asio::awaitable<void> learn_hidden(unsigned round);
    void show(gap_reader::gap gap);

    feed_parts with_;
    sink& into_;
    gap_reader gap_;
    bool has_caught_up_ = false; // at any time
    std::optional<base::time_point> wait_until_;
    net::alarm wait_alarm_;
};

} // namespace server
