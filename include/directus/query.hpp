// What is read of a collection, as a value, and the two forms in which it is asked over REST.
// https://directus.io/docs/guides/connect/query-parameters
#pragma once

#include "base/secret.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace directus {

namespace rest {
struct request;
struct response;
} // namespace rest

struct query {
    std::string path;                // from the API's root: "/items/messages"
    std::vector<std::string> fields; // names
    std::string filter{};            // a JSON object; empty: none
    std::vector<std::string> sort{}; // names, with "-" in front for descending
    std::size_t limit = 1;           // rows
    std::size_t offset = 0;          // rows
    friend bool operator==(const query&, const query&) = default;
};

namespace queries {

// By the method SEARCH: Directus keeps no answer to it in its cache, and no URL is too long for a proxy.
rest::request search(const base::secret& token, const query& of);
// By GET, for a proxy that refuses SEARCH. Its answer may be a cached one unless make_unique() follows.
rest::request get(const base::secret& token, const query& of);
// Makes a GET one that Directus's cache (CACHE_ENABLED) has no answer to: the key of an entry holds the
// path, the user and the query, and an alias that no field uses is part of the query and changes nothing.
void make_unique(rest::request& get, std::uint64_t number);
// To count such numbers from: not one that a run of the program before this one has used.
std::uint64_t first_number();

// The answer comes from something in front of Directus that does not let the method SEARCH through: 405,
// 501, or a refusal that is not Directus's JSON.
bool refuses_search(const rest::response& answer);
// The request's body is larger than Directus takes (MAX_PAYLOAD_SIZE).
bool refuses_size(const rest::response& answer);
// The most rows that a page may have, where the answer refuses one for its limit (QUERY_LIMIT_MAX: 400
// INVALID_QUERY, '"limit" must be less than or equal to 100'). 0 where no usable number is named.
std::optional<std::size_t> page_limit_in(const rest::response& answer);

// Rows of a page, those included that say nothing to the gateway.
std::size_t rows_in(const rest::response& answer);

} // namespace queries

} // namespace directus
