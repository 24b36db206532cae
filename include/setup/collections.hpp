// The table of the collections that `directus-ircd setup` makes, and of what it permits there. A further
// collection, or permission that not everybody wants, is an entry of extras().
#pragma once

#include "server/config/config.hpp"
#include "setup/blueprint.hpp"
#include "setup/options.hpp"

#include <vector>

namespace setup {

// Returns the options of --with, in the order in which they are made, with their names in the settings.
std::vector<blueprint::collection> extras(const server::config& settings);

// Returns what setup makes. The key of a new collection of messages is a UUID unless the options say
// otherwise.
blueprint::plan plan_of(const options& options);

} // namespace setup
