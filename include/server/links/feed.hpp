// One subscription for everyone who may read the same rows (a scope): it rides on one member's link, moves
// when that link goes, and reads back what was missed. Where no member's link can be had, rows are polled
// with one member's session.
#pragma once

#include "bridge/rows/change_limit.hpp"
#include "bridge/rows/timeline.hpp"
#include "bridge/rows/undecided_rows.hpp"
#include "net/alarm.hpp"
#include "net/task_group.hpp"
#include "server/context.hpp"
#include "server/links/gap_reader.hpp"
#include "server/links/origins.hpp"
#include "server/links/poller.hpp"
#include "server/links/reaction_feed.hpp"
#include "server/links/upstream.hpp"
#include "server/people/directory.hpp"

#include <boost/asio/awaitable.hpp>

#include <deque>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <variant>
#include <vector>

namespace server {

class feed final : public bridge::row_source, private poller::sink {
public:
    // All have to outlive it.
    feed(context& shared, directory& names, std::string scope, origins& senders);

    const std::string& scope() const { return scope_; }
    const std::string& collection() const { return asked_for_.collection; } // whose rows it knows
    bool empty() const { return members_.empty(); }

    void add(upstream& member);
    void remove(upstream& member); // nothing where it is none

    // Whose link carries the subscription rather than the others'.
    void prefer(const upstream* member) { preferred_ = member; }

    // Other fields of the same collection may be in force: a live subscription to others is made anew. Pre:
    // the members' links have them.
    void schema_changed();

    // What happened on a member's link.
    void link_live(upstream& of);
    void link_down(upstream& of);
    void link_refused(upstream& of);
    void subscribed(upstream& of);
    void broken(upstream& of, const base::error_code& why);
    void arrived(upstream& of, std::vector<directus::item> rows);
    void updated(upstream& of, std::vector<directus::item> rows);
    void deleted(upstream& of, std::vector<directus::item_id> ids);
    // A row of a member, from the answer to its create. False where it was deleted before anybody saw it.
    bool stored(bridge::said what);
    // No create of this author waits for its answer.
    void create_ended(const directus::user_id& author);
    // A client has deleted this row.
    void removed(const directus::item_id& id);
    // Rows that a member was shown as history.
    void shown_as_history(const std::vector<directus::item>& rows);

    // No row waits for its turn to be shown.
    bool is_settled() const { return !timeline_.deadline(); }
    // What was missed is being read: members' lines wait for that, a few seconds at most, because a Directus
    // that has all of them to store answers nothing else.
    bool is_catching_up() const;

    bool is_live() const { return live_; }
    // Directus has refused it more than once since it was live.
    bool is_refused() const { return refusals_ > 1; }
    // Live, and what others write comes with a delay.
    bool is_polled() const { return live_ && polled_; }
    // The notice about that, or that nothing arrives, for a client that joins now; empty: none.
    std::string notice() const;
    // The reactions of the same readers.
    reaction_feed& reactions() { return reactions_; }

    // In a few words, for people: "live", "Directus is unreachable since …".
    std::string state() const;

    boost::asio::awaitable<void> stop();

private:
    // What the subscription tells, in its order.
    struct changed {
        directus::item row;
    };
    struct gone {
        directus::item_id id;
    };
    using created = bridge::undecided_rows::entry;
    using event = std::variant<created, changed, gone>;

    template <class Input>
    void step(Input input);
    void choose_carrier();
    void carry(upstream& member);
    bool is_given_up() const;
    bool may_subscribe() const;
    void choose_polled();
    void give_up();
    std::string late_notice() const;
    std::string away_notice() const;
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
    void happened(upstream& of, std::vector<event> events);
    boost::asio::awaitable<void> show_events();
    void show(event what);
    void show_created(created what, bool is_decided);
    void show_decided(std::vector<created> rows);
    void show_own(bridge::said what);
    void show(const bridge::change& what);
    void show_missed(bridge::timeline::actions what);
    void announce(const std::string& text);
    bridge::member_filter readers() const;

    boost::asio::awaitable<void> read_back(unsigned round);
    boost::asio::awaitable<void> pause_then_read_back(unsigned round, base::duration time);
    base::duration pause_after(const base::error_code& why);
    void caught_up(bridge::timeline::caught_up counts);
    void let_members_proceed();
    boost::asio::awaitable<void> look_for_changes(unsigned round, std::vector<directus::item_id> ids);
    std::vector<bridge::said> with_origins(std::vector<directus::item> rows);
    // Directus's clock was set: what was missed has to be read back.
    bool clock_moved();
    boost::asio::awaitable<void> learn_hidden(unsigned round);
    void schedule_sweep();
    boost::asio::awaitable<void> sweep(unsigned round);
    base::secret another_token() const;

    context& shared_;
    directory& directory_;
    std::string scope_;
    origins& origins_;
    directus::schema asked_for_; // by the last subscription; at first what is in force
    bridge::timeline timeline_;
    bridge::change_limit change_limit_;
    reaction_feed reactions_;
    poller poller_;
    gap_reader gap_;
    std::vector<upstream*> members_;                // in the order they came
    std::unordered_set<directus::user_id> readers_; // the same
    upstream* carrier_ = nullptr;
    bool polled_ = false; // the carrier has no link, and its session reads
    const upstream* preferred_ = nullptr;
    base::time_point prefer_again_at_{};
    base::time_point clock_again_at_{};
    unsigned round_ = 0; // counts carriers: what belongs to an earlier one is stale
    base::time_point broken_at_{};
    int refusals_ = 0; // in a row, for good as Directus says
    int breaks_ = 0;   // of the subscription, since it was live last
    base::time_point subscribe_again_at_{};
    base::error_code failure_; // what keeps it from being live
    base::wall_time away_since_;
    bool live_ = false; // read back, and going on
    // Nothing waits for it any longer. It does not start again with each carrier whose feed breaks.
    std::optional<base::time_point> catch_up_by_;
    bool was_live_ = false;      // at any time
    std::string announced_away_; // as it was announced; empty: not away
    bool announced_polled_ = false;
    base::time_point lost_at_{}; // the last carrier
    std::deque<event> events_;
    std::unordered_map<directus::user_id, std::vector<bridge::said>> early_; // rows, by author
    bridge::undecided_rows undecided_;
    bool showing_ = false;
    bool stepping_ = false;
    struct expected {
        directus::item_id id;
        base::time_point by;
    };
    std::deque<expected> expected_;             // own rows whose event is still to come
    std::optional<base::wall_time> event_date_; // of the newest event …
    base::time_point event_at_{};               // … and when it came
    base::duration sweep_interval_;
    base::time_point sweep_at_{};
    base::time_point resubscribed_at_{};
    bool sweeping_ = false;
    net::alarm timeline_alarm_;
    net::alarm change_alarm_;
    net::alarm undecided_alarm_;
    net::alarm away_alarm_;
    net::alarm catch_up_alarm_;
    net::alarm retry_alarm_;
    net::alarm sweep_alarm_;
    net::task_group tasks_;
    bool stopping_ = false;
};

} // namespace server
