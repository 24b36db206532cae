// Suggestions for names that were mistyped.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace base {

// Returns the known name with the fewest characters to insert, remove, change or swap; empty where they would
// be more than a third of the name's. A known name that ends in "." and the name is the nearest one.
std::string_view nearest(std::string_view name, std::span<const std::string_view> known);

// Returns "; did you mean <nearest>?", or nothing where there is none.
std::string suggestion(std::string_view name, std::span<const std::string_view> known);

} // namespace base
