#include "bridge/channel/statistics.hpp"

#include <fmt/format.h>

namespace bridge {

using irc::numeric;

void statistics::ask(reply& to, std::string query)
{
    const auto& who = to.to();
    if (requests_.is_full(who.id))
        return to.numeric(numeric::RPL_TRYAGAIN, {"STATS"}, "Wait for the answer to your last STATS");
    ask::read_figures asked{who.id, who.user->id, std::move(query), to.later()};
    requests_.add(asked);
    world_.ask(std::move(asked));
}

void statistics::answered(const ask::read_figures& asked, const base::result<std::vector<std::string>>& told)
{
    auto* who = clients_.find(asked.who);
    if (!requests_.take(asked) || !who)
        return;
    reply out(clients_, settings_.server_name, *who, asked.label);
    if (!told) {
        const bool refused = told.error() == base::errc::forbidden;
        out.numeric(
            numeric::ERR_NOPRIVILEGES, {},
            refused ? "Permission denied: only administrators of Directus see this"
                    : fmt::format(
                          "Permission not known: Directus did not say whether you are an administrator: {}",
                          told.error().message()));
        return out.finish();
    }
    if (asked.query == "m")
        for (const auto& [name, count] : used_)
            out.numeric(numeric::RPL_STATSCOMMANDS, {name, std::to_string(count)});
    for (const auto& text : *told)
        out.numeric(numeric::RPL_STATSDEBUG, {asked.query}, text);
    out.numeric(numeric::RPL_ENDOFSTATS, {asked.query}, "End of /STATS report");
    out.finish();
}

} // namespace bridge
