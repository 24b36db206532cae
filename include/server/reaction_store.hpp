// What clients do with reactions in a Directus collection, over REST and each in his own name: making one,
// taking one back, and having them shown with the history.
#pragma once

#include "bridge/past_row.hpp"
#include "net/task_group.hpp"
#include "server/context.hpp"
#include "server/reaction_feed.hpp"

#include <boost/asio/awaitable.hpp>

#include <deque>
#include <functional>
#include <unordered_map>
#include <vector>

namespace server {

class reaction_store {
public:
    struct surroundings {
        // The access token of somebody who is logged in; empty for others.
        std::function<base::secret(const base::user_id&)> token_of;
        // errc::not_found where the token's owner can read no such row.
        std::function<async_result<directus::item>(base::secret, directus::item_id)> find_row;
        // Whose readers he is one of; null for none.
        std::function<reaction_feed*(const base::user_id&)> feed_of;
    };

    reaction_store(context& shared, surroundings with);

    // In the order of each user's own, one at a time; answered with room::reacted().
    void ask(bridge::room::react what);
    // Adds the reactions to these rows, where the client wants them and its user may read them.
    boost::asio::awaitable<void> add_to(std::vector<bridge::past_row>& rows, bridge::client_id reader);
    boost::asio::awaitable<void> stop();

private:
    struct answer {
        directus::reaction what;
        bridge::room::outcome how;
        bool is_news = false; // it was made, or taken back
    };

    boost::asio::awaitable<void> work(base::user_id user);
    boost::asio::awaitable<answer> perform(bridge::room::react what);
    boost::asio::awaitable<answer> make(bridge::room::react what, base::secret token);
    boost::asio::awaitable<answer> undo(std::vector<directus::reaction> which, base::secret token);

    context& shared_;
    surroundings with_;
    std::unordered_map<base::user_id, std::deque<bridge::room::react>> asked_; // the first is under way
    bool stopping_ = false;
    net::task_group tasks_;
};

} // namespace server
