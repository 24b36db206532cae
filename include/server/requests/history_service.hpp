// What clients read of the past: the rows pushed after a JOIN, pages, and searches. Each is read with its
// user's token, as they may see it.
#pragma once

#include "bridge/history/past_row.hpp"
#include "net/task_group.hpp"
#include "server/context.hpp"
#include "server/links/links.hpp"
#include "server/links/recovery_watch.hpp"
#include "server/people/directory.hpp"
#include "server/requests/reaction_store.hpp"
#include "server/requests/recent_history.hpp"

#include <boost/asio/awaitable.hpp>

#include <optional>
#include <span>
#include <string>

namespace server {

class history_service final : private recent_history::source {
public:
    // All have to outlive it.
    history_service(context& shared, directory& names, links& users, reaction_store& reactions,
                    recovery_watch& recovery);

    // Answered with pushed_history::read(), history_pages::page() and history_pages::found().
    void ask(bridge::ask::read_history what);
    void ask(bridge::ask::read_page what);
    void ask(bridge::ask::find_rows what);

    // Call once, before destruction.
    boost::asio::awaitable<void> stop();

private:
    std::string scope_of(bridge::client_id who) const override;
    boost::asio::awaitable<base::result<recent_history::rows>> read(recent_history::asker what) override;
    boost::asio::awaitable<base::result<recent_history::part>> read_part(recent_history::asker what) override;
    boost::asio::awaitable<std::optional<base::wall_time>> find_start(recent_history::asker what) override;
    boost::asio::awaitable<bridge::part_of_past> count_older(recent_history::asker what,
                                                             base::wall_time end) override;
    void answer(const recent_history::asker& one, const base::result<recent_history::rows>& found,
                bridge::part_of_past own) override;
    // What `read` gets, however long Directus is away, with the rows' authors; while Directus answers others,
    // with `most` tries.
    template <class Result, class Read>
    boost::asio::awaitable<base::result<Result>> read_for(bridge::client_id who, unsigned most, Read read);
    boost::asio::awaitable<void> read_page(bridge::ask::read_page what);
    boost::asio::awaitable<void> find_rows(bridge::ask::find_rows what);
    // The authors of these rows, read as `reader`, to whose feed the newest are known then.
    boost::asio::awaitable<void> learn(base::user_id reader, base::secret token,
                                       std::span<const bridge::past_row> rows, bool is_newest);
    const upstream* link_of(bridge::client_id client) const; // null where either has gone

    context& shared_;
    directory& directory_;
    links& links_;
    reaction_store& reactions_;
    recovery_watch& recovery_;
    recent_history recent_;
    net::task_group tasks_;
};

} // namespace server
