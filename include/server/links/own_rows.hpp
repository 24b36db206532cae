// Rows that this gateway's users create, as far as their events and answers are not complete: rows whose
// events came before the others of their create, and rows whose events are still to come. A machine.
#pragma once

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "bridge/rows/change.hpp"
#include "directus/types.hpp"

#include <deque>
#include <optional>
#include <unordered_map>
#include <vector>

namespace server {

class own_rows {
public:
    // The event of a row has come. Returns the rows that are shown now, in their order: none before the last
    // event of the create, so that the rows of one create keep their order. (Where an event stays out, the
    // answer or a sweep brings the rows.)
    std::vector<bridge::said> gather(bridge::said row);
    // The answer to its create shows this row. Returns true where it waited for the others, and drops it.
    bool drop_gathered(const directus::item& row);

    // The row was stored: its event is due at this time.
    void expect(const directus::item_id& id, base::time_point by) { expected_.push_back({id, by}); }
    void arrived(const directus::item_id& id);
    // Drops rows whose events are overdue.
    void expire(base::time_point now);
    std::optional<base::time_point> deadline() const; // of the first event

    void clear();

private:
    struct expected {
        directus::item_id id;
        base::time_point by;
    };
    std::unordered_map<directus::user_id, std::vector<bridge::said>> gathered_; // by author
    std::deque<expected> expected_;                                             // in the order of their times
};

} // namespace server
