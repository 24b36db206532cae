// Pages of the collection as CHATHISTORY and SEARCH ask for them, straight from Directus and with the asker's
// rights. https://ircv3.net/specs/extensions/chathistory
#pragma once

#include "bridge/history/past_row.hpp"
#include "irc/history_query.hpp"
#include "irc/search_query.hpp"
#include "server/rest/rest_client.hpp"

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
    // The date of the newest row that so many others follow; empty where there are not so many.
    async_result<std::optional<base::wall_time>> date_before(std::size_t newest);
    void renew(base::secret token) { token_ = std::move(token); }
    // Rows that recent() or missed() has got so far: larger from call to call where it gets on.
    std::size_t progress() const { return unfinished_ ? unfinished_->all.size() : 0; }
    // Keys and dates of rows, oldest first, of which there may be more where they are most_keys.
    static constexpr std::size_t most_keys = 10'000;
    async_result<std::vector<directus::item>> keys(base::wall_time from, base::wall_time end);
    // Oldest first; of more than the limit the newest, or the oldest where the search goes on from a time.
    // Rows of one date are numbered among those found alone. errc::too_large where `most` rows are read, most
    // of which are no messages, and there may be more.
    async_result<messages> search(irc::search_query what, std::optional<directus::user_id> author,
                                  std::size_t most);

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
    // From row to row, towards older or newer ones.
    struct walk {
        directus::rest::page next;
        std::vector<directus::item> all{}; // in that order
        std::size_t count = 0;             // messages among them
        std::size_t bytes = 0;
        std::size_t of_bound =
            0; // rows of the lower bound's date that are still to come; of the upper one's, so far
        bool is_whole = false; // nothing further is left
    };

    async_result<place> find(irc::history_query::selector what);
    async_result<place> find_row(directus::item_id id);
    async_result<place> find_time(base::wall_time time);
    async_result<std::optional<base::wall_time>> time_before(directus::item row);
    async_result<messages> with_times(std::vector<directus::item> rows, std::size_t extra, bool is_first);
    messages timed(std::vector<directus::item> rows, std::optional<base::wall_time> before) const;
    static bool is_behind_gap(const bound& lower, const std::vector<directus::item>& rows);

    walk start_of(bound lower, bound upper, std::size_t limit) const;
    std::size_t wanted_of(std::size_t limit) const;
    async_result<bridge::past_page> newest(bound lower, bound upper, std::size_t limit);
    // Goes on with the walk; what is in it stays where that fails.
    async_result<void> go_back(walk& on, bound lower, std::size_t limit);
    async_result<bridge::past_page> page_of(walk done, bound lower, std::size_t limit);
    async_result<bridge::past_page> oldest(bound lower, bound upper, std::size_t limit);
    walk start_behind(const bound& lower, std::size_t limit) const;
    async_result<void> go_forward(walk& on, bound upper, std::size_t limit); // as go_back()
    async_result<bridge::past_page> page_behind(walk done, bound lower, std::size_t limit);
    async_result<bridge::past_page> around(place middle, std::size_t limit);

    rest_client& rest_;
    base::secret token_;
    directus::files files_;
    std::optional<walk> unfinished_{}; // of recent() or missed()
};

} // namespace server
