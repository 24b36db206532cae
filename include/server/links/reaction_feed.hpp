// The reactions that the readers of one feed are shown: from a subscription beside that of the rows, on the
// same link; those that were missed are read back by their date.
#pragma once

#include "bridge/changes/reactions.hpp"
#include "net/alarm.hpp"
#include "net/task_group.hpp"
#include "server/context.hpp"
#include "server/links/carrier.hpp"
#include "server/links/reaction_cursor.hpp"
#include "server/links/upstream.hpp"
#include "server/people/directory.hpp"

#include <boost/asio/awaitable.hpp>

#include <unordered_set>
#include <variant>
#include <vector>

namespace server {

class reaction_feed {
public:
    // `readers` are those of the feed; of them these may read reactions.
    reaction_feed(context& shared, directory& names, bridge::member_filter readers);

    // Whose link carries the feed and subscribes, or with whose session it is polled; until now what came was
    // complete.
    void carried_by(upstream& member, bool is_polled);
    void carrier_lost();
    void subscribed(upstream& of);
    void broken(upstream& of);
    // Reads what came, and with `whole` as far back as after a gap, and which of them are gone. Pre: it is
    // carried by polls.
    void poll(bool whole);
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

    bool listens_to(const upstream& one) const;
    void happened(upstream& of, std::vector<event> events);
    boost::asio::awaitable<void> show_events();
    boost::asio::awaitable<void> learn_authors(std::vector<directus::reaction> of);
    void show(const directus::reaction& what, bool undone);
    void gone(const directus::item_id& key);
    boost::asio::awaitable<void> read_back(unsigned round);
    boost::asio::awaitable<void> read_anew(unsigned round, bool whole);
    boost::asio::awaitable<bool> read_missed(unsigned round, base::duration back, bool gone);
    boost::asio::awaitable<bool> look_for_gone(unsigned round, std::unordered_set<directus::item_id> there);

    context& shared_;
    directory& directory_;
    bridge::member_filter readers_;
    bridge::reactions known_;
    carrier carrier_;
    bool is_live_ = false;
    reaction_cursor cursor_; // while it is polled: of the last poll
    std::vector<event> events_;
    bool is_showing_ = false;
    bool is_polling_ = false;
    net::alarm retry_alarm_;
    net::task_group tasks_;
};

} // namespace server
