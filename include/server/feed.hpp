// One subscription for everyone who may read the same rows (a scope): it rides on one member's link, moves
// when that link goes, and reads back what was missed.
#pragma once

#include "bridge/timeline.hpp"
#include "net/alarm.hpp"
#include "net/task_group.hpp"
#include "server/context.hpp"
#include "server/directory.hpp"
#include "server/upstream.hpp"

#include <boost/asio/awaitable.hpp>

#include <deque>
#include <string>
#include <unordered_set>
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

    // What happened on a member's link.
    void link_live(upstream& of);
    void link_down(upstream& of);
    void subscribed(upstream& of);
    void broken(upstream& of);
    void arrived(upstream& of, std::vector<directus::item> rows);
    // A row of a member, from the answer to its create.
    void stored(bridge::said what);

    boost::asio::awaitable<void> stop();

private:
    void choose_carrier();
    void lose_carrier();
    boost::asio::awaitable<void> read_back(unsigned round);
    boost::asio::awaitable<base::result<std::vector<directus::item>>> missed_rows(base::secret token);
    boost::asio::awaitable<void> show_arrived();
    void show(bridge::said what);
    void announce(const std::string& text);
    bridge::room::audience readers() const;

    context& shared_;
    directory& directory_;
    std::string scope_;
    origin find_origin_;
    bridge::timeline timeline_;
    std::vector<upstream*> members_;                // in the order they came
    std::unordered_set<directus::user_id> readers_; // the same
    upstream* carrier_ = nullptr;
    unsigned round_ = 0; // counts carriers: what belongs to an earlier one is stale
    base::time_point broken_at_{};
    bool live_ = false; // read back, and going on
    bool announced_away_ = false;
    std::deque<directus::item> arrived_;
    bool showing_ = false;
    net::alarm away_alarm_;
    net::alarm retry_alarm_;
    net::task_group tasks_;
    bool stopping_ = false;
};

} // namespace server
