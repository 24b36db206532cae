// Pages of the collection as CHATHISTORY and SEARCH ask for them, straight from Directus and with the asker's
// rights. https://ircv3.net/specs/extensions/chathistory
#pragma once

#include "bridge/past_row.hpp"
#include "irc/history_query.hpp"
#include "irc/search_query.hpp"
#include "server/rest_client.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace server {

class history_reader {
public:
    using messages = std::vector<bridge::past_row>;

    // Reads with this token, whose owner may read so much of rows' files.
    history_reader(rest_client& rest, base::secret token, directus::files which)
        : rest_(rest)
        , token_(std::move(token))
        , files_(which)
    {
    }

    // Oldest first, without rows that are no messages: fewer than asked for mean that there are no more.
    // errc::not_found for a msgid that no row has.
    async_result<messages> read(irc::history_query what);
    // The newest `limit`, and all that are dated `since` or later: who came then must not miss what is said
    // while he waits for them.
    async_result<messages> recent(std::size_t limit, base::wall_time since);
    // Oldest first; of more than the limit the newest, or the oldest where the search goes on from a time.
    // Rows of one date are numbered among those found alone.
    async_result<messages> search(irc::search_query what, std::optional<directus::user_id> author);

private:
    // A place in the order of (date, key): before a row or behind it. Directus cannot compare UUIDs, so that
    // a row's place among those of its date is told by its number.
    struct place {
        base::wall_time date;
        std::size_t before = 0; // rows of this date that come before the place's row …
        std::size_t from = 0;   // … and the first that comes behind it
        std::size_t size = 0;   // rows of this date
    };
    using bound = std::optional<place>;

    async_result<place> find(irc::history_query::selector what);
    async_result<place> find_row(directus::item_id id);
    async_result<place> find_time(base::wall_time time);
    async_result<std::optional<base::wall_time>> time_before(directus::item row);
    async_result<std::vector<directus::item>> keys(base::wall_time from, base::wall_time end);

    async_result<messages> newest(bound lower, bound upper, std::size_t limit);
    async_result<messages> oldest(bound lower, bound upper, std::size_t limit);
    async_result<messages> around(place middle, std::size_t limit);

    rest_client& rest_;
    base::secret token_;
    directus::files files_;
};

} // namespace server
