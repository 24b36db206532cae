// The two clocks: a steady one for deadlines, and Directus's calendar time for rows, in milliseconds.
#pragma once

#include <chrono>

namespace base {

using duration = std::chrono::milliseconds;
using time_point = std::chrono::time_point<std::chrono::steady_clock, duration>;
using wall_time = std::chrono::sys_time<std::chrono::milliseconds>;

inline time_point steady_now()
{
    return std::chrono::time_point_cast<duration>(std::chrono::steady_clock::now());
}

inline wall_time wall_now()
{
    return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

} // namespace base
