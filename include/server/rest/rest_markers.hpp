// Rows of the collection of read markers over REST.
#pragma once

#include "base/clock.hpp"
#include "base/secret.hpp"
#include "directus/read_marker.hpp"
#include "directus/types.hpp"
#include "server/rest/async_result.hpp"
#include "server/rest/query_sender.hpp"
#include "server/rest/request_sender.hpp"

#include <optional>

namespace server {

class rest_markers {
public:
    // Both have to outlive it.
    rest_markers(request_sender& sender, query_sender& queries)
        : sender_(sender)
        , queries_(queries)
    {
    }

    // Within seconds. Empty where there is none.
    async_result<std::optional<directus::read_marker::stored>> find(base::secret token,
                                                                    directus::read_marker::place of);
    // Stores it in this row, or else in a new one.
    async_result<void> keep(base::secret token, directus::read_marker::place of,
                            std::optional<directus::item_id> row, base::wall_time until);

private:
    request_sender& sender_;
    query_sender& queries_;
};

} // namespace server
