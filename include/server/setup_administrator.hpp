// The administrator on whose behalf `directus-ircd setup` works: from the environment or asked for on the
// terminal, never from the command line, which every process of the machine can read.
#pragma once

#include "base/secret.hpp"

#include <optional>
#include <string>
#include <vector>

namespace server {

struct administrator {
    base::secret token; // where this is set, the rest is not
    std::string email;
    base::secret password;
};

// Throws config_error where something is missing and there is nobody to ask, or where a file cannot be read
// that DIRECTUS_IRCD_ADMIN_TOKEN_FILE or DIRECTUS_IRCD_ADMIN_PASSWORD_FILE names.
administrator read_administrator(const std::vector<std::string>& environment);

// The code of a second factor; nothing where there is nobody to ask.
std::optional<std::string> ask_one_time_code();

} // namespace server
