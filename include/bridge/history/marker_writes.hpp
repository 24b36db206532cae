// Whose read markers are to be written to Directus, and when: for each user one write at a time and few of
// them, with the marker as it is by then.
#pragma once

#include "base/clock.hpp"
#include "base/ids.hpp"

#include <optional>
#include <unordered_map>
#include <vector>

namespace bridge {

class marker_writes {
public:
    static constexpr base::duration interval = std::chrono::seconds(3); // between two of one user

    void moved(const base::user_id& whose);
    // Those that are due: each is taken to be under way until done().
    std::vector<base::user_id> start(base::time_point now);
    // However long they would have to wait.
    std::vector<base::user_id> start_all();
    void done(const base::user_id& whose, base::time_point now);
    // Something of his has still to be written.
    bool has(const base::user_id& whose) const;
    std::optional<base::time_point> deadline() const;

private:
    struct state {
        bool moved = false;
        bool under_way = false;
        base::time_point not_before{};
    };
    std::unordered_map<base::user_id, state> users_;
};

} // namespace bridge
