// The users whom Directus creates and renames, for the whole gateway: one subscription on the link of a user
// who may read all of them, as what a name is does not depend on who reads it; room and roster decide who is
// shown it. What the subscription misses is read at intervals (directus.people), also where there is no
// WebSocket.
#pragma once

#include "base/errc.hpp"
#include "directus/types.hpp"
#include "net/alarm.hpp"
#include "net/task_group.hpp"
#include "server/context.hpp"
#include "server/links/carrier.hpp"
#include "server/links/readership.hpp"
#include "server/people/directory.hpp"

#include <boost/asio/awaitable.hpp>

#include <unordered_set>
#include <vector>

namespace server {

class upstream;

class user_feed {
public:
    // Both have to outlive it.
    user_feed(context& shared, directory& names);

    // What this user may do is known, or has changed: with permission to read all users they may carry.
    void place(upstream& member);
    void remove(upstream& member); // nothing where it is not placed
    // Whose link carries rather than the others'.
    void prefer(const upstream* member) { members_.prefer(member); }

    // What happened on a link.
    void link_live(upstream& of);
    void link_down(upstream& of);
    void subscribed(upstream& of);
    void broken(upstream& of, const base::error_code& why);
    void arrived(upstream& of, const std::vector<directus::person>& users);

    // Call once, before destruction.
    boost::asio::awaitable<void> stop();

private:
    void choose_carrier();
    void await_read();
    boost::asio::awaitable<void> read();

    context& shared_;
    directory& directory_;
    readership members_; // those who may carry
    carrier carrier_;
    std::unordered_set<directus::user_id> refused_; // by Directus, on this link, with these permissions
    net::alarm retry_alarm_;
    net::alarm read_alarm_;
    net::task_group tasks_;
};

} // namespace server
