#include "bridge/channel/redactions.hpp"

#include "bridge/channel/refused_change.hpp"

namespace bridge {

namespace {

constexpr std::size_t most_open = 100; // deletions of one client; flood control allows fewer

constexpr refused_change::words deletion_words{
    .forbidden_code = "REDACT_FORBIDDEN",
    .failed_code = "CANNOT_REDACT",
    .forbidden = "You have no permission to delete this message",
    .refused = "Directus refused to delete this message",
    .unknown = "Directus did not confirm the deletion",
    .failed = "The message was not deleted",
};

} // namespace

redactions::redactions(const room_settings& settings, audience& clients, row_lines& lines, outside& world)
    : settings_(settings)
    , clients_(clients)
    , lines_(lines)
    , world_(world)
    , requests_(most_open)
{
}

void redactions::ask(reply& to, base::item_id id, std::string reason)
{
    const auto& who = to.to();
    if (requests_.is_full(who.id))
        return to.fail("REDACT", deletion_words.failed_code, {settings_.channel, id.str()},
                       "Too many deletions at once");
    ask::redact asked{who.id, who.user->id, std::move(id), std::move(reason), to.later()};
    requests_.add(asked);
    world_.ask(std::move(asked));
}

bool redactions::hold(const change& what, const member_filter& sees)
{
    const auto* gone = std::get_if<removed>(&what);
    if (!gone)
        return false;
    auto* const request =
        requests_.find([&](const auto& entry) { return entry.question.id == gone->row.id; });
    if (!request)
        return false;
    request->state.push_back({*gone, {}});
    auto& held = request->state.back();
    for (const auto& [id, who] : clients_.all())
        if (who->joined && (!sees || sees(*who->user)))
            held.by.push_back(id);
    return true;
}

std::optional<redactions::end> redactions::ended(const ask::redact& asked, const ask::outcome& how)
{
    auto request = requests_.take(asked);
    if (!request)
        return std::nullopt;
    auto& held = request->state;
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
        const auto refused = refusal_of(how, deletion_words);
        out.fail("REDACT", refused.code, {settings_.channel, asked.id.str()}, refused.text);
    }
    out.finish();
}

} // namespace bridge
