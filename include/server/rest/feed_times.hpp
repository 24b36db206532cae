// What those who read the feed and its history share: times, and the notice of an outage.
#pragma once

#include <chrono>

namespace server {

constexpr auto retry_after = std::chrono::seconds(2);
constexpr auto clock_error = std::chrono::seconds(2); // Directus tells its time in whole seconds
// Rows become visible at the end of their transaction, and may be dated seconds before that.
constexpr auto usual_delay = std::chrono::seconds(10);
// Between two sweeps: while they find nothing, and after one that did.
constexpr auto slow_sweep = std::chrono::seconds(50); // what it finds is shown within the minute
constexpr auto quick_sweep = std::chrono::seconds(5);

constexpr auto poll_limit = std::chrono::seconds(6); // without an answer, behind the time of the next poll
constexpr auto outage_notice = "Directus is unreachable; what you write is queued";

} // namespace server
