// What an access token tells of itself: it is a JSON Web Token, and a static token is not.
// https://www.rfc-editor.org/rfc/rfc7519
#pragma once

#include "base/clock.hpp"

#include <optional>
#include <string_view>

namespace directus {

// When the token ends, by Directus's clock. Empty where it does not say so, as a static token.
std::optional<base::wall_time> end_of_token(std::string_view token);

} // namespace directus
