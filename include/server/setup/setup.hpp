// `directus-ircd setup`: prepares a Directus project for chat over REST, as an administrator. Running it
// again changes nothing that is already there.
#pragma once

#include <string>
#include <vector>

namespace server {

// Runs the subcommand; returns the process's exit status. Throws config_error for a bad command line.
int setup_main(const std::vector<std::string>& arguments, const std::vector<std::string>& environment);

} // namespace server
