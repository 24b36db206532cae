// How long to wait before the next attempt: growing, bounded, with jitter, for ever.
#pragma once

#include "base/clock.hpp"

#include <cstdint>
#include <random>

namespace directus {

class backoff {
public:
    struct settings {
        base::duration first = std::chrono::seconds(2);
        double factor = 1.5;
        base::duration most = std::chrono::seconds(30);
        double jitter = 0.2; // ± this share of each wait
    };

    backoff(settings with, std::uint64_t seed);

    // The next wait, never below 0 nor over `most` × (1 + jitter).
    base::duration next();
    void reset();

private:
    settings settings_;
    base::duration next_;
    std::minstd_rand random_;
};

} // namespace directus
