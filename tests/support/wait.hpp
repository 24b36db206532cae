// How long a test waits for what has to happen: long enough for a busy machine, as nobody waits that long
// when it does.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <thread>

namespace support {

using namespace std::chrono_literals;
using duration = std::chrono::milliseconds;

// Tests with sanitizers run several times slower.
#if defined(__SANITIZE_ADDRESS__)
inline constexpr duration patience = 40s;
#else
inline constexpr duration patience = 20s;
#endif

// For what nothing announces: looks until it is true. False where it never became so.
template <class Predicate>
bool eventually(Predicate true_now, duration limit = patience, duration between = 10ms)
{
    const auto end = std::chrono::steady_clock::now() + limit;
    for (;;) {
        if (true_now())
            return true;
        if (std::chrono::steady_clock::now() > end)
            return false;
        std::this_thread::sleep_for(between);
    }
}

// Whether the whole text matches a pattern, in which each * stands for anything.
bool matches(std::string_view text, std::string_view pattern);

} // namespace support
