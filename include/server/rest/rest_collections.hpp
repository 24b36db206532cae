// What Directus says of collections and their fields.
#pragma once

#include "base/secret.hpp"
#include "directus/oas.hpp"
#include "server/rest/async_result.hpp"
#include "server/rest/known_schema.hpp"
#include "server/rest/query_sender.hpp"
#include "server/rest/request_sender.hpp"

#include <string>
#include <vector>

namespace server {

class rest_collections {
public:
    // All have to outlive it.
    rest_collections(request_sender& sender, query_sender& queries, const known_schema& schema)
        : sender_(sender)
        , queries_(queries)
        , schema_(schema)
    {
    }

    // Directus's description of these collections, as far as the token's owner may see it.
    async_result<directus::oas::document> describe(base::secret token, std::vector<std::string> names);
    // Tries whether the token's owner may read these fields of the collection.
    async_result<void> probe(base::secret token, std::vector<std::string> fields);

private:
    request_sender& sender_;
    query_sender& queries_;
    const known_schema& schema_;
};

} // namespace server
