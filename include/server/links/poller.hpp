// Reads over REST, again and again, what no WebSocket tells of: new rows with every poll, and by turns what
// became of those that were shown.
#pragma once

#include "base/clock.hpp"
#include "directus/types.hpp"
#include "net/task_group.hpp"
#include "server/context.hpp"
#include "server/links/upstream.hpp"
#include "server/people/directory.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstddef>
#include <vector>

namespace server {

class poller {
public:
    // How far a poll reaches. Every poll reads the rows of the last seconds; by turns it looks at the newest
    // rows that were shown, and less often at all of them and behind the whole overlap, as rows may become
    // visible long after their date.
    struct reach {
        bool newest_shown = false;
        bool everything = false;
        friend bool operator==(const reach&, const reach&) = default;
    };
    // Of the n-th poll, counted from 1.
    static reach reach_of(std::size_t poll, base::duration interval);

    // What a poll brings; called only between start() and stop().
    class sink {
    public:
        virtual void polled(std::vector<directus::item> rows, base::time_point asked) = 0;
        virtual std::vector<directus::item_id> shown() const = 0; // that are to be looked up, oldest first
        virtual void looked_up(const std::vector<directus::item_id>& wanted,
                               const std::vector<directus::item>& found, base::time_point asked) = 0;
        virtual void poll_ended(reach how) = 0; // a whole poll was answered
        virtual void poll_failed(const base::error_code& why) = 0;

    protected:
        ~sink() = default;
    };

    // All have to outlive it.
    poller(context& shared, directory& names, sink& into);

    // Takes the first rows to look up with one request of so many rows at most: between two of them the
    // reader may change.
    static std::vector<directus::item_id> take_some(std::vector<directus::item_id>& from, std::size_t page);

    // With this member's session. Everything dated before `from` has been read.
    void start(upstream& reader, base::wall_time from);
    void stop();
    bool is_running() const { return reader_ != nullptr; }
    // When the last poll that was answered was asked, or start().
    base::time_point proved_at() const { return proved_at_; }

    // Ends what is under way. Call once, before destruction.
    boost::asio::awaitable<void> join();

private:
    boost::asio::awaitable<void> run(unsigned round);
    boost::asio::awaitable<base::error_code> poll(unsigned round, reach how);
    boost::asio::awaitable<base::error_code> look_up(unsigned round, reach how);
    bool is_over(unsigned round) const { return round != round_; }

    context& shared_;
    directory& directory_;
    sink& into_;
    upstream* reader_ = nullptr;
    unsigned round_ = 0; // counts starts and stops: what belongs to an earlier one is stale
    base::wall_time cursor_{};
    base::time_point proved_at_{};
    base::error_code failure_; // as the log has it
    net::task_group tasks_;
};

} // namespace server
