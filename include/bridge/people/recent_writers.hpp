// Users who wrote through Directus a moment ago, and until when they count as present.
#pragma once

#include "base/clock.hpp"
#include "base/ids.hpp"

#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

namespace bridge {

class recent_writers {
public:
    // Adds the user, or moves their time where this one is later.
    void add(const base::user_id& user, base::time_point until);
    // Removes those whose time has come and returns them.
    std::vector<base::user_id> take_due(base::time_point now);
    // Returns the earliest time; empty for none.
    std::optional<base::time_point> deadline() const;

private:
    std::map<base::user_id, base::time_point> until_;
    std::set<std::pair<base::time_point, base::user_id>> in_order_; // the same
};

} // namespace bridge
