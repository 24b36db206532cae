// On whose behalf Directus is asked, where it is to know: its activity log and its limits then tell people
// apart.
#pragma once

#include <string>

namespace directus {

struct caller {
    // IPv4 or IPv6, as text; empty for whom none is told: who comes from this machine, and the gateway
    // itself.
    std::string address{};
    friend bool operator==(const caller&, const caller&) = default;
};

} // namespace directus
