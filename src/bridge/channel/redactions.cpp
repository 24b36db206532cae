#include "bridge/channel/redactions.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace bridge {

namespace {

struct refused_redaction {
    std::string_view code;
    std::string text;
};

refused_redaction redaction_refusal_of(const ask::outcome& how)
{
    if (how.error == base::errc::not_found)
        return {"UNKNOWN_MSGID", "This message does not exist, or you may not read it"};
    if (how.error == base::errc::forbidden)
        return {"REDACT_FORBIDDEN", "Directus does not permit you to delete this message"};
    if (!base::is_temporary(how.error))
        return {"REDACT_FORBIDDEN",
                fmt::format("Directus refused to delete this message: {}", how.error.message())};
    if (how.perhaps)
        return {"CANNOT_REDACT",
                fmt::format("It is not known whether the message was deleted: {}", how.error.message())};
    return {"CANNOT_REDACT", fmt::format("The message was not deleted: {}", how.error.message())};
}

} // namespace

void redactions::ask(reply& to, base::item_id id, std::string reason)
{
    const auto& who = to.to();
    ask::redact asked{who.id, who.user->id, std::move(id), std::move(reason), to.later()};
    requests_.push_back({asked});
    world_.ask(std::move(asked));
}

bool redactions::hold(const change& what, const member_filter& sees)
{
    const auto* gone = std::get_if<removed>(&what);
    if (!gone)
        return false;
    const auto asked =
        std::ranges::find_if(requests_, [&](const request& one) { return one.asked.id == gone->row.id; });
    if (asked == requests_.end())
        return false;
    asked->held.push_back({*gone, {}});
    auto& held = asked->held.back();
    for (const auto& [id, who] : clients_.all())
        if (who->joined && (!sees || sees(*who->user)))
            held.by.push_back(id);
    return true;
}

std::optional<redactions::end> redactions::ended(const ask::redact& asked, const ask::outcome& how)
{
    const auto known = std::ranges::find(requests_, asked, &request::asked);
    if (known == requests_.end())
        return std::nullopt;
    auto held = std::move(known->held);
    requests_.erase(known);
    const bool is_theirs = !how.error || (how.perhaps && !held.empty());
    if (is_theirs)
        for (auto& each : held)
            each.what.over_irc = redaction{asked.by, asked.reason};
    return end{is_theirs, std::move(held)};
}

void redactions::tell(const ask::redact& asked, const std::optional<removed>& gone, const ask::outcome& how,
                      base::wall_time wall)
{
    auto* who = clients_.find(asked.who);
    if (!who)
        return;
    reply out(clients_, settings_.server_name, *who, asked.label);
    if (gone) {
        for (auto& each : lines_.of(change(*gone), wall, who->user->sees))
            out.add(std::move(each));
    } else {
        const auto refused = redaction_refusal_of(how);
        out.fail("REDACT", refused.code, {settings_.channel, asked.id.str()}, refused.text);
    }
    out.finish();
}

} // namespace bridge
