// A password or token in a file of its own: one line, so that it stands neither in the configuration nor in
// the environment.
#pragma once

#include "base/secret.hpp"

#include <string>

namespace server {

// At most 4 KiB of printable text; the line break at its end is not part of it. Throws config_error, which
// names the file and the reason.
base::secret read_secret_file(const std::string& path);

// Whether every user of this machine may read the file; not where there is none.
bool is_readable_by_all(const std::string& path);

} // namespace server
