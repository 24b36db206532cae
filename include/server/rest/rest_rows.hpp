// Rows of the collection over REST: read, created, changed and deleted.
#pragma once

#include "base/clock.hpp"
#include "directus/rest.hpp"
#include "directus/types.hpp"
#include "server/rest/async_result.hpp"
#include "server/rest/key_pieces.hpp"
#include "server/rest/known_schema.hpp"
#include "server/rest/query_sender.hpp"
#include "server/rest/request_sender.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace server {

class rest_rows {
public:
    // All have to outlive it.
    rest_rows(request_sender& sender, query_sender& queries, known_schema& schema, key_pieces& pieces)
        : sender_(sender)
        , queries_(queries)
        , schema_(schema)
        , pieces_(pieces)
    {
    }

    // The last `limit`, oldest first.
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
    async_result<std::vector<directus::item>> find(base::secret token, std::vector<directus::item_id> ids,
                                                   directus::files which = directus::files::none);

    // All of them or none.
    boost::asio::awaitable<directus::creation> create(base::secret token, std::vector<directus::draft> rows);
    async_result<void> update(base::secret token, directus::item_id id, std::string content);
    // errc::changed where the row's text is not `was`. Pre: can_be_compared(was).
    async_result<void> update_if(base::secret token, directus::item_id id, std::string was,
                                 std::string content);
    async_result<void> remove(base::secret token, directus::item_id id);

private:
    request_sender& sender_;
    query_sender& queries_;
    known_schema& schema_;
    key_pieces& pieces_;
    // Rows of one answer: fewer where they are so large that it would be over the limit.
    static constexpr std::size_t most_at_once = 250;
    std::size_t at_once_ = most_at_once;
};

} // namespace server
