// The rows that clients are pushed when they join. Those of one scope who come while a read is under way
// share the next one, so that a crowd that comes at once costs Directus a few reads.
#pragma once

#include "bridge/room.hpp"
#include "net/task_group.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace server {

class recent_history {
public:
    struct asker {
        bridge::client_id who;
        std::size_t limit;     // the newest rows, so many of them …
        base::wall_time since; // … and all that are dated so or later
    };
    struct surroundings {
        // As bridge::scope_of() for the client's user; empty where he may not read, or has gone.
        std::function<std::string(bridge::client_id)> scope_of;
        // The rows as this client may read them, oldest first.
        std::function<boost::asio::awaitable<bridge::room::past>(asker)> read;
        std::function<void(bridge::client_id, const bridge::room::past&)> answer;
    };

    recent_history(boost::asio::any_io_executor executor, surroundings with);

    // Answered once, with rows of a read that begins now or later, and of the scope that the client has then.
    void ask(asker one);
    boost::asio::awaitable<void> stop();

private:
    using group = std::vector<asker>;

    boost::asio::awaitable<void> serve(std::string scope);
    boost::asio::awaitable<void> read_for(group askers, std::string scope);
    boost::asio::awaitable<void> read_alone(asker one);

    surroundings with_;
    std::map<std::string, group> waiting_; // by scope, of those that are being read
    net::task_group tasks_;
};

// How many of these rows, oldest first, the asker wants: the newest.
std::size_t wanted_by(const recent_history::asker& one, const std::vector<bridge::past_row>& rows);

} // namespace server
