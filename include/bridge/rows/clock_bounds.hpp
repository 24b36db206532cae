// How far Directus's dates and its time, as the gateway knows it, may be from each other.
#pragma once

#include "base/clock.hpp"

#include <chrono>

namespace bridge {

// Dates further ahead say nothing of when their rows were created.
inline constexpr base::duration clock_skew = std::chrono::seconds(10);
// Directus tells its time in whole seconds.
inline constexpr base::duration clock_error = std::chrono::seconds(2);

} // namespace bridge
