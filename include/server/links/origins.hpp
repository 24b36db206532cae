// Which client of ours sent a row, where one did.
#pragma once

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "bridge/channel/room.hpp"
#include "bridge/rows/change.hpp"
#include "directus/types.hpp"
#include "server/people/authors.hpp"
#include "server/people/directory.hpp"

#include <vector>

namespace server {

class links;

class origins {
public:
    // All have to outlive it.
    origins(bridge::room& room, directory& names, const authors& named, links& users)
        : room_(room)
        , directory_(names)
        , authors_(named)
        , links_(users)
    {
    }

    // The row as what its author said: asked in the order of the rows, as of several with one text each is of
    // one line. Call settle() once what they lead to is shown.
    bridge::said of(directus::item row);
    // The same of rows that were read at `now`, by Directus's clock.
    std::vector<bridge::said> of(std::vector<directus::item> rows, base::wall_time now);
    // Creates whose outcome was open, and whose rows have come, end.
    void settle();

private:
    directus::user_id author_of_named(const directus::item& row) const; // empty: none of ours

    bridge::room& room_;
    directory& directory_;
    const authors& authors_;
    links& links_;
    std::vector<directus::user_id> to_settle_;
};

} // namespace server
