// Who is on the channel, and what the others are told about it.
#include "bridge/room.hpp"

#include <algorithm>

namespace bridge {

using irc::numeric;

namespace {

constexpr std::string_view not_on_irc = "not on IRC";
constexpr std::string_view nobody_there = "away"; // for those to whom "*" would say nothing

// https://ircv3.net/specs/extensions/away-notify
line away_line(const member& who, std::optional<std::string> message, base::wall_time wall)
{
    return {.source = who.mask(),
            .command = "AWAY",
            .text = std::move(message),
            .time = wall,
            .account = who.account,
            .only_with = irc::cap::away_notify};
}

} // namespace

std::vector<const member*> room::members() const
{
    std::vector<const member*> out;
    for (const auto* who : roster_.everyone())
        if (who->listed)
            out.push_back(who);
    return out;
}

std::vector<const member*> room::members(const client& to) const
{
    auto all = members();
    std::erase_if(all, [&](const member* who) { return !is_member(*who, *to.user); });
    return all;
}

bool room::is_member(const member& who, const member& to)
{
    return who.listed && (who.met ? to.may_read() : to.may_read_people());
}

bool room::may_know(const member& who, const member& by)
{
    if (&who == &by)
        return true;
    return who.met || !who.clients.empty() ? by.may_read() : by.may_read_people();
}

const member* room::find_nick(std::string_view nick, const client& by)
{
    const auto* who = roster_.find_nick(nick);
    return who && may_know(*who, *by.user) ? who : nullptr;
}

bool room::quiet() const
{
    return members().size() > settings_.join_limit;
}

room::presence room::presence_of(const member& who)
{
    return {who.on_irc(), who.on_irc() && who.may_create(),
            who.on_irc() ? who.away : std::string(not_on_irc)};
}

void room::announce_presence(member& who, const presence& before, base::wall_time wall, const client* except)
{
    const auto after = presence_of(who);
    if (!who.listed || after == before || quiet())
        return;
    std::vector<line> lines;
    if (after.away != before.away)
        lines.push_back(away_line(who, after.away, wall));
    if (after.voiced != before.voiced)
        lines.push_back({.source = settings_.server_name,
                         .command = "MODE",
                         .params = {settings_.channel, after.voiced ? "+v" : "-v", who.nick},
                         .time = wall});
    broadcast(std::move(lines), except);
}

void room::list(member& who, base::wall_time wall)
{
    list(who, wall, nullptr);
}

void room::list(member& who, base::wall_time wall, const client* except)
{
    if (who.met && who.listed)
        return;
    const bool some_know = std::exchange(who.listed, true);
    who.met = true;
    introduce(who, wall, except, [&](const member& to) { return !some_know || !to.may_read_people(); });
}

void room::list_known(member& who, base::wall_time wall)
{
    if (!std::exchange(who.listed, true))
        introduce(who, wall, nullptr, [&](const member& to) { return is_member(who, to); });
}

void room::introduce(const member& who, base::wall_time wall, const client* except, const audience& to)
{
    if (quiet())
        return;
    std::vector<line> lines{{.source = who.mask(),
                             .command = "JOIN",
                             .params = {settings_.channel},
                             .time = wall,
                             .account = who.account,
                             .real_name = who.real_name}};
    if (const auto away = presence_of(who).away)
        lines.push_back(away_line(who, away, wall));
    broadcast(std::move(lines), except, to);
}

void room::join(client& who, base::time_point now, base::wall_time wall)
{
    if (who.joined)
        return;
    auto& user = *who.user;
    auto before = presence_of(user);
    who.joined = true;
    who.joined_at = now;
    who.joined_wall = wall;
    user.joined.push_back(who.id);
    if (!user.listed)
        before.away = presence_of(user).away; // said with it
    list(user, wall, &who);
    announce_presence(user, before, wall, &who);

    send(who, {.source = user.mask(),
               .command = "JOIN",
               .params = {settings_.channel},
               .time = wall,
               .account = user.account,
               .real_name = user.real_name});
    if (!settings_.topic.empty()) {
        const auto since = std::chrono::floor<std::chrono::seconds>(topic_since_).time_since_epoch().count();
        reply(who, numeric::RPL_TOPIC, {settings_.channel}, settings_.topic);
        reply(who, numeric::RPL_TOPICWHOTIME,
              {settings_.channel, settings_.server_name, std::to_string(since)});
    }
    if (who.caps.has(irc::cap::read_marker)) // wanted before 366
        tell_marker(who, settings_.channel);
    if (!who.caps.has(irc::cap::no_implicit_names))
        names(who);
    if (!is_pushed_history(who)) {
        if (who.receipt) // it was, once
            who.receipt->suspend();
        return;
    }
    if (!who.receipt)
        who.receipt.emplace(receipts_.take(user.id, who.user_name, wall));
    who.waiting_for_history = true;
    ++who.histories;
    act(read_history{who.id, settings_.history});
}

void room::part(client& who, std::string_view reason, base::wall_time wall)
{
    if (!who.joined)
        return;
    line gone{.source = who.user->mask(),
              .command = "PART",
              .params = {settings_.channel},
              .time = wall,
              .account = who.user->account};
    if (!reason.empty())
        gone.text = reason;
    send(who, gone);
    const auto before = presence_of(*who.user);
    leave_channel(who);
    announce_presence(*who.user, before, wall, nullptr);
}

void room::leave_channel(client& who)
{
    who.joined = false;
    who.waiting_for_history = false;
    who.held.clear();
    who.held_reactions.clear();
    who.held_bytes = 0;
    who.shown.clear();
    who.history_from.reset();
    std::erase(who.user->joined, who.id);
}

void room::names(client& to)
{
    const bool full = to.caps.has(irc::cap::userhost_in_names);
    // The line's fixed part: ":server 353 nick = #channel :" and its end.
    const std::size_t fixed =
        settings_.server_name.size() + to.user->nick.size() + settings_.channel.size() + 14;
    std::string text;
    const auto flush = [&] {
        if (!text.empty())
            reply(to, numeric::RPL_NAMREPLY, {"=", settings_.channel}, text);
        text.clear();
    };
    for (const auto* who : members(to)) {
        const auto name = (presence_of(*who).voiced ? "+" : "") + (full ? who->mask() : who->nick);
        if (fixed + text.size() + 1 + name.size() > 512)
            flush();
        text += (text.empty() ? "" : " ") + name;
    }
    flush();
    reply(to, numeric::RPL_ENDOFNAMES, {settings_.channel}, "End of /NAMES list");
}

void room::set_away(client& who, std::optional<std::string> message, base::wall_time wall)
{
    who.away = std::move(message);
    const auto before = presence_of(*who.user);
    update_away(*who.user, wall);
    announce_presence(*who.user, before, wall, nullptr);
}

// Away only when all clients are; then with the message of the newest. A client that came by itself and says
// so with "*" counts for nothing beside others. https://ircv3.net/specs/extensions/pre-away
void room::update_away(member& who, base::wall_time wall)
{
    const auto before = std::exchange(who.away, std::nullopt);
    bool somebody = false;
    for (const auto id : who.clients) {
        const auto* one = find(id);
        if (one->unattended()) {
            if (!somebody)
                who.away = nobody_there;
            continue;
        }
        somebody = true;
        who.away = one->away;
        if (!who.away)
            break;
    }
    if (who.away != before && !who.clients.empty())
        tell_watchers(who, away_line(who, who.away, wall));
}

void room::learned(const directus::person& person, base::wall_time wall)
{
    const bool known = roster_.find(person.id);
    const auto learnt = roster_.learn(person);
    auto& who = *learnt.who;
    who.bot |= is_listed_bot(person); // not every reader is told the e-mail address
    std::vector<line> lines;
    if (!learnt.old_mask.empty())
        lines.push_back({.source = learnt.old_mask,
                         .command = "NICK",
                         .text = who.nick,
                         .time = wall,
                         .account = who.account});
    if (learnt.real_name) // https://ircv3.net/specs/extensions/setname
        lines.push_back({.source = who.mask(),
                         .command = "SETNAME",
                         .text = who.real_name,
                         .time = wall,
                         .account = who.account,
                         .only_with = irc::cap::setname});
    if (settings_.account_is_email && !person.email.empty() &&
        std::exchange(who.account, person.email) != person.email &&
        known) // https://ircv3.net/specs/extensions/account-notify
        lines.push_back({.source = who.mask(),
                         .command = "ACCOUNT",
                         .params = {who.account},
                         .time = wall,
                         .account = who.account,
                         .only_with = irc::cap::account_notify});
    if (lines.empty())
        return;
    wire_cache cache(std::move(lines));
    const bool announce_to_all = who.listed && !quiet();
    for (auto& [id, one] : clients_)
        if (one->user == &who || (one->joined && announce_to_all && is_member(who, *one->user)))
            push(*one, cache.for_caps(one->caps));
    for (const auto& what : cache.lines())
        if (what.only_with)
            tell_watchers(who, what);
    if (!learnt.old_mask.empty())
        watched_under(who, std::string_view(learnt.old_mask).substr(0, learnt.old_mask.find('!')));
}

void room::rights_changed(member& who, directus::rights now_has, base::wall_time wall)
{
    const bool could_read = who.may_read();
    const auto before = presence_of(who);
    who.rights = std::move(now_has);
    announce_presence(who, before, wall, nullptr);
    if (!could_read || who.may_read() || !who.listed)
        return;
    line gone{.source = who.mask(), .command = "PART", .params = {settings_.channel}, .time = wall};
    if (who.on_irc()) {
        gone.source = settings_.server_name;
        gone.command = "KICK";
        gone.params.push_back(who.nick);
    }
    gone.text = "Directus no longer permits reading the messages";
    const bool tell_all = !quiet();
    broadcast({std::move(gone)}, nullptr,
              [&](const member& one) { return &one == &who || (tell_all && is_member(who, one)); });
    for (const auto id : std::vector(who.joined))
        leave_channel(*find(id));
    who.listed = who.met = false;
}

void room::forget_strangers(base::wall_time wall)
{
    const bool tell = !quiet();
    roster_.forget_strangers(settings_.strangers_limit, [&](member& who) {
        if (who.listed && tell)
            broadcast({{.source = who.mask(),
                        .command = "PART",
                        .params = {settings_.channel},
                        .text = "not seen for long",
                        .time = wall,
                        .account = who.account}},
                      nullptr, [&](const member& to) { return is_member(who, to); });
        who.listed = false;
    });
}

} // namespace bridge
