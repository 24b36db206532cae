// Delivers what the subscriptions on a user's link bring: to the feed that the user reads, and users to
// theirs.
#pragma once

#include "directus/link.hpp"
#include "server/context.hpp"

#include <string>

namespace server {

class feed;
class upstream;
class user_feed;

class link_delivery {
public:
    // All have to outlive it.
    link_delivery(context& shared, upstream& member, user_feed& users)
        : shared_(shared)
        , member_(member)
        , users_(users)
    {
    }

    // Returns false where the action concerns no subscription. `target` is null where the user reads no feed.
    bool try_deliver(directus::link::action& action, feed* target);

private:
    bool try_deliver_rows(directus::link::action& action, feed* target);
    bool try_deliver_reactions(directus::link::action& action, feed* target);
    bool try_deliver_users(const directus::link::action& action);
    void live(directus::link::feed which, feed* target);
    void broken(directus::link::feed which, const base::error_code& why, feed* target);

    context& shared_;
    upstream& member_;
    user_feed& users_;
    std::string failure_; // as the log has it; empty since the subscription was last live
};

} // namespace server
