// Reads by many keys, in pieces as large as Directus and what stands in front of it take.
#pragma once

#include "base/secret.hpp"
#include "directus/query.hpp"
#include "directus/rest.hpp"
#include "server/rest/async_result.hpp"
#include "server/rest/query_sender.hpp"

#include <cstddef>
#include <functional>

namespace server {

class key_pieces {
public:
    explicit key_pieces(query_sender& queries)
        : queries_(queries)
    {
    }

    // Calls read(first, count) for one piece of so many keys after the other: errc::too_large for a piece
    // that has to be smaller.
    using read_piece = std::function<async_result<void>(std::size_t first, std::size_t count)>;
    async_result<void> read(std::size_t keys, read_piece read);
    // Sends a query by keys: errc::too_large where the page could not have them all.
    async_result<directus::rest::response> send(base::secret token, directus::query of);

private:
    query_sender& queries_;
    static constexpr std::size_t most_keys = 100;
    std::size_t keys_at_once_ = most_keys; // of one query: fewer where it would be too large
    std::size_t pieces_in_a_row_ = 0;      // that were not too large
};

} // namespace server
