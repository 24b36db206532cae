// One subscription for everyone who may read the same rows (a scope): it rides on one member's link, moves
// when that link goes, and reads back what was missed.
#pragma once

#include "bridge/change_limit.hpp"
#include "bridge/timeline.hpp"
#include "net/alarm.hpp"
#include "net/task_group.hpp"
#include "server/context.hpp"
#include "server/directory.hpp"
#include "server/reaction_feed.hpp"
#include "server/upstream.hpp"

#include <boost/asio/awaitable.hpp>

#include <deque>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <variant>
#include <vector>

namespace server {

class feed {
public:
    // `find_origin` tells which client sent a row, where one of ours did.
    using origin = std::function<bridge::said(directus::item)>;

    feed(context& shared, directory& names, std::string scope, origin find_origin);

    const std::string& scope() const { return scope_; }
    bool empty() const { return members_.empty(); }

    void add(upstream& member);
    void remove(upstream& member); // nothing where it is none

    // Whose link carries the subscription rather than the others'.
    void prefer(const upstream* member) { preferred_ = member; }

    // What happened on a member's link.
    void link_live(upstream& of);
    void link_down(upstream& of);
    void subscribed(upstream& of);
    void broken(upstream& of);
    void arrived(upstream& of, std::vector<directus::item> rows);
    void updated(upstream& of, std::vector<directus::item> rows);
    void deleted(upstream& of, std::vector<directus::item_id> ids);
    // A row of a member, from the answer to its create.
    void stored(bridge::said what);
    // A client has deleted this row.
    void removed(const directus::item_id& id);
    // Rows that a member was shown as history.
    void shown_as_history(const std::vector<directus::item>& rows);

    // What was missed is being read: members' lines wait for that, a few seconds at most, because a Directus
    // that has all of them to store answers nothing else.
    bool is_catching_up() const;

    bool is_live() const { return live_; }
    // The reactions of the same readers.
    reaction_feed& reactions() { return reactions_; }

    // In a few words, for people: "live", "Directus is unreachable since …".
    std::string state() const;

    boost::asio::awaitable<void> stop();

private:
    // What the subscription tells, in its order.
    struct created {
        directus::item row;
        base::time_point heard_at;
    };
    struct changed {
        directus::item row;
    };
    struct gone {
        directus::item_id id;
    };
    using event = std::variant<created, changed, gone>;

    template <class Input>
    void step(Input input);
    void choose_carrier();
    void lose_carrier();
    void resubscribe();
    void happened(upstream& of, std::vector<event> events);
    boost::asio::awaitable<void> show_events();
    void show(event what);
    void show_own(bridge::said what);
    void show(const bridge::change& what);
    void show_missed(bridge::timeline::actions what);
    void announce(const std::string& text);
    bridge::room::audience readers() const;

    boost::asio::awaitable<void> read_back(unsigned round);
    boost::asio::awaitable<void> pause_then_read_back(unsigned round);
    void caught_up(bridge::timeline::caught_up counts);
    void let_members_proceed();
    boost::asio::awaitable<void> look_for_changes(unsigned round, std::vector<directus::item_id> ids);
    std::vector<bridge::said> with_origins(std::vector<directus::item> rows);
    void schedule_sweep();
    boost::asio::awaitable<void> sweep(unsigned round);
    base::secret another_token() const;

    context& shared_;
    directory& directory_;
    std::string scope_;
    origin find_origin_;
    bridge::timeline timeline_;
    bridge::change_limit change_limit_;
    reaction_feed reactions_;
    std::vector<upstream*> members_;                // in the order they came
    std::unordered_set<directus::user_id> readers_; // the same
    upstream* carrier_ = nullptr;
    const upstream* preferred_ = nullptr;
    base::time_point prefer_again_at_{};
    unsigned round_ = 0; // counts carriers: what belongs to an earlier one is stale
    base::time_point broken_at_{};
    base::wall_time away_since_;
    bool live_ = false; // read back, and going on
    // Nothing waits for it any longer. It does not start again with each carrier whose feed breaks.
    std::optional<base::time_point> catch_up_by_;
    bool was_live_ = false; // at any time
    bool announced_away_ = false;
    std::deque<event> events_;
    std::unordered_map<directus::user_id, std::vector<bridge::said>> early_; // rows, by author
    bool showing_ = false;
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
    net::alarm away_alarm_;
    net::alarm catch_up_alarm_;
    net::alarm retry_alarm_;
    net::alarm sweep_alarm_;
    net::task_group tasks_;
    bool stopping_ = false;
};

} // namespace server
