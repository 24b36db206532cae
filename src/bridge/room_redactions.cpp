// Clients delete rows. https://ircv3.net/specs/extensions/message-redaction
#include "bridge/room.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace bridge {

void room::ask_redaction(client& who, base::item_id id, std::string reason)
{
    redact asked{who.id, who.user->id, std::move(id), std::move(reason), answer_later(who)};
    redactions_.push_back({asked, {}});
    act(std::move(asked));
}

void room::refuse_redaction(client& to, std::string_view code, std::string_view msgid, std::string_view text)
{
    fail(to, "REDACT", code, {settings_.channel, msgid}, text);
}

bool room::held_back(const change& what, const audience& sees)
{
    const auto* gone = std::get_if<removed>(&what);
    if (!gone)
        return false;
    const auto asked = std::ranges::find_if(
        redactions_, [&](const redaction_under_way& one) { return one.asked.id == gone->row.id; });
    if (asked == redactions_.end())
        return false;
    auto& held = asked->held.emplace_back(redaction_under_way::seen{*gone, {}});
    for (const auto& [id, who] : clients_)
        if (who->joined && (!sees || sees(*who->user)))
            held.by.push_back(id);
    return true;
}

namespace {

struct refused_redaction {
    std::string_view code;
    std::string text;
};

refused_redaction refusal_of(const room::outcome& how)
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

// A deletion that came meanwhile is taken for that of the client, unless Directus refused him.
void room::redacted(const redact& asked, const directus::item& row, const outcome& how, base::wall_time wall)
{
    const auto known = std::ranges::find(redactions_, asked, &redaction_under_way::asked);
    if (known == redactions_.end())
        return;
    const auto held = std::move(known->held);
    redactions_.erase(known);
    const bool is_his = !how.error || (how.perhaps && !held.empty());
    const auto by = is_his ? std::optional(redaction{asked.by, asked.reason}) : std::nullopt;
    for (auto [gone, whom] : held) {
        gone.over_irc = by;
        const auto what = std::make_shared<const change>(gone);
        remember(*what);
        wire_cache cache(lines_of(*what, wall));
        for (const auto id : whom)
            if (auto* who = find(id); who && who->joined && !(is_his && id == asked.who))
                deliver(*who, what, cache, wall);
    }
    const removed gone{row, {}, by};
    if (is_his)
        remember(change(gone));
    auto* who = find(asked.who);
    if (!who)
        return;
    if (is_his)
        return answer(*who, asked.label, lines_of(gone, wall));
    if (!asked.label.empty())
        who->answering.emplace(response{.label = asked.label});
    const auto refused = refusal_of(how);
    refuse_redaction(*who, refused.code, asked.id.str(), refused.text);
    finish_response(*who);
}

} // namespace bridge
