// Reactions to rows, made and taken back. https://ircv3.net/specs/client-tags/react
#include "bridge/room.hpp"

#include "bridge/msgid.hpp"
#include "bridge/reactions.hpp"
#include "irc/tags.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace bridge {

namespace {

constexpr std::size_t most_under_way = 20; // of one client

constexpr std::string_view react_tag = "+draft/react";
constexpr std::string_view unreact_tag = "+draft/unreact";

} // namespace

line room::line_of(const directus::reaction& what, bool undone, base::wall_time wall)
{
    line out{.source = directus_mask(),
             .command = "TAGMSG",
             .params = {settings_.channel},
             .time = undone ? wall : what.date.value_or(wall),
             .only_with = irc::cap::message_tags,
             .tags = {{"+reply", what.message.str()},
                      {"+draft/reply", what.message.str()},
                      {std::string(undone ? unreact_tag : react_tag), what.emoji}}};
    if (!what.id.empty())
        out.msgid = msgid::of_reaction(what.message, what.id, undone);
    if (!what.author.empty()) {
        const auto& author = roster_.ensure(what.author);
        out.source = author.mask();
        out.account = author.account;
    }
    return out;
}

void room::refuse_reaction(client& to, std::string_view code, std::string_view msgid, std::string_view text)
{
    fail(to, "TAGMSG", code, {settings_.channel, msgid}, text);
}

bool room::ask_reaction(client& who, std::string_view tags, bool alone)
{
    const auto made = irc::find_tag(tags, react_tag);
    const auto undone = irc::find_tag(tags, unreact_tag);
    auto to = irc::find_tag(tags, "+reply");
    if (!to)
        to = irc::find_tag(tags, "+draft/reply");
    if (!settings_.reactions || !(made || undone) || !to)
        return false;
    auto row = msgid::row_of(*to);
    if (row.empty()) {
        refuse_reaction(who, "UNKNOWN_MSGID", "*", "This is no id of a message");
        return true;
    }
    const auto refuse = [&](std::string_view code, std::string_view text) {
        refuse_reaction(who, code, row.str(), text);
        return true;
    };
    const auto& emoji = made ? *made : *undone;
    if (made && undone)
        return refuse("INVALID_REACTION", "One line cannot both react and take that back");
    if (!is_reaction(emoji))
        return refuse("INVALID_REACTION", "A reaction is of 1 to 64 bytes, without control characters");
    if (!who.user->may_read_reactions() || !(made ? who.user->may_react() : who.user->may_unreact()))
        return refuse("REACT_FORBIDDEN", made ? "Directus does not permit you to react to messages"
                                              : "Directus does not permit you to take reactions back");
    if (std::ranges::count(reacting_, who.id, [](const auto& one) { return one.asked.who; }) >=
        static_cast<std::ptrdiff_t>(most_under_way))
        return refuse("CANNOT_REACT", "Too many reactions at once");
    react asked{who.id, who.user->id, std::move(row), emoji, !made, alone ? answer_later(who) : ""};
    reacting_.push_back({asked, false});
    act(std::move(asked));
    return true;
}

// What a client has asked for he is told by reacted(), with his label.
void room::show(const directus::reaction& what, bool undone, const audience& sees, base::wall_time wall)
{
    if (!is_reaction(what.emoji))
        return;
    const auto shown = line_of(what, undone, wall);
    const auto size = sizeof shown + shown.source.size() + shown.msgid.size() + 3 * what.message.str().size();
    std::vector<reaction_under_way*> own; // few: they are its author's
    for (auto& one : reacting_)
        if (one.asked.by == what.author && one.asked.row == what.message && one.asked.emoji == what.emoji &&
            one.asked.undo == undone)
            own.push_back(&one);
    wire_cache cache({shown});
    for (auto& [id, who] : clients_) {
        if (!who->joined || (sees && !sees(*who->user)))
            continue;
        const auto asked = std::ranges::find(own, id, [](const auto* one) { return one->asked.who; });
        if (asked != own.end()) {
            (*asked)->seen = true;
        } else if (!who->waiting_for_history) {
            push(*who, cache.for_caps(who->caps));
        } else if (who->held_reactions.size() < settings_.hold_limit &&
                   who->held_bytes + size <= settings_.hold_bytes) {
            who->held_bytes += size;
            who->held_reactions.push_back(shown); // behind the row, which may be among the history
        }
    }
}

void room::release_reactions(client& to)
{
    for (const auto& one : std::exchange(to.held_reactions, {}))
        send(to, one);
}

namespace {

struct refused_reaction {
    std::string_view code;
    std::string text;
};

refused_reaction refusal_of(const room::outcome& how)
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

void room::reacted(const react& asked, const directus::reaction& what, const outcome& how,
                   base::wall_time wall)
{
    const auto known = std::ranges::find(reacting_, asked, &reaction_under_way::asked);
    if (known == reacting_.end())
        return;
    const bool seen = known->seen;
    reacting_.erase(known);
    auto* who = find(asked.who);
    if (!who)
        return;
    auto stored = what;
    stored.message = asked.row;
    stored.emoji = asked.emoji;
    stored.author = asked.by;
    const auto shown = line_of(stored, asked.undo, wall);
    if (!how.error || (how.perhaps && seen)) {
        std::vector<line> echo;
        if (who->caps.has(irc::cap::echo_message))
            echo.push_back(shown);
        return answer(*who, asked.label, std::move(echo));
    }
    if (seen) // another of his own, made elsewhere
        send(*who, shown);
    if (!asked.label.empty())
        who->answering.emplace(response{.label = asked.label});
    const auto refused = refusal_of(how);
    refuse_reaction(*who, refused.code, asked.row.str(), refused.text);
    finish_response(*who);
}

} // namespace bridge
