// The name, description and logo of a Directus project, as GET /server/info tells them to everybody.
// https://directus.io/docs/api/server
#pragma once

#include "base/errc.hpp"
#include "directus/rest.hpp"

#include <string>

namespace directus {

struct project_info {
    std::string name;        // project_name on one line, at most 64 bytes; empty: none
    std::string description; // project_descriptor on one line, at most 303 bytes; empty: none
    std::string logo;        // the id of project_logo, a file; empty: none, or not a UUID

    friend bool operator==(const project_info&, const project_info&) = default;
};

// Longer texts are cut and end in "…". Any answer but a 200 with Directus's JSON is errc::malformed.
base::result<project_info> parse_project_info(const rest::response& answer);

} // namespace directus
