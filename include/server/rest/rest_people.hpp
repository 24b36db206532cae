// Users over REST, as far as a token's owner may see them.
#pragma once

#include "directus/types.hpp"
#include "server/rest/async_result.hpp"
#include "server/rest/key_pieces.hpp"
#include "server/rest/query_sender.hpp"

#include <cstddef>
#include <vector>

namespace server {

class rest_people {
public:
    // Both have to outlive it.
    rest_people(query_sender& queries, key_pieces& pieces)
        : queries_(queries)
        , pieces_(pieces)
    {
    }

    // Sorted by id.
    async_result<std::vector<directus::person>> list(base::secret token, std::size_t limit);
    // Those of these users that may be seen, in no order.
    async_result<std::vector<directus::person>> find(base::secret token, std::vector<directus::user_id> ids);

private:
    query_sender& queries_;
    key_pieces& pieces_;
};

} // namespace server
