#include "bridge/channel/reaction_requests.hpp"

#include "bridge/channel/refused_change.hpp"
#include "bridge/channel/wire_views.hpp"
#include "bridge/rows/msgid.hpp"

#include <algorithm>
#include <utility>

namespace bridge {

namespace {

constexpr std::size_t most_under_way = 20; // of one client

constexpr refused_change::words reaction_words{
    .forbidden_code = "REACT_FORBIDDEN",
    .failed_code = "CANNOT_REACT",
    .forbidden = "You have no permission for this reaction",
    .refused = "Directus refused this reaction",
    .unknown = "Directus did not confirm the reaction",
    .failed = "This reaction was not stored",
};

} // namespace

reaction_requests::reaction_requests(const room_settings& settings, audience& clients, row_lines& lines,
                                     outside& world)
    : settings_(settings)
    , clients_(clients)
    , lines_(lines)
    , world_(world)
    , requests_(most_under_way)
{
}

std::optional<reaction_tags> reaction_requests::find(std::string_view tags) const
{
    return settings_.reactions ? reaction_in(tags) : std::nullopt;
}

void reaction_requests::ask(reply& to, const reaction_tags& what, bool alone)
{
    auto& who = to.to();
    const auto& [made, undone, replied] = what;
    auto row = msgid::row_of(replied);
    const auto refuse = [&](std::string_view code, std::string_view text) {
        to.fail("TAGMSG", code, {settings_.channel, row.empty() ? "*" : row.str()}, text);
    };
    if (row.empty())
        return refuse("UNKNOWN_MSGID", "Not the msgid of a message");
    const auto& emoji = made ? *made : *undone;
    if (made && undone)
        return refuse("INVALID_REACTION", "A line either adds a reaction or removes one");
    if (!is_reaction(emoji))
        return refuse("INVALID_REACTION", "A reaction has 1 to 64 bytes and no control characters");
    if (!who.user->may_read_reactions() || !(made ? who.user->may_react() : who.user->may_unreact()))
        return refuse("REACT_FORBIDDEN", made ? "You have no permission to react to messages"
                                              : "You have no permission to remove reactions");
    if (requests_.is_full(who.id))
        return refuse(reaction_words.failed_code, "Too many reactions at once");
    ask::react asked{who.id, who.user->id, std::move(row), emoji, !made, alone ? to.later() : ""};
    requests_.add(asked);
    world_.ask(std::move(asked));
}

// A client that asked for it is told by answered(), with its label.
void reaction_requests::show(const directus::reaction& what, bool undone, const member_filter& sees,
                             base::wall_time wall)
{
    if (!is_reaction(what.emoji))
        return;
    wire_views views([&](naming how) { return std::vector{lines_.of(what, undone, wall, how)}; });
    const auto own = requests_.find_all([&](const auto& entry) { // few: they are its author's
        const auto& asked = entry.question;
        return asked.by == what.author && asked.row == what.message && asked.emoji == what.emoji &&
               asked.undo == undone;
    });
    for (const auto& [id, who] : clients_.all()) {
        if (!who->joined || (sees && !sees(*who->user)))
            continue;
        const auto asked = std::ranges::find(own, id, [](const auto* entry) { return entry->question.who; });
        if (asked != own.end()) {
            (*asked)->state.is_seen = true;
            continue;
        }
        if (!who->past.waiting) {
            clients_.push(*who, views.for_client(*who));
            continue;
        }
        const auto& shown = views.of(who->user->sees).lines().front();
        const auto size =
            sizeof shown + shown.source.size() + shown.msgid.size() + 3 * what.message.str().size();
        if (who->past.held_reactions.size() < settings_.hold_limit &&
            who->past.held_bytes + size <= settings_.hold_bytes) {
            who->past.held_bytes += size;
            who->past.held_reactions.push_back(shown); // behind the row, which may be among the history
        }
    }
}

void reaction_requests::release(client& to)
{
    for (const auto& one : std::exchange(to.past.held_reactions, {}))
        clients_.send(to, one);
}

void reaction_requests::answered(const ask::react& asked, const directus::reaction& what,
                                 const ask::outcome& how, base::wall_time wall)
{
    const auto known = requests_.take(asked);
    if (!known)
        return;
    const bool seen = known->state.is_seen;
    auto* who = clients_.find(asked.who);
    if (!who)
        return;
    auto stored = what;
    stored.message = asked.row;
    stored.emoji = asked.emoji;
    stored.author = asked.by;
    const auto shown = lines_.of(stored, asked.undo, wall, who->user->sees);
    reply out(clients_, settings_.server_name, *who, asked.label);
    if (!how.error || (how.perhaps && seen)) {
        if (who->caps.has(irc::cap::echo_message))
            out.add(shown);
        return out.finish();
    }
    if (seen) // another of his own, made elsewhere
        clients_.send(*who, shown);
    const auto refused = refusal_of(how, reaction_words);
    out.fail("TAGMSG", refused.code, {settings_.channel, asked.row.str()}, refused.text);
    out.finish();
}

} // namespace bridge
