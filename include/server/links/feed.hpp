// One subscription for everyone who may read the same rows (a scope): it rides on one member's link, moves
// when that link goes, and reads back what was missed. Where no member's link can be had, rows are polled
// with one member's session.
#pragma once

#include "net/alarm.hpp"
#include "server/links/feed_parts.hpp"
#include "server/links/feed_read_back.hpp"
#include "server/links/liveness.hpp"
#include "server/links/poller.hpp"
#include "server/links/reaction_feed.hpp"
#include "server/links/row_events.hpp"
#include "server/links/subscription_attempts.hpp"
#include "server/links/sweeper.hpp"
#include "server/links/upstream.hpp"

#include <boost/asio/awaitable.hpp>

#include <string>
#include <vector>

namespace server {

class feed final : public bridge::row_source,
                   private poller::sink,
                   private row_events::sink,
                   private feed_read_back::sink,
                   private sweeper::sink {
public:
    // All have to outlive it.
    feed(context& shared, directory& names, std::string scope, origins& senders);

    const std::string& scope() const { return timeline_.scope(); }
    const std::string& collection() const { return asked_for_.collection; } // whose rows it knows
    bool empty() const { return members_.is_empty(); }

    void add(upstream& member);
    void remove(upstream& member); // nothing where it is none

    // Whose link carries the subscription rather than the others'.
    void prefer(const upstream* member) { members_.prefer(member); }

    // Other fields of the same collection may be in force: a live subscription to others is made anew. Pre:
    // the members' links have them.
    void schema_changed();

    // Chooses a carrier unless one has subscribed. Called when a member's link is live, or cannot be opened
    // while REST answers.
    void choose_carrier();
    // What happened on a member's link.
    void link_down(upstream& of);
    void subscribed(upstream& of);
    void broken(upstream& of, const base::error_code& why);
    // Where the events of this member's link go; null: the feed is not subscribed there.
    row_events* events_from(const upstream& of);
    row_events& events() { return events_; }
    // Rows that a member was shown as history.
    void shown_as_history(const std::vector<directus::item>& rows);

    // No row waits for its turn to be shown.
    bool is_settled() const { return !timeline_.machine().deadline(); }
    // What was missed is being read: members' lines wait for that, a few seconds at most, because a Directus
    // that has all of them to store answers nothing else.
    bool is_catching_up() const;

    bool is_live() const override { return liveness_.is_live(); }
    // Directus has refused it more than once since it was live.
    bool is_refused() const { return attempts_.is_refused(); }
    // Live, and what others write comes with a delay.
    bool is_polled() const { return is_live() && carrier_.is_polled(); }
    // The notice about that, or that nothing arrives, for a client that joins now; empty: none.
    std::string notice() const { return liveness_.notice(way()); }
    // The reactions of the same readers.
    reaction_feed& reactions() { return reactions_; }

    // In a few words, for people: "live", "Directus is unreachable since …".
    std::string state() const { return liveness_.describe(way(), shared_.settings.poll); }

    boost::asio::awaitable<void> stop();

private:
    feed_parts parts(directory& names);
    void carry(upstream& member, bool is_polled);
    void choose_polled();
    void give_up();
    liveness::way way() const { return {carrier_.is_polled(), attempts_.is_given_up()}; }
    void lose_carrier();
    void resubscribe();
    void look_whether_away();
    void polled(std::vector<directus::item> rows, base::time_point asked) override;
    std::vector<directus::item_id> shown() const override;
    void looked_up(const std::vector<directus::item_id>& wanted, const std::vector<directus::item>& found,
                   base::time_point asked) override;
    void poll_ended(poller::reach how) override;
    void poll_failed(const base::error_code& why) override;
    void await_poll();
    void gap_found() override { resubscribe(); }
    void event_due(const directus::item_id& row) override;
    void caught_up(bridge::timeline::caught_up counts, base::wall_time started) override;
    base::duration read_back_failed(const base::error_code& why) override;
    void events_missing() override;
    void clock_set() override { resubscribe(); }

    context& shared_;
    origins& origins_;
    directus::schema asked_for_; // by the last subscription; at first what is in force
    live_timeline timeline_;
    reaction_feed reactions_;
    poller poller_;
    readership members_;
    carrier carrier_;
    subscription_attempts attempts_;
    liveness liveness_;
    net::alarm away_alarm_;
    net::alarm retry_alarm_;
    net::task_group tasks_;
    row_events events_;
    feed_read_back read_back_;
    sweeper sweeper_;
};

} // namespace server
