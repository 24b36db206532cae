// What becomes of rows of the past that clients are shown.
#pragma once

#include "base/clock.hpp"
#include "bridge/channel/client.hpp"
#include "bridge/history/past_row.hpp"
#include "bridge/rows/change.hpp"

#include <vector>

namespace bridge {

class past_receiver {
public:
    // What came live while the client waited for its history.
    virtual void deliver_held(client& to, const shared_change& what, base::wall_time wall) = 0;
    virtual void rows_found(const std::vector<past_row>& rows, base::wall_time wall) = 0;
    virtual void row_shown(const directus::item& row) = 0;
    virtual void history_shown(client& to) = 0; // all of it

protected:
    ~past_receiver() = default;
};

} // namespace bridge
