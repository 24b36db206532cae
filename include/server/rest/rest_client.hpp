// Directus's REST API for this process: requests of directus/rest sent over net/http_client, answers as
// values.
#pragma once

#include "base/clock.hpp"
#include "base/errc.hpp"
#include "directus/caller.hpp"
#include "directus/oas.hpp"
#include "directus/read_marker.hpp"
#include "directus/rest.hpp"
#include "directus/server_clock.hpp"
#include "directus/types.hpp"
#include "directus/upload.hpp"
#include "net/http_client.hpp"
#include "server/rest/answer_watch.hpp"
#include "server/rest/query_sender.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

namespace server {

template <class T>
using async_result = boost::asio::awaitable<base::result<T>>;

class rest_client {
public:
    // `watch` hears of every answer, and of those that stay out.
    rest_client(net::http_client& http, directus::schema shape, base::duration limit, answer_watch& watch);
    rest_client(const rest_client&) = delete;
    rest_client& operator=(const rest_client&) = delete;

    // The collection and its fields in force: as configured, then as found in Directus.
    const directus::schema& shape() const { return shape_; }
    void adopt(directus::schema found)
    {
        shape_ = std::move(found);
        shape_.date_offset = zone_.value_or(base::duration::zero());
    }

    async_result<directus::tokens> login(std::string email, base::secret password, std::string otp,
                                         directus::caller from);
    async_result<directus::tokens> refresh(base::secret refresh_token);
    boost::asio::awaitable<void> logout(base::secret refresh_token);
    // What the token's owner may see of himself: at least the id.
    async_result<directus::person> me(base::secret token);
    async_result<directus::rights> my_permissions(base::secret token);
    // What Directus says of these collections.
    async_result<directus::oas::document> collections(base::secret token, std::vector<std::string> names);
    // Whether the token's owner may read these fields.
    async_result<void> probe(base::secret token, std::vector<std::string> fields);
    async_result<directus::rest::globals> my_globals(base::secret token);
    async_result<std::vector<directus::person>> people(base::secret token, std::size_t limit);
    async_result<std::vector<directus::person>> people(base::secret token,
                                                       std::vector<directus::user_id> ids);
    // Rows, with what their reader may read of their files. Oldest first.
    async_result<std::vector<directus::item>> latest(base::secret token, std::size_t limit);
    // Rows dated within, oldest first: of more than `most`, or of many megabytes, the newest.
    struct dates {
        base::wall_time from{};
        std::optional<base::wall_time> end{}; // which is left out
    };
    async_result<std::vector<directus::item>> since(base::secret token, dates when, std::size_t most,
                                                    directus::files which);
    // Keys and dates of rows that do not meet the filter, oldest first: of more than `most` the newest.
    async_result<std::vector<directus::item>> hidden(base::secret token, std::size_t most);
    // A page has fewer rows than asked for where they are large or Directus allows no more (QUERY_LIMIT_MAX);
    // an empty one is the end, and so is one of keys alone that is not full.
    struct row_page {
        std::vector<directus::item> rows;
        bool is_full = true; // of keys alone
    };
    async_result<row_page> page(base::secret token, directus::rest::page of, directus::files which);
    // Those of these rows that are there, in no order.
    async_result<std::vector<directus::item>> items(base::secret token, std::vector<directus::item_id> ids,
                                                    directus::files which = directus::files::none);

    // All of them or none.
    boost::asio::awaitable<directus::creation> create(base::secret token, std::vector<directus::draft> rows);
    async_result<void> update(base::secret token, directus::item_id id, std::string content);
    // errc::changed where the row's text is not `was`. Pre: can_be_compared(was).
    async_result<void> update_if(base::secret token, directus::item_id id, std::string was,
                                 std::string content);
    async_result<void> remove(base::secret token, directus::item_id id);
    // Within seconds. Empty where there is none.
    async_result<std::optional<directus::read_marker::stored>> find_marker(base::secret token,
                                                                           directus::read_marker::place of);
    // In this row, or else in a new one.
    async_result<void> keep_marker(base::secret token, directus::read_marker::place of,
                                   std::optional<directus::item_id> row, base::wall_time until);

    // Reactions, oldest first: to these rows, the token's owner's own, those since a date (of more than
    // `most`, the newest), and in no order those of these keys that are there.
    async_result<std::vector<directus::reaction>> reactions_to(base::secret token,
                                                               std::vector<directus::item_id> rows);
    async_result<std::vector<directus::reaction>> own_reactions(base::secret token, directus::item_id row,
                                                                std::string emoji);
    async_result<std::vector<directus::reaction>> reactions_since(base::secret token, base::wall_time from,
                                                                  std::size_t most);
    async_result<std::vector<directus::reaction>> reactions(base::secret token,
                                                            std::vector<directus::item_id> keys);
    async_result<directus::reaction> react(base::secret token, directus::item_id row, std::string emoji);
    async_result<void> unreact(base::secret token, directus::item_id key);

    // Within minutes, over a client of its own: a file that comes slowly holds up nothing else. The file's
    // id, empty where its owner may not read it. `body` has to outlive that.
    async_result<std::optional<std::string>> upload(net::http_client& over, directus::rest::request request,
                                                    net::http_body& body);

    // Whether Directus answers, within seconds. A proxy that keeps /server to itself does not hide it.
    async_result<void> ping();

    // The most rows that Directus takes or tells at once, as far as is known.
    std::size_t page_limit() const { return queries_.page_limit(); }

    // Rows from a WebSocket: dates without a zone become UTC, authors that are no users names.
    void adapt(std::vector<directus::item>& rows);
    // The same for rows that were created just now: they tell the zone.
    void adapt_fresh(std::vector<directus::item>& rows);

    // When something behind directus.url, rather than a proxy in its place, answered last.
    base::time_point answered_at() const { return answered_at_; }

    // Directus's clock, as its last answer told it; ours before the first.
    base::wall_time directus_now() const { return clock_.at(base::steady_now()).value_or(base::wall_now()); }
    // What it showed then, had it been as it is.
    base::wall_time directus_at(base::time_point when) const
    {
        return directus_now() - (base::steady_now() - when);
    }

private:
    // `row`: one whose date has no zone.
    boost::asio::awaitable<void> find_zone(base::secret token, std::optional<directus::item> row = {});
    boost::asio::awaitable<base::duration> choose_zone(base::secret token, std::vector<base::duration> from,
                                                       std::optional<directus::item> row);
    boost::asio::awaitable<void> adapt(base::secret token, base::result<std::vector<directus::item>>& rows);
    void place(std::vector<directus::item>& rows) const;
    void look_at_authors(const std::vector<directus::item>& rows);
    void zone_is(base::duration offset);
    boost::asio::awaitable<base::result<directus::rest::response>> send(directus::rest::request request,
                                                                        base::duration limit);
    // `body`: in place of the request's, if there is one.
    boost::asio::awaitable<base::result<directus::rest::response>>
    send(net::http_client& over, directus::rest::request request, net::http_body* body, base::duration limit);
    boost::asio::awaitable<base::result<directus::rest::response>> send(directus::rest::request request);
    async_result<directus::rest::response> ask_me(base::secret token);
    // Calls read(first, count) for one piece of so many keys after the other, each as large as Directus and
    // what stands in front of it take: errc::too_large for a piece that has to be smaller.
    using read_piece = std::function<async_result<void>(std::size_t first, std::size_t count)>;
    async_result<void> in_pieces(std::size_t keys, read_piece read);
    // Of a query by keys: errc::too_large where the page could not have them all.
    async_result<directus::rest::response> read_whole(base::secret token, directus::query what);
    async_result<std::vector<directus::reaction>> ask_reactions(directus::rest::request what);
    async_result<std::vector<directus::reaction>> read_reactions(base::secret token, directus::query what,
                                                                 std::size_t most);
    directus::schema shape_with(directus::files which) const;

    net::http_client& http_;
    answer_watch& watch_;
    directus::schema shape_;
    base::duration limit_;
    directus::server_clock clock_;
    std::optional<base::duration> zone_; // where dates have none: Directus's, as found at …
    std::optional<base::time_point> zone_asked_at_;
    bool zone_missed_ = false; // it could not be found, as the log has it
    base::time_point answered_at_{};
    // Rows of one answer: fewer where they are so large that it would be over the limit.
    static constexpr std::size_t most_at_once = 250;
    std::size_t at_once_ = most_at_once;
    static constexpr std::size_t most_keys = 100;
    std::size_t keys_at_once_ = most_keys; // of one query: fewer where it would be too large
    std::size_t pieces_in_a_row_ = 0;      // that were not too large
    std::uint64_t number_;                 // of the last GET that no cache is to answer
    query_sender queries_;
};

} // namespace server
