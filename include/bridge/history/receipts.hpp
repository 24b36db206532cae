// What the clients that have gone had acknowledged: by user and by the USER name that tells the user's
// clients apart, for a day. Of clients that had acknowledged nothing, when they first joined.
#pragma once

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "bridge/history/acknowledged.hpp"

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace bridge {

class receipts {
public:
    static constexpr base::duration kept = std::chrono::hours(24);
    static constexpr std::size_t most_of_one_user = 16;

    struct visitor {
        acknowledged rows{};
        // Without rows: the first JOIN; what came since then has never arrived.
        std::optional<base::wall_time> first_join{};
    };
    // For a client that has come: empty for one that is not known. Where several of one name have gone, it
    // may be any of them, and what all of them have counts: for this one, and for those still away.
    visitor take(const base::user_id& user, const std::string& name, base::wall_time now);
    // Of a client that goes.
    void give_back(const base::user_id& user, const std::string& name, visitor left, base::wall_time now);

    // Of these users.
    void clock_set_back(base::duration by, const std::function<bool(const base::user_id&)>& of);

private:
    struct gone {
        std::string name;
        visitor who;
        base::wall_time until;
    };
    void forget_old(base::wall_time now);

    std::unordered_map<base::user_id, std::vector<gone>> users_; // the last who went at the end
};

} // namespace bridge
