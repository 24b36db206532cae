// Directus's own words in an answer to an administrator that is not 2xx. (directus::rejection is about
// requests of users: it decides what becomes of a message.)
#pragma once

#include "directus/rest.hpp"

#include <string>

namespace directus {

struct refusal {
    std::string code;    // "FORBIDDEN"; empty where Directus did not answer, but a proxy
    std::string message; // one line
};

refusal read_refusal(const rest::response& answer);

} // namespace directus
