// Who reads what live: one feed for those whose permissions show them the same rows (a scope).
#pragma once

#include "net/task_group.hpp"
#include "server/context.hpp"
#include "server/links/feed.hpp"
#include "server/links/origins.hpp"
#include "server/links/upstream.hpp"
#include "server/people/directory.hpp"

#include <boost/asio/awaitable.hpp>

#include <map>
#include <memory>
#include <string>
#include <unordered_map>

namespace server {

class feeds {
public:
    // All have to outlive it.
    feeds(context& shared, directory& names, origins& senders);

    // Into the feed of what its user may read now; lines of theirs may go out then.
    void place(upstream& member);
    void remove(upstream& member);

    // Null and empty for users who may not read.
    feed* of(const directus::user_id& user) const;
    const std::string& scope_of(const directus::user_id& user) const;
    // By scope.
    const std::map<std::string, std::unique_ptr<feed>>& all() const { return all_; }

    void sweep(); // those that nobody reads any more
    // Call once, before destruction.
    boost::asio::awaitable<void> stop();

private:
    boost::asio::awaitable<void> retire(std::unique_ptr<feed> gone);

    context& shared_;
    directory& directory_;
    origins& origins_;
    std::map<std::string, std::unique_ptr<feed>> all_;
    std::unordered_map<directus::user_id, std::string> scopes_; // of those who may read
    net::task_group tasks_;
};

} // namespace server
