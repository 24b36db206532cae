// The administrator on whose behalf `directus-ircd setup` works, and the accounts that `doctor` looks with:
// from the environment or asked for on the terminal, never from the command line, which every process of the
// machine can read.
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

// An account out of DIRECTUS_IRCD_<role>_TOKEN, _EMAIL and _PASSWORD, or their _FILE; nothing where none of
// them is set. `role`: "USER" or "ADMIN". Throws config_error where one of e-mail and password is missing.
std::optional<administrator> read_account(const std::vector<std::string>& environment,
                                          const std::string& role);
// Asks at the terminal; nothing where there is none, or no address is given.
std::optional<administrator> ask_account(const std::string& question);

// The code of a second factor; nothing where there is nobody to ask.
std::optional<std::string> ask_one_time_code();

} // namespace server
