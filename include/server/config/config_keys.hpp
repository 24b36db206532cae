// The table of configuration keys: each one's name, default and meaning, and what takes its values.
#pragma once

#include "server/config/config.hpp"

#include <span>
#include <string>
#include <string_view>

namespace server {

struct config_key {
    std::string_view name;     // dotted, as in "irc.listen"
    std::string_view fallback; // its default, as text
    std::string_view meaning;
    bool repeats; // may be given several times
    // Takes over the values; throws std::invalid_argument with the reason.
    void (*set)(config& into, const std::vector<std::string>& values);
};

std::span<const config_key> config_keys();

} // namespace server
