// Calendar time in one zone for the whole process, UTC until another is set. (GCC 12 has no
// std::chrono::zoned_time.)
#pragma once

#include "base/clock.hpp"

#include <string>

namespace base {

// Whether the system's database has the zone: "Europe/Berlin". "UTC" needs none.
bool is_time_zone(const std::string& name);
// Pre: is_time_zone(). Not while other threads run: it sets TZ.
void set_time_zone(const std::string& name);

struct local_time {
    long day = 0;       // since 1970-01-01
    unsigned month = 1; // 1 to 12
    unsigned day_of_month = 1;
    unsigned hour = 0;
    unsigned minute = 0;
};

local_time to_local(wall_time time);

} // namespace base
