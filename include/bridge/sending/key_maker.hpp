// Keys that the gateway chooses for rows: UUIDs of version 7, strictly increasing, so that their order is
// that of the lines. https://www.rfc-editor.org/rfc/rfc9562#section-6.2
#pragma once

#include "base/clock.hpp"
#include "base/ids.hpp"

#include <cstdint>
#include <random>

namespace bridge {

class key_maker {
public:
    explicit key_maker(std::uint64_t seed)
        : random_(seed)
    {
    }

    // Later than every one before, even where the clock was set back.
    base::item_id next(base::wall_time wall);

private:
    std::independent_bits_engine<std::ranlux48, 64, std::uint64_t>
        random_;                  // small: there is one for each user
    std::uint64_t last_time_ = 0; // in milliseconds
    std::uint16_t counter_ = 0;
};

} // namespace bridge
