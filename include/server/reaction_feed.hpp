// The reactions that the readers of one feed are shown: from a subscription beside that of the rows, on the
// same link; those that were missed are read back by their date.
#pragma once

#include "bridge/reactions.hpp"
#include "net/alarm.hpp"
#include "net/task_group.hpp"
#include "server/context.hpp"
#include "server/directory.hpp"
#include "server/upstream.hpp"

#include <boost/asio/awaitable.hpp>

#include <deque>
#include <optional>
#include <unordered_set>
#include <variant>
#include <vector>

namespace server {

class reaction_feed {
public:
    // `readers` are those of the feed; of them these may read reactions.
    reaction_feed(context& shared, directory& names, bridge::room::audience readers);

    // Whose link carries the feed and subscribes, if any; until now what came was complete.
    void carried_by(upstream* member);
    void subscribed(upstream& of);
    void broken(upstream& of);
    void arrived(upstream& of, std::vector<directus::reaction> made);
    void removed(upstream& of, std::vector<directus::item_id> keys);
    // What a reader did, from the answer to it.
    void made(const directus::reaction& what);
    void undone(const directus::reaction& what);
    // What a reader was shown of the history: that it is gone is then worth telling.
    void shown_as_history(const directus::reaction& what) { known_.made(what); }

    boost::asio::awaitable<void> stop();

private:
    using event = std::variant<directus::reaction, directus::item_id>;

    void happened(upstream& of, std::vector<event> events);
    boost::asio::awaitable<void> show_events();
    boost::asio::awaitable<void> learn_authors(std::vector<directus::reaction> of);
    void show(const directus::reaction& what, bool undone);
    void gone(const directus::item_id& key);
    boost::asio::awaitable<void> read_back(unsigned round);
    boost::asio::awaitable<bool> read_missed(unsigned round);
    boost::asio::awaitable<bool> look_for_gone(unsigned round, std::unordered_set<directus::item_id> there);

    context& shared_;
    directory& directory_;
    bridge::room::audience readers_;
    bridge::reactions known_;
    upstream* carrier_ = nullptr;
    unsigned round_ = 0; // counts carriers
    bool live_ = false;
    std::optional<base::wall_time> started_; // by Directus's clock: nothing before is news
    base::wall_time cursor_;                 // everything dated before it is known
    std::deque<event> events_;
    bool showing_ = false;
    bool stopping_ = false;
    net::alarm retry_alarm_;
    net::task_group tasks_;
};

} // namespace server
