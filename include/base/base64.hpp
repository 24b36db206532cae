// Base64 with padding (RFC 4648 section 4), as SASL uses it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace base {

std::string to_base64(std::string_view bytes);

// Empty where the text is not exactly what to_base64 would have produced.
std::optional<std::string> from_base64(std::string_view text);

} // namespace base
