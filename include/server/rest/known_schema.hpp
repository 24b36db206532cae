// The collection and its fields in force: as configured, then as found in Directus. Rows tell the rest: that
// its dates have no zone (which is Directus's own then, and has to be found out), and that its authors are
// plain text.
#pragma once

#include "base/clock.hpp"
#include "directus/types.hpp"
#include "server/rest/query_sender.hpp"
#include "server/rest/request_sender.hpp"

#include <boost/asio/awaitable.hpp>

#include <optional>
#include <vector>

namespace server {

class known_schema {
public:
    // Both senders have to outlive it.
    known_schema(directus::schema configured, request_sender& sender, query_sender& queries)
        : sender_(sender)
        , queries_(queries)
        , shape_(std::move(configured))
    {
    }

    const directus::schema& shape() const { return shape_; }
    directus::schema shape_with(directus::files which) const;
    void adopt(directus::schema found)
    {
        shape_ = std::move(found);
        shape_.date_offset = zone_.value_or(base::duration::zero());
    }

    // Finds out Directus's zone, unless it was looked for within seconds. `row`: one whose date has no zone.
    boost::asio::awaitable<void> find_zone(base::secret token, std::optional<directus::item> row = {});
    // Rows just read: learns what they tell, then turns dates without a zone into UTC, and authors that are
    // no users into names.
    boost::asio::awaitable<void> adapt(base::secret token, base::result<std::vector<directus::item>>& rows);
    // The same for rows from a WebSocket, without a question to Directus.
    void adapt(std::vector<directus::item>& rows);
    // The same for rows that were created just now: they tell the zone.
    void adapt_fresh(std::vector<directus::item>& rows);

private:
    boost::asio::awaitable<base::duration> choose_zone(base::secret token, std::vector<base::duration> from,
                                                       std::optional<directus::item> row);
    void place(std::vector<directus::item>& rows) const;
    void look_at_authors(const std::vector<directus::item>& rows);
    void zone_is(base::duration offset);

    request_sender& sender_;
    query_sender& queries_;
    directus::schema shape_;
    std::optional<base::duration> zone_; // where dates have none: Directus's, as found at …
    std::optional<base::time_point> zone_asked_at_;
    bool zone_missed_ = false; // it could not be found, as the log has it
};

} // namespace server
