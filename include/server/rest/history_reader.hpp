// Pages of the collection as CHATHISTORY and SEARCH ask for them, straight from Directus and with the asker's
// rights. https://ircv3.net/specs/extensions/chathistory
#pragma once

#include "bridge/history/past_row.hpp"
#include "irc/history_query.hpp"
#include "irc/search_query.hpp"
#include "server/rest/rest_client.hpp"
#include "server/rest/row_places.hpp"
#include "server/rest/row_walk.hpp"

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
        , token_(token)
        , files_(which)
        , places_(rest, std::move(token))
    {
    }

    // Oldest first, without rows that are no messages: fewer than asked for mean that there are no more.
    // errc::not_found for a msgid that no row has.
    async_result<bridge::past_page> read(irc::history_query what);
    // The newest `limit`, and all that are dated `since` or later, of more than `most` the newest: clients
    // must not miss what is said while they are away, or wait. A call that failed is gone on with by the next
    // one, which has to be for the same.
    async_result<messages> recent(std::size_t limit, base::wall_time since, std::size_t most);
    // The oldest that are dated `since` or later, about so many: of each date all, up to 10,000, or none. It
    // is gone on with, too.
    struct part {
        messages rows;
        std::optional<base::wall_time> next{}; // further rows, if any, are dated then or later
    };
    async_result<part> missed(base::wall_time since, std::size_t limit);
    void renew(const base::secret& token)
    {
        token_ = token;
        places_.renew(token);
    }
    // Rows that recent() or missed() has got so far: larger from call to call where it gets on.
    std::size_t progress() const { return unfinished_ ? unfinished_->rows().size() : 0; }
    // Oldest first; of more than the limit the newest, or the oldest where the search goes on from a time.
    // Rows of one date are numbered among those found alone. errc::too_large where `most` rows are read, most
    // of which are no messages, and there may be more.
    async_result<messages> search(irc::search_query what, std::optional<directus::user_id> author,
                                  std::size_t most);

private:
    using bound = row_walk::bound;

    std::size_t wanted_of(std::size_t limit) const; // messages to read for a page of so many
    // Reads the walk's further pages; the rows read so far stay in it where that fails.
    async_result<void> go_on_with(row_walk& walk, std::size_t limit);
    async_result<bridge::past_page> newest(bound lower, bound upper, std::size_t limit);
    async_result<bridge::past_page> oldest(bound lower, bound upper, std::size_t limit);
    async_result<bridge::past_page> around(row_place middle, std::size_t limit);
    // The pages that these walks, to older and to newer rows, are for.
    async_result<bridge::past_page> page_of(row_walk done, bound lower, std::size_t limit);
    async_result<bridge::past_page> page_behind(row_walk done, bound lower, std::size_t limit);

    rest_client& rest_;
    base::secret token_;
    directus::files files_;
    row_places places_;
    std::optional<row_walk> unfinished_{}; // of recent() or missed()
};

} // namespace server
