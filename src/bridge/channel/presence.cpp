#include "bridge/channel/presence.hpp"

#include "bridge/channel/server_lines.hpp"
#include "irc/casemap.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace bridge {

namespace {

constexpr std::string_view not_on_irc = "not on IRC";
constexpr base::duration there_after_writing = std::chrono::minutes(5);
constexpr std::string_view nobody_there = "away"; // for those to whom "*" would say nothing

// https://ircv3.net/specs/extensions/away-notify
line away_line(const member& who, std::optional<std::string> message, base::wall_time wall, naming how)
{
    return {.source = who.mask_as(how),
            .command = "AWAY",
            .text = std::move(message),
            .time = wall,
            .account = who.account_as(how),
            .only_with = irc::cap::away_notify};
}

} // namespace

presence::state presence::state_of(const member& who)
{
    state out{who.on_irc(), who.is_voiced(), {}};
    if (!who.writes_elsewhere)
        out.away = who.on_irc() ? who.away : std::string(not_on_irc);
    return out;
}

void presence::wrote(member& who, const std::optional<base::wall_time>& date, base::time_point now,
                     base::wall_time wall)
{
    const auto since = std::max(wall - date.value_or(wall), base::duration::zero());
    if (since >= there_after_writing)
        return;
    const auto before = state_of(who);
    who.writes_elsewhere = true;
    writers_.add(who.id, now + (there_after_writing - since));
    announce(who, before, wall);
}

void presence::fired(base::time_point now, base::wall_time wall)
{
    for (const auto& id : writers_.take_due(now))
        if (auto* who = people_.find(id)) {
            const auto before = state_of(*who);
            who->writes_elsewhere = false;
            announce(*who, before, wall);
        }
}

std::optional<base::time_point> presence::deadline() const
{
    return writers_.deadline();
}

void presence::connected(client& who, base::wall_time wall)
{
    auto& user = *who.user;
    const auto before = state_of(user);
    user.clients.push_back(who.id);
    if (user.clients.size() == 1)
        watchers_.came_online(user);
    update_away(user, wall);
    announce(user, before, wall);
}

void presence::disconnected(client& who, base::wall_time wall)
{
    auto& user = *who.user;
    const auto before = state_of(user);
    std::erase(user.clients, who.id);
    watchers_.lists().clear(who.id);
    if (user.clients.empty())
        watchers_.went_offline(user);
    update_away(user, wall);
    update_bot(user);
    announce(user, before, wall);
}

void presence::joined(client& who, base::wall_time wall)
{
    auto& user = *who.user;
    auto before = state_of(user);
    user.joined.push_back(who.id);
    if (!user.listed)
        before.away = state_of(user).away; // said with it
    list(user, wall, &who);
    announce(user, before, wall, &who);
}

void presence::left(client& who, base::wall_time wall)
{
    const auto before = state_of(*who.user);
    std::erase(who.user->joined, who.id);
    announce(*who.user, before, wall);
}

void presence::set_away(client& who, std::optional<std::string> message, base::wall_time wall)
{
    who.away = std::move(message);
    const auto before = state_of(*who.user);
    update_away(*who.user, wall);
    announce(*who.user, before, wall);
}

// Away only when all clients are; then with the message of the newest. A client that came by itself and says
// so with "*" counts for nothing beside others. https://ircv3.net/specs/extensions/pre-away
void presence::update_away(member& who, base::wall_time wall)
{
    const auto before = std::exchange(who.away, std::nullopt);
    bool somebody = false;
    for (const auto id : who.clients) {
        const auto* one = clients_.find(id);
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
        tell_watchers(who, [&](naming how) { return std::vector{away_line(who, who.away, wall, how)}; });
}

std::size_t presence::member_count() const
{
    return static_cast<std::size_t>(
        std::ranges::count_if(people_.everyone(), [](const member* who) { return who->listed; }));
}

std::vector<const member*> presence::members(const client& to) const
{
    std::vector<const member*> out;
    for (const auto* who : people_.everyone())
        if (is_member(*who, *to.user))
            out.push_back(who);
    return out;
}

bool presence::quiet() const
{
    return member_count() > settings_.join_limit;
}

const member* presence::find_nick(std::string_view nick, const client& by)
{
    const auto* who = by.user->sees == naming::codes ? people_.find_code(nick) : people_.find_nick(nick);
    return who && may_know(*who, *by.user) ? who : nullptr;
}

void presence::set_bot(client& who, bool on)
{
    who.bot = on;
    update_bot(*who.user);
}

void presence::update_bot(member& who)
{
    who.bot_client = std::ranges::any_of(who.clients, [&](client_id id) { return clients_.find(id)->bot; });
}

// Directus keeps e-mail addresses in small letters.
bool presence::is_listed_bot(const directus::person& person) const
{
    return std::ranges::any_of(settings_.bots, [&](const std::string& one) {
        return irc::same(one, person.id.str()) || irc::same(one, person.email);
    });
}

std::optional<std::string> presence::away_as_seen(const member& who, const client& by) const
{
    if ((by.joined && is_member(who, *by.user)) || who.clients.empty())
        return state_of(who).away;
    return who.writes_elsewhere ? std::nullopt : who.away;
}

void presence::announce(member& who, const state& before, base::wall_time wall, const client* except)
{
    const auto after = state_of(who);
    if (!who.listed || after == before || quiet())
        return;
    const auto make = [&](naming how) {
        std::vector<line> lines;
        if (after.away != before.away)
            lines.push_back(away_line(who, after.away, wall, how));
        if (after.voiced != before.voiced)
            lines.push_back({.source = settings_.server_name,
                             .command = "MODE",
                             .params = {settings_.channel, after.voiced ? "+v" : "-v", who.nick_as(how)},
                             .time = wall});
        return lines;
    };
    clients_.broadcast(make, except, [&](const member& to) { return is_member(who, to); });
}

void presence::list(member& who, base::wall_time wall)
{
    list(who, wall, nullptr);
}

void presence::list(member& who, base::wall_time wall, const client* except)
{
    if (who.met && who.listed)
        return;
    const bool some_know = std::exchange(who.listed, true);
    who.met = true;
    introduce(who, wall, except, [&](const member& to) { return !some_know || !to.may_read_people(); });
}

void presence::list_known(member& who, base::wall_time wall)
{
    if (!std::exchange(who.listed, true))
        introduce(who, wall, nullptr, [&](const member& to) { return is_member(who, to); });
}

void presence::introduce(const member& who, base::wall_time wall, const client* except,
                         const member_filter& to)
{
    if (quiet())
        return;
    const auto make = [&](naming how) {
        std::vector<line> lines{{.source = who.mask_as(how),
                                 .command = "JOIN",
                                 .params = {settings_.channel},
                                 .time = wall,
                                 .account = who.account_as(how),
                                 .real_name = who.real_name_as(how)}};
        if (const auto away = state_of(who).away)
            lines.push_back(away_line(who, away, wall, how));
        return lines;
    };
    clients_.broadcast(make, except, to);
}

void presence::learned(const directus::person& person, base::wall_time wall)
{
    const bool known = people_.find(person.id);
    const auto changes = people_.learn(person);
    auto& who = people_.ensure(person.id);
    who.bot |= is_listed_bot(person); // not every reader is told the e-mail address
    announce_names(changes, wall);
    if (settings_.account == account_kind::email && !person.email.empty() &&
        std::exchange(who.account, person.email) != person.email &&
        known) // https://ircv3.net/specs/extensions/account-notify
        tell_of(who, [&](naming how) {
            std::vector<line> lines;
            if (how == naming::names) // by codes it stays the id
                lines.push_back({.source = who.mask(),
                                 .command = "ACCOUNT",
                                 .params = {who.account},
                                 .time = wall,
                                 .account = who.account,
                                 .only_with = irc::cap::account_notify});
            return lines;
        });
}

namespace {

line nick_line(const member& who, std::string_view old_nick, base::wall_time wall, naming how)
{
    return {.source = who.mask_with(old_nick),
            .command = "NICK",
            .text = who.nick_as(how),
            .time = wall,
            .account = who.account_as(how)};
}

// https://ircv3.net/specs/extensions/setname
line setname_line(const member& who, base::wall_time wall, naming how)
{
    return {.source = who.mask_as(how),
            .command = "SETNAME",
            .text = who.real_name_as(how),
            .time = wall,
            .account = who.account_as(how),
            .only_with = irc::cap::setname};
}

} // namespace

void presence::announce_names(const roster::changes& changes, base::wall_time wall)
{
    for (const auto& one : changes) {
        const auto& who = *one.who;
        const auto old_as = [&](naming how) -> const std::string& {
            return how == naming::codes ? one.old_code : one.old_nick;
        };
        tell_of(who, [&](naming how) {
            std::vector<line> lines;
            if (!old_as(how).empty())
                lines.push_back(nick_line(who, old_as(how), wall, how));
            if (how == naming::codes ? !one.old_code.empty() : one.real_name)
                lines.push_back(setname_line(who, wall, how));
            return lines;
        });
        for (const auto how : {naming::names, naming::codes})
            if (!old_as(how).empty())
                watchers_.renamed(who, old_as(how), how);
    }
}

// What has become of somebody: to their clients, the channel's, and those who watch them.
void presence::tell_of(const member& who, const line_maker& make)
{
    wire_views views(make);
    const bool announce_to_all = who.listed && !quiet();
    for (const auto& [id, one] : clients_.all())
        if (one->user == &who || (one->joined && announce_to_all && is_member(who, *one->user)))
            clients_.push(*one, views.for_client(*one));
    tell_watchers(who, make);
}

void presence::tell_watchers(const member& who, const line_maker& make)
{
    watchers_.tell(who, make, [&](const client& watcher) {
        return watcher.joined && is_member(who, *watcher.user) && !quiet();
    });
}

// Everybody is called otherwise from now on, themselves included.
void presence::naming_changed(member& who, naming now_sees, base::wall_time wall)
{
    const auto before = std::exchange(who.sees, now_sees);
    if (before == now_sees || who.clients.empty())
        return;
    for (const auto* one : people_.everyone()) {
        const bool is_same = one->nick_as(before) == one->nick_as(now_sees);
        if (is_same || (one != &who && !is_member(*one, who)))
            continue;
        wire_cache cache(
            {nick_line(*one, one->nick_as(before), wall, now_sees), setname_line(*one, wall, now_sees)});
        for (const auto id : who.clients)
            if (auto* to = clients_.find(id); to->joined || one == &who)
                clients_.push(*to, cache.for_caps(to->caps));
    }
}

std::vector<client_id> presence::rights_changed(member& who, directus::rights now_has, base::wall_time wall)
{
    const bool could_read = who.may_read();
    const auto before = state_of(who);
    who.rights = std::move(now_has);
    const bool hides = settings_.names_by_permission && !who.rights.read_people;
    naming_changed(who, hides ? naming::codes : naming::names, wall);
    announce(who, before, wall);
    if (!could_read || who.may_read() || !who.listed)
        return {};
    const auto make = [&](naming how) {
        line gone{.source = who.mask_as(how), .command = "PART", .params = {settings_.channel}, .time = wall};
        if (who.on_irc()) {
            gone.source = settings_.server_name;
            gone.command = "KICK";
            gone.params.push_back(who.nick_as(how));
        }
        gone.text = who.rights.obstacle.empty() ? "You no longer have permission to read the messages"
                                                : who.rights.obstacle;
        return std::vector{gone};
    };
    const bool tell_all = !quiet();
    clients_.broadcast(make, nullptr,
                       [&](const member& one) { return &one == &who || (tell_all && is_member(who, one)); });
    who.listed = who.met = false;
    return std::exchange(who.joined, {});
}

void presence::forget_strangers(base::wall_time wall)
{
    const bool tell = !quiet();
    people_.forget_strangers(settings_.strangers_limit, [&](member& who) {
        if (who.listed && tell)
            clients_.broadcast(
                [&](naming how) {
                    return std::vector<line>{{.source = who.mask_as(how),
                                              .command = "PART",
                                              .params = {settings_.channel},
                                              .text = "not seen for long",
                                              .time = wall,
                                              .account = who.account_as(how)}};
                },
                nullptr, [&](const member& to) { return is_member(who, to); });
        who.listed = false;
    });
    announce_names(people_.settle(), wall);
}

} // namespace bridge
