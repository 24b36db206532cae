// A new static token of a Directus user.
#pragma once

#include "base/secret.hpp"

namespace setup {

// Returns 160 random bits as 40 hexadecimal digits. Throws std::runtime_error where there are none.
base::secret new_static_token();

} // namespace setup
