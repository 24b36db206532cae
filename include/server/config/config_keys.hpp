// The table of configuration keys: a key is one row of it, a member of config, and an entry in the manual
// conf/directus-ircd.conf.
#pragma once

#include "server/config/config.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace server {

struct config_key {
    std::string_view name;     // dotted, as in "irc.listen"
    std::string_view fallback; // its default, as text
    std::string_view meaning;
    // Stores the values; throws std::invalid_argument with the reason. Pre: there is a value.
    void (*set)(config& into, const std::vector<std::string>& values);
    // Copies what set() stored, at a reload; null for a key that waits for a restart.
    void (*take)(config& into, const config& from);
    bool repeats; // may be given several times
};

std::span<const config_key> config_keys();

} // namespace server
