// How the gateway stands: STATS. https://modern.ircdocs.horse/#stats-message
#include "bridge/commands/commands.hpp"

#include <fmt/format.h>

#include <chrono>
#include <string>

namespace bridge::handlers {

using irc::numeric;

// What concerns the asker and is no secret is for everyone; figures about others are for administrators.
void stats(const call& what)
{
    auto& [room, from, reply, line, now, wall] = what;
    const auto query = line[0].empty() ? std::string("*") : std::string(line[0]);
    if (query == "g" || query == "l" || query == "m")
        return room.figures().ask(reply, query);
    if (query == "u" || query == "*") {
        const auto up = std::chrono::floor<std::chrono::seconds>(wall - room.created()).count();
        reply.numeric(numeric::RPL_STATSUPTIME, {},
                      fmt::format("Server Up {} days {}:{:02}:{:02}", up / 86'400, up / 3600 % 24,
                                  up / 60 % 60, up % 60));
        reply.numeric(numeric::RPL_STATSDEBUG, {"d"},
                      fmt::format("Directus: {}", room.state_of_link(*from.user)));
    }
    reply.numeric(numeric::RPL_ENDOFSTATS, {query}, "End of /STATS report");
}

} // namespace bridge::handlers
