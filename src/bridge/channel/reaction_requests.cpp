#include "bridge/channel/reaction_requests.hpp"

#include "bridge/channel/wire_views.hpp"
#include "bridge/rows/msgid.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace bridge {

namespace {

constexpr std::size_t most_under_way = 20; // of one client

} // namespace

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
        return refuse("UNKNOWN_MSGID", "This is no id of a message");
    const auto& emoji = made ? *made : *undone;
    if (made && undone)
        return refuse("INVALID_REACTION", "One line cannot both react and take that back");
    if (!is_reaction(emoji))
        return refuse("INVALID_REACTION", "A reaction is of 1 to 64 bytes, without control characters");
    if (!who.user->may_read_reactions() || !(made ? who.user->may_react() : who.user->may_unreact()))
        return refuse("REACT_FORBIDDEN", made ? "Directus does not permit you to react to messages"
                                              : "Directus does not permit you to take reactions back");
    if (std::ranges::count(requests_, who.id, [](const auto& one) { return one.asked.who; }) >=
        static_cast<std::ptrdiff_t>(most_under_way))
        return refuse("CANNOT_REACT", "Too many reactions at once");
    ask::react asked{who.id, who.user->id, std::move(row), emoji, !made, alone ? to.later() : ""};
    requests_.push_back({asked, false});
    world_.ask(std::move(asked));
}

// What a client has asked for he is told by reacted(), with his label.
void reaction_requests::show(const directus::reaction& what, bool undone, const member_filter& sees,
                             base::wall_time wall)
{
    if (!is_reaction(what.emoji))
        return;
    wire_views views([&](naming how) { return std::vector{lines_.of(what, undone, wall, how)}; });
    std::vector<request*> own; // few: they are its author's
    for (auto& one : requests_)
        if (one.asked.by == what.author && one.asked.row == what.message && one.asked.emoji == what.emoji &&
            one.asked.undo == undone)
            own.push_back(&one);
    for (const auto& [id, who] : clients_.all()) {
        if (!who->joined || (sees && !sees(*who->user)))
            continue;
        const auto asked = std::ranges::find(own, id, [](const auto* one) { return one->asked.who; });
        if (asked != own.end()) {
            (*asked)->seen = true;
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

namespace {

struct refused_reaction {
    std::string_view code;
    std::string text;
};

refused_reaction reaction_refusal_of(const ask::outcome& how)
{
    if (how.error == base::errc::not_found)
        return {"UNKNOWN_MSGID", "This message does not exist, or you may not read it"};
    if (how.error == base::errc::forbidden)
        return {"REACT_FORBIDDEN", "Directus does not permit this reaction"};
    if (!base::is_temporary(how.error))
        return {"REACT_FORBIDDEN", fmt::format("Directus refused this reaction: {}", how.error.message())};
    if (how.perhaps)
        return {"CANNOT_REACT",
                fmt::format("It is not known whether this reaction was stored: {}", how.error.message())};
    return {"CANNOT_REACT", fmt::format("This reaction was not stored: {}", how.error.message())};
}

} // namespace

void reaction_requests::answered(const ask::react& asked, const directus::reaction& what,
                                 const ask::outcome& how, base::wall_time wall)
{
    const auto known = std::ranges::find(requests_, asked, &request::asked);
    if (known == requests_.end())
        return;
    const bool seen = known->seen;
    requests_.erase(known);
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
    const auto refused = reaction_refusal_of(how);
    out.fail("TAGMSG", refused.code, {settings_.channel, asked.row.str()}, refused.text);
    out.finish();
}

} // namespace bridge
