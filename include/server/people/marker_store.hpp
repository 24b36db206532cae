// Read markers in a Directus collection, which a person's devices and gateways share: read at his logins,
// written when they have moved, each with his own token. Memory serves whatever becomes of that.
#pragma once

#include "bridge/history/marker_writes.hpp"
#include "net/alarm.hpp"
#include "net/task_group.hpp"
#include "server/context.hpp"

#include <boost/asio/awaitable.hpp>

#include <functional>

namespace server {

class marker_store {
public:
    // The access token of somebody who is logged in; empty for others.
    using token_of = std::function<base::secret(const base::user_id&)>;

    marker_store(context& shared, token_of tokens);

    // At a login, which does not wait for long. Nothing where no collection is configured.
    boost::asio::awaitable<void> learn(base::user_id user, base::secret token);
    // His marker has moved.
    void moved(const base::user_id& user);
    // Something of his has still to be written.
    bool has(const base::user_id& user) const { return writes_.has(user); }
    // Writes what is left, while Directus answers. Call once, before destruction.
    boost::asio::awaitable<void> stop();

private:
    directus::read_marker::place place_of(const base::user_id& user) const;
    void fired();
    boost::asio::awaitable<void> write(base::user_id user, base::secret token);
    async_result<void> bring_up_to_date(base::user_id user, base::secret token);
    void ended(const base::user_id& user, const base::result<void>& how);

    context& shared_;
    token_of tokens_;
    bridge::marker_writes writes_;
    bool failing_ = false; // since the last success
    bool stopping_ = false;
    net::alarm alarm_;
    net::task_group tasks_;
};

} // namespace server
