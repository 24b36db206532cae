// Figures that STATS tells those who are administrators in Directus.
#include "bridge/room.hpp"

#include <fmt/format.h>

namespace bridge {

using irc::numeric;

void room::ask_figures(client& who, std::string query)
{
    if (who.awaits_figures)
        return reply(who, numeric::RPL_TRYAGAIN, {"STATS"}, "Please wait for the answer to the last one");
    who.awaits_figures = true;
    act(read_figures{who.id, who.user->id, std::move(query), answer_later(who)});
}

void room::figures(const read_figures& asked, const base::result<std::vector<std::string>>& told)
{
    auto* who = find(asked.who);
    if (!who)
        return;
    who->awaits_figures = false;
    std::vector<line> lines;
    const auto add = [&](line what, std::string text) {
        what.text = std::move(text);
        lines.push_back(std::move(what));
    };
    if (!told) {
        const bool refused = told.error() == base::errc::forbidden;
        add(numbered(*who, numeric::ERR_NOPRIVILEGES, {}),
            refused ? "Permission Denied: you are not an administrator in Directus"
                    : fmt::format(
                          "Permission Denied: whether you are an administrator in Directus is not known: {}",
                          told.error().message()));
        return answer(*who, asked.label, std::move(lines));
    }
    if (asked.query == "m")
        for (const auto& [name, count] : used_)
            lines.push_back(numbered(*who, numeric::RPL_STATSCOMMANDS, {name, std::to_string(count)}));
    for (const auto& text : *told)
        add(numbered(*who, numeric::RPL_STATSDEBUG, {asked.query}), text);
    add(numbered(*who, numeric::RPL_ENDOFSTATS, {asked.query}), "End of /STATS report");
    answer(*who, asked.label, std::move(lines));
}

} // namespace bridge
