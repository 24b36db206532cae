// What clients change of rows that are there: over REST, in their users' names.
#pragma once

#include "net/task_group.hpp"
#include "server/context.hpp"
#include "server/links/links.hpp"

#include <boost/asio/awaitable.hpp>

namespace server {

class changes {
public:
    // Both have to outlive it.
    changes(context& shared, links& users);

    // Deletes the row; answered with row_delivery::redacted().
    void ask(bridge::ask::redact what);
    // Writes another text; answered with corrections::answered().
    void ask(bridge::ask::correct what);
    // errc::not_found where the token's owner can read no such row.
    async_result<directus::item> find_row(base::secret token, directus::item_id id);

    // Call once, before destruction.
    boost::asio::awaitable<void> stop();

private:
    boost::asio::awaitable<void> redact(bridge::ask::redact what);
    boost::asio::awaitable<void> correct(bridge::ask::correct what);
    boost::asio::awaitable<bridge::ask::outcome> rewrite(bridge::ask::correct what);

    context& shared_;
    links& links_;
    net::task_group tasks_;
};

} // namespace server
