// The process's environment as it was at the start: "NAME=value" strings.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace server {

// Empty where there is none. The text is the environment's.
std::string_view variable(const std::vector<std::string>& environment, std::string_view name);

// A decimal number and nothing else.
std::optional<long> whole_number(std::string_view text);

} // namespace server
