// `directus-ircd doctor`: looks at the configured Directus and tells what works, what does not, and what to
// change. Nothing is written.
#pragma once

#include <string>
#include <vector>

namespace server {

// Runs the subcommand; returns the process's exit status: 0 all is well, 1 warnings, 2 failures. Throws
// config_error for a bad command line.
int doctor_main(const std::vector<std::string>& arguments, const std::vector<std::string>& environment);

} // namespace server
