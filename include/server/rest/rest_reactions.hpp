// Rows of the collection of reactions over REST.
#pragma once

#include "base/clock.hpp"
#include "base/secret.hpp"
#include "directus/types.hpp"
#include "server/rest/async_result.hpp"
#include "server/rest/key_pieces.hpp"
#include "server/rest/known_schema.hpp"
#include "server/rest/query_sender.hpp"
#include "server/rest/request_sender.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace server {

class rest_reactions {
public:
    // All have to outlive it.
    rest_reactions(request_sender& sender, query_sender& queries, const known_schema& schema,
                   key_pieces& pieces)
        : sender_(sender)
        , queries_(queries)
        , schema_(schema)
        , pieces_(pieces)
    {
    }

    // Reactions to these rows, oldest first.
    async_result<std::vector<directus::reaction>> to(base::secret token, std::vector<directus::item_id> rows);
    // The token's owner's own, oldest first.
    async_result<std::vector<directus::reaction>> own(base::secret token, directus::item_id row,
                                                      std::string emoji);
    // Oldest first: of more than `most`, the newest.
    async_result<std::vector<directus::reaction>> since(base::secret token, base::wall_time from,
                                                        std::size_t most);
    // Those of these keys that are there, in no order.
    async_result<std::vector<directus::reaction>> find(base::secret token,
                                                       std::vector<directus::item_id> keys);
    async_result<directus::reaction> add(base::secret token, directus::item_id row, std::string emoji);
    async_result<void> remove(base::secret token, directus::item_id key);

private:
    async_result<std::vector<directus::reaction>> ask(directus::rest::request request);
    async_result<std::vector<directus::reaction>> read(base::secret token, directus::query of,
                                                       std::size_t most);

    request_sender& sender_;
    query_sender& queries_;
    const known_schema& schema_;
    key_pieces& pieces_;
};

} // namespace server
