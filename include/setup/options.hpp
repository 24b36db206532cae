// What `directus-ircd setup` was asked to do: its own options, and the gateway's keys.
#pragma once

#include "server/config/config.hpp"

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace setup {

struct options {
    server::config settings;
    std::optional<std::string> key;          // of a new collection: "uuid" or "integer"
    std::set<std::string, std::less<>> with; // options of wanted extras; the settings name all extras
    std::string role{"Chat"};                // that gets the policy; any other has to exist
    std::string bot;                         // letters, digits, "-" and "_", at most 30; empty: none
    bool untracked = false;                  // --no-accountability
    bool dry_run = false;
    bool help = false;
};

// Throws server::config_error.
options read_options(const std::vector<std::string>& arguments, const std::vector<std::string>& environment);

// For --help.
std::string usage();

} // namespace setup
