// What a configuration that was read anew changes: keys that come into force at once, and keys that wait for
// a restart.
#pragma once

#include "server/config/config.hpp"

#include <string_view>
#include <vector>

namespace server {

struct reload_report { // names of keys, in their order
    std::vector<std::string_view> in_force;
    std::vector<std::string_view> need_restart;
};

// Takes over into the configuration in force what it can of `from`. What needs a restart stays as it was, and
// is reported again the next time.
reload_report take_over(config& in_force, const config& from);

} // namespace server
