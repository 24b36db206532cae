// Pages and searches that users wait for: of each user one at a time, over all their clients, in the order in
// which they asked, and a bounded number. A client that still takes a large answer waits with its next one;
// its user's other clients do not wait for it.
#pragma once

#include "base/ids.hpp"
#include "bridge/channel/questions.hpp"

#include <cstddef>
#include <deque>
#include <optional>
#include <unordered_map>
#include <variant>
#include <vector>

namespace bridge {

class reading_turns {
public:
    static constexpr std::size_t most = 32; // of a user, the one under way included

    using request = std::variant<ask::read_page, ask::find_rows>;

    bool is_full(const base::user_id& user) const;
    // Returns the request where it begins at once. Pre: !is_full(user).
    std::optional<request> add(const base::user_id& user, request of);
    // The one under way is over. Returns the user's next, which begins now.
    std::optional<request> ended(const request& of);
    // The client's next requests wait until taken().
    void hold(const base::user_id& user, base::client_id who);
    // The client has taken the answer. Returns the request that begins now.
    std::optional<request> taken(const base::user_id& user, base::client_id who);
    // Forgets what waits for this client; what is under way has to end yet.
    void left(const base::user_id& user, base::client_id who);

private:
    struct turns {
        std::optional<request> under_way;
        std::deque<request> waiting;
        std::vector<base::client_id> taking; // that their next ones wait for
    };

    std::optional<request> next(std::unordered_map<base::user_id, turns>::iterator at);

    std::unordered_map<base::user_id, turns> of_users_;
};

} // namespace bridge
