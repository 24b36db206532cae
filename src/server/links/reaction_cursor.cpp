#include "server/links/reaction_cursor.hpp"

#include "server/rest/feed_times.hpp"

#include <algorithm>

namespace server {

bool reaction_cursor::try_start()
{
    if (started_)
        return false;
    started_ = known_until_ = moment_at(base::steady_now());
    return true;
}

base::wall_time reaction_cursor::missed_since(base::duration overlap) const
{
    return std::max(date_of(*started_), date_of(known_until_) - clock_error - overlap);
}

base::wall_time reaction_cursor::date_of(const moment& of) const
{
    return std::min(of.wall, clock_.directus_at(of.at));
}

} // namespace server
