// What `directus-ircd setup` was asked to do: its own options, and the gateway's keys.
#pragma once

#include "directus/blueprint.hpp"
#include "server/config/config.hpp"

#include <optional>
#include <string>
#include <vector>

namespace server {

struct setup_options {
    config settings;
    std::optional<directus::blueprint::key_type> key; // of a new collection
    bool read_markers = false;                        // their collection, too; settings names it
    bool reactions = false;                           // the same for them
    bool dry_run = false;
    bool help = false;
};

// Throws config_error.
setup_options read_setup_options(const std::vector<std::string>& arguments,
                                 const std::vector<std::string>& environment);

// For --help.
std::string setup_usage();

} // namespace server
