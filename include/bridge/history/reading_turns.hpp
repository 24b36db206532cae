// Pages and searches that users wait for: of each user one at a time, over all their clients, in the order in
// which they asked, and a bounded number. A client that still takes a large answer waits with its next one;
// its user's other clients do not wait for it.
#pragma once

#include "base/ids.hpp"

#include <cstddef>
#include <deque>
#include <optional>
#include <unordered_map>
#include <vector>

namespace bridge {

class reading_turns {
public:
    static constexpr std::size_t most = 32; // of a user, the one under way included

    struct turn {
        enum class kind { page, search };
        base::client_id who;
        kind what;
        friend bool operator==(const turn&, const turn&) = default;
    };

    bool is_full(const base::user_id& user) const;
    // Returns whether it begins at once. Pre: !is_full(user).
    bool add(const base::user_id& user, turn of);
    // The one under way is over. Returns the user's next, which begins now.
    std::optional<turn> ended(turn of);
    // The client's next ones wait until it has taken the answer to this one. Returns what begins then.
    void hold(const base::user_id& user, base::client_id who);
    std::optional<turn> taken(const base::user_id& user, base::client_id who);
    // Forgets what waits for this client; what is under way has to end yet.
    void left(const base::user_id& user, base::client_id who);

private:
    struct turns {
        std::optional<turn> under_way;
        std::deque<turn> waiting;
        std::vector<base::client_id> taking; // that their next ones wait for
    };

    std::optional<turn> next(std::unordered_map<base::user_id, turns>::iterator at);

    std::unordered_map<base::user_id, turns> of_users_;
};

} // namespace bridge
