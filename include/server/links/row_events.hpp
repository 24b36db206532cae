// Shows what a feed's subscription brings, and the answers to its members' creates, in the order of arrival:
// once the authors are known, and once it is known which client a row came from.
#pragma once

#include "net/alarm.hpp"
#include "server/links/arrivals.hpp"
#include "server/links/feed_parts.hpp"

#include <boost/asio/awaitable.hpp>

#include <vector>

namespace server {

class row_events {
public:
    class sink {
    public:
        virtual bool is_live() const = 0;
        // More rows at once than are shown, or Directus's clock was set: the gap has to be read back.
        virtual void gap_found() = 0;
        // A member's row is stored, and its event is due.
        virtual void event_due(const directus::item_id& row) = 0;

    protected:
        ~sink() = default;
    };

    // `into` has to outlive it.
    row_events(feed_parts parts, sink& into);

    void arrived(std::vector<directus::item> rows);
    void updated(std::vector<directus::item> rows);
    void deleted(std::vector<directus::item_id> ids);
    // Takes a member's row from the answer to its create. Returns false where it was deleted before it was
    // shown.
    bool stored(bridge::said what);
    // No create of this author waits for its answer.
    void create_ended(const directus::user_id& author);
    // A client has deleted this row.
    void removed(const directus::item_id& id);

    // Events that are not shown yet.
    arrivals& waiting() { return arrivals_; }
    void stop() { undecided_alarm_.set(std::nullopt); }

private:
    void start_showing();
    boost::asio::awaitable<void> show_events();
    void show(arrivals::event event);
    void show_created(arrivals::created event, bool is_decided);
    void show_decided(std::vector<arrivals::created> rows);
    void show_own(bridge::said event);
    void receive(bridge::said what);

    feed_parts with_;
    sink& into_;
    arrivals arrivals_;
    net::alarm undecided_alarm_;
};

} // namespace server
