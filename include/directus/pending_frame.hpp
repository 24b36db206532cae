// A frame on Directus's WebSocket that wants an answer.
#pragma once

#include "base/clock.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace directus {

struct pending_frame {
    std::uint64_t number;                       // of the frames that were sent
    std::string uid;                            // a letter and that number
    std::optional<base::time_point> by{};       // the deadline of the answer
    std::optional<base::time_point> again_at{}; // after a throttle, when to send it again
};

} // namespace directus
