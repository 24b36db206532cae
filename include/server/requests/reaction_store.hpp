// What clients do with reactions in a Directus collection, over REST and each in his own name: making one,
// taking one back, and having them shown with the history.
#pragma once

#include "bridge/history/past_row.hpp"
#include "net/task_group.hpp"
#include "server/context.hpp"
#include "server/links/links.hpp"
#include "server/requests/changes.hpp"

#include <boost/asio/awaitable.hpp>

#include <deque>
#include <unordered_map>
#include <vector>

namespace server {

class reaction_store {
public:
    // All have to outlive it.
    reaction_store(context& shared, links& users, changes& rows);

    // In the order of each user's own, one at a time; answered with reaction_requests::answered().
    void ask(bridge::ask::react what);
    // Adds the reactions to these rows, where the client wants them and its user may read them.
    boost::asio::awaitable<void> add_to(std::vector<bridge::past_row>& rows, bridge::client_id reader);
    boost::asio::awaitable<void> stop();

private:
    struct answer {
        directus::reaction what;
        bridge::ask::outcome how;
        bool is_news = false; // it was made, or taken back
    };

    boost::asio::awaitable<void> work(base::user_id user);
    boost::asio::awaitable<answer> perform(bridge::ask::react what);
    boost::asio::awaitable<answer> make(bridge::ask::react what, base::secret token);
    boost::asio::awaitable<answer> undo(std::vector<directus::reaction> which, base::secret token);

    context& shared_;
    links& links_;
    changes& rows_;
    std::unordered_map<base::user_id, std::deque<bridge::ask::react>> asked_; // the first is under way
    bool stopping_ = false;
    net::task_group tasks_;
};

} // namespace server
