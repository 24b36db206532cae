// `directus-ircd setup`: prepares a Directus project for chat over REST, as an administrator. Running it
// again changes nothing that is already there.
#pragma once

#include <string>
#include <vector>

namespace setup {

// Runs the subcommand; returns the process's exit status. Throws server::config_error for a bad command line.
int execute(const std::vector<std::string>& arguments, const std::vector<std::string>& environment);

} // namespace setup
