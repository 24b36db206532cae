// The table of the collections that `directus-ircd setup` makes. A further collection is an entry of
// extras().
#pragma once

#include "server/config/config.hpp"
#include "setup/blueprint.hpp"

#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace setup {

// Returns the optional collections, in the order in which they are made, with their names in the settings.
std::vector<blueprint::collection> extras(const server::config& settings);

// Returns what setup makes. `key_type`: "uuid" or "integer", for a new collection of messages. `options`: of
// the extras that are wanted.
blueprint::plan plan_of(const server::config& settings, std::string_view key_type,
                        const std::set<std::string, std::less<>>& options);

} // namespace setup
