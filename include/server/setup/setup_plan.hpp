// The table of the collections that `directus-ircd setup` makes. A further collection is an entry of
// extras().
#pragma once

#include "directus/blueprint.hpp"
#include "server/config/config.hpp"

#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace server {

// Returns the optional collections, in the order in which they are made, with their names in the settings.
std::vector<directus::blueprint::collection> extras(const config& settings);

// Returns what setup makes. `key_type`: "uuid" or "integer", for a new collection of messages. `options`: of
// the extras that are wanted.
directus::blueprint::plan setup_plan(const config& settings, std::string_view key_type,
                                     const std::set<std::string, std::less<>>& options);

} // namespace server
