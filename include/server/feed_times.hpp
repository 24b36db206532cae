// The times that those who read the feed and its history share.
#pragma once

#include <chrono>

namespace server {

constexpr auto retry_after = std::chrono::seconds(2);
constexpr auto clock_error = std::chrono::seconds(2); // Directus tells its time in whole seconds
// Between two sweeps: while they find nothing, and after one that did.
constexpr auto slow_sweep = std::chrono::seconds(50); // what it finds is shown within the minute
constexpr auto quick_sweep = std::chrono::seconds(5);

} // namespace server
