// Finds the place of a row or of a time in the order of (date, key), and the times that rows are shown with.
#pragma once

#include "bridge/history/past_row.hpp"
#include "irc/history_query.hpp"
#include "server/rest/rest_client.hpp"
#include "server/rest/row_place.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstddef>
#include <optional>
#include <vector>

namespace server {

class row_places {
public:
    using messages = std::vector<bridge::past_row>;

    // Reads with this token.
    row_places(rest_client& rest, base::secret token)
        : rest_(rest)
        , token_(std::move(token))
    {
    }
    void renew(base::secret token) { token_ = std::move(token); }

    // errc::not_found for a msgid that no row has.
    async_result<row_place> find(irc::history_query::selector what);
    // Reads keys and dates of rows, oldest first; there may be more where they are most_keys.
    static constexpr std::size_t most_keys = 10'000;
    async_result<std::vector<directus::item>> keys(base::wall_time from, base::wall_time end);
    // Reads the date of the newest row that so many others follow; empty where there are not so many.
    async_result<std::optional<base::wall_time>> date_before(std::size_t newest);

    // Returns the messages among these rows, oldest first, with the times that they are shown with. Those of
    // the first `extra` depend on rows before them, and are left out where a gap behind one of these rows
    // shows that it is so much older that it does not matter. `is_first`: no row before these matters.
    async_result<messages> with_times(std::vector<directus::item> rows, std::size_t extra, bool is_first);
    // The same; the row before these was shown with `before`.
    messages timed(std::vector<directus::item> rows, std::optional<base::wall_time> before) const;
    // Returns whether the rows before these, all that are behind `lower`, are too old to matter, or there are
    // none.
    static bool is_behind_gap(const std::optional<row_place>& lower, const std::vector<directus::item>& rows);

private:
    async_result<row_place> find_row(directus::item_id id);
    // Finds the first row that is shown at that time or later; the row itself is left out where the time is
    // its own.
    async_result<row_place> find_time(base::wall_time time);
    // Returns the time that the row before this one is shown with: empty where it is so much older that it
    // does not matter.
    async_result<std::optional<base::wall_time>> time_before(directus::item row);

    rest_client& rest_;
    base::secret token_;
};

} // namespace server
