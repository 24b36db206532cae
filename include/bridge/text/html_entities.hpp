// Characters that HTML has names or numbers for.
#pragma once

#include <string>
#include <string_view>

namespace bridge {

// The text with each entity replaced by its character; what is none, or says no character, stays as it is.
std::string without_entities(std::string_view text);

// The text so that HTML shows it as it is. Only for text, not for the value of an attribute.
std::string with_entities(std::string_view text);

} // namespace bridge
