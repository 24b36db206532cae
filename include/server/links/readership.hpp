// The members who share a feed, and which of them may carry it.
#pragma once

#include "base/ids.hpp"
#include "base/secret.hpp"

#include <cstddef>
#include <unordered_set>
#include <vector>

namespace server {

class upstream;

class readership {
public:
    void add(upstream& member);
    bool remove(upstream& member); // false where it is none
    bool is_empty() const { return members_.empty(); }
    std::size_t size() const { return members_.size(); }
    bool has(const base::user_id& user) const { return users_.contains(user); }
    // In the order in which they are asked to carry; at first that in which they came.
    const std::vector<upstream*>& all() const { return members_; }

    // The member who carries the subscription when its link is live, before the others; null: none.
    void prefer(const upstream* member) { preferred_ = member; }
    // The subscription broke with this member's link: the others are asked before it. Pre: a member
    void put_last(upstream& member);

    // A member whose link is live; null: none. `may_prefer`: the preferred one before the others.
    upstream* live_one(bool may_prefer) const;
    // A member who may poll; null: none. Where the subscription is given up a live link is no obstacle.
    upstream* polling_one(bool is_given_up) const;
    bool any_can_store() const;
    // Lets the lines of all members go out where they may.
    void proceed() const;
    // The access token of another member than this, if there is one.
    base::secret token_of_another(const upstream& member) const;

private:
    std::vector<upstream*> members_;
    std::unordered_set<base::user_id> users_; // those of members_
    const upstream* preferred_ = nullptr;
};

} // namespace server
