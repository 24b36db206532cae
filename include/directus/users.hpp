// Rows of directus_users as Directus's JSON tells them, over REST and over the WebSocket alike.
#pragma once

#include "directus/json.hpp"
#include "directus/types.hpp"

#include <array>
#include <optional>
#include <string_view>
#include <vector>

namespace directus::users {

inline constexpr std::string_view collection = "directus_users";
inline constexpr std::array<std::string_view, 3> fields{"id", "first_name", "last_name"};

// Empty where the row has no usable id. Fields that were not told are empty.
std::optional<person> read(json::value from);
// Of an array of rows, or of one row alone; those without a usable id or a field of the name are left out.
std::vector<person> read_named(json::value from);

} // namespace directus::users
