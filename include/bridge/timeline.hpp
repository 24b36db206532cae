// The rows of one scope as they go to the clients: each once, whether it came as an event, as the answer to a
// create of ours, or was read back after a gap. A machine without clock; times are Directus's own.
#pragma once

#include "base/clock.hpp"
#include "directus/types.hpp"

#include <deque>
#include <unordered_set>
#include <vector>

namespace bridge {

class timeline {
public:
    using rows = std::vector<directus::item>;

    // `start`: Directus's time when the scope began; rows before it are history, not news. `overlap`: how far
    // behind the last proof a read-back reaches, and how long keys are remembered.
    timeline(base::wall_time start, base::duration overlap);

    // The feed is not proved: live rows are held until replayed().
    void hold();
    // A live event, or the answer to a create. Gives what is to be shown now.
    rows received(directus::item row);
    // A row of ours that the answer has brought: shown even while the feed is held.
    rows confirmed(directus::item row);
    // What was read back, oldest first: those not yet shown, then those held. `missed` counts the former.
    rows replayed(rows read_back, std::size_t& missed);

    // The feed was alive at this time of Directus's; while it is held that proves nothing. To be called while
    // rows come, too: keys are forgotten here.
    void proved(base::wall_time now);
    // Where a read-back has to begin.
    base::wall_time cursor() const { return proved_ - overlap_; }
    bool holding() const { return holding_; }

private:
    bool see(const directus::item& row); // false where it was seen before
    void forget();

    base::wall_time start_;
    base::wall_time proved_;
    base::duration overlap_;
    bool holding_ = true;
    rows held_;
    std::unordered_set<directus::item_id> seen_;
    struct seen_at {
        directus::item_id id;
        base::wall_time when; // the proof that followed; not known yet for the last `unproved_`
    };
    std::deque<seen_at> order_;
    std::size_t unproved_ = 0;
};

} // namespace bridge
