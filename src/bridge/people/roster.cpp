#include "bridge/people/roster.hpp"

#include "irc/graphemes.hpp"
#include "irc/looks.hpp"
#include "irc/nicknames.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <iterator>
#include <unordered_set>
#include <utility>

namespace bridge {

bool is_member(const member& who, const member& to)
{
    return who.listed && (who.met ? to.may_read() : to.may_read_people());
}

bool may_know(const member& who, const member& by)
{
    if (&who == &by)
        return true;
    return who.met || !who.clients.empty() ? by.may_read() : by.may_read_people();
}

roster::roster(std::string_view server_name, bool whole_ids)
    : whole_ids_(whole_ids)
    , nicks_({"Directus", "anonymous", server_name})
{
}

member* roster::find(const user_id& id)
{
    const auto found = people_.find(id);
    return found == people_.end() ? nullptr : found->second.get();
}

member* roster::find_nick(std::string_view nick)
{
    const auto found = by_folded_nick_.find(irc::folded(nick));
    return found == by_folded_nick_.end() ? nullptr : found->second;
}

member* roster::find_code(std::string_view code)
{
    const auto folded = irc::folded(code);
    for (const auto& id : nicks_.ids_like(code))
        if (auto* who = find(id); who && irc::folded(who->code) == folded)
            return who;
    return nullptr;
}

bool roster::knows_name(const user_id& id) const
{
    const auto found = people_.find(id);
    return found != people_.end() && found->second->named;
}

member& roster::ensure(const user_id& id)
{
    if (auto* known = find(id)) {
        known->seen = ++seen_;
        return *known;
    }
    auto fresh = std::make_unique<member>();
    auto& who = *fresh;
    who.id = id;
    who.seen = ++seen_;
    set_account(who);
    people_.emplace(id, std::move(fresh));
    order_.push_back(&who);
    const auto changed = nicks_.put(id, {});
    unsettled_.insert(unsettled_.end(), changed.begin(), changed.end());
    who.code = nicks_.code(id);
    rename(who, who.code);
    who.real_name = who.code;
    return who;
}

// Gives users whose ids begin alike their whole ids, the user who had the beginning included: bots trust
// accounts.
void roster::set_account(member& who)
{
    const auto use = [](member& of, std::string account) {
        if (of.account == of.id_account)
            of.account = account;
        of.id_account = std::move(account);
    };
    auto beginning = who.id.str().substr(0, 8);
    if (whole_ids_)
        return use(who, who.id.str());
    const auto [holder, is_free] = by_id_account_.try_emplace(beginning, &who);
    if (is_free)
        return use(who, std::move(beginning));
    if (holder->second)
        use(*holder->second, holder->second->id.str());
    holder->second = nullptr;
    use(who, who.id.str());
}

void roster::forget_strangers(std::size_t most, const std::function<void(member&)>& gone)
{
    if (order_.size() <= most)
        return;
    std::vector<member*> strangers;
    std::ranges::copy_if(order_, std::back_inserter(strangers), &member::is_stranger);
    if (strangers.size() <= most)
        return;
    std::ranges::nth_element(strangers, strangers.end() - static_cast<std::ptrdiff_t>(most), std::less(),
                             &member::seen);
    strangers.resize(strangers.size() - most);
    for (auto* who : strangers)
        gone(*who);
    const std::unordered_set<member*> all(strangers.begin(), strangers.end());
    std::erase_if(order_, [&](auto* who) { return all.contains(who); });
    for (auto* who : strangers) {
        forget_nick(*who);
        if (const auto held = by_id_account_.find(who->id_account); held != by_id_account_.end())
            by_id_account_.erase(held);
        const auto id = who->id;
        const auto changed = nicks_.remove(id);
        unsettled_.insert(unsettled_.end(), changed.begin(), changed.end());
        people_.erase(id);
    }
}

namespace {

// As nicks; both empty where nothing of the name can be seen.
nicks::names names_of(const std::string& first_name, const std::string& last_name)
{
    const auto first = irc::nick_from(first_name);
    const auto last = irc::nick_from(last_name);
    if (first.empty())
        return {last, last};
    return {first, last.empty() ? first : irc::nick_from(first_name + " " + last_name)};
}

} // namespace

roster::changes roster::learn(const directus::person& person)
{
    const bool is_new = !find(person.id);
    auto& who = ensure(person.id);
    const bool is_unnamed = person.first_name.empty() && person.last_name.empty();
    if (is_unnamed && (who.named || person.address_name.empty()))
        return settle();
    const auto& first = is_unnamed ? person.address_name : person.first_name;
    const auto& last = person.last_name;
    auto names = names_of(first, last);
    const bool has_nick = !names.first.empty();
    who.named = has_nick && !is_unnamed;
    const auto changed = nicks_.put(person.id, std::move(names));
    unsettled_.insert(unsettled_.end(), changed.begin(), changed.end());
    auto out = settle();

    const auto full = first + (first.empty() || last.empty() ? "" : " ") + last;
    auto real_name = has_nick ? irc::printable(full, 128) : who.code;
    if (is_new)
        std::erase_if(out, [&](const change& one) { return one.who == &who; });
    if (real_name == who.real_name)
        return out;
    who.real_name = std::move(real_name);
    if (is_new)
        return out;
    const auto own = std::ranges::find(out, &who, &change::who);
    (own == out.end() ? out.emplace_back(change{.who = &who}) : *own).real_name = true;
    return out;
}

bool roster::is_taken(std::string_view nick, const member& except) const
{
    const auto holder = by_folded_nick_.find(irc::folded(nick));
    return holder != by_folded_nick_.end() && holder->second != &except;
}

// False where somebody has the nick who is still to get another.
bool roster::try_rename(member& who, changes& out)
{
    auto nick = nicks_.nick(who.id);
    auto code = nicks_.code(who.id);
    if (nick != who.nick && is_taken(nick, who))
        return false;
    change done{.who = &who};
    if (code != who.code) {
        if (!who.named && who.real_name == who.code) {
            who.real_name = code;
            done.real_name = true;
        }
        done.old_code = std::exchange(who.code, std::move(code));
    }
    if (nick != who.nick) {
        done.old_nick = who.nick;
        rename(who, std::move(nick));
    }
    if (!done.old_nick.empty() || !done.old_code.empty())
        out.push_back(std::move(done));
    return true;
}

roster::changes roster::settle()
{
    std::vector<member*> pending;
    for (const auto& id : std::exchange(unsettled_, {}))
        if (auto* who = find(id); who && std::ranges::find(pending, who) == pending.end())
            pending.push_back(who);
    changes out;
    while (!pending.empty()) {
        if (std::erase_if(pending, [&](member* who) { return try_rename(*who, out); }) > 0)
            continue;
        // They wait for each other's nicks, as users do who swap their names: one goes out of the way.
        auto& first = *pending.front();
        auto aside = nicks_.with_id(first.nick, first.id);
        if (first.nick == aside || is_taken(aside, first))
            break;
        out.push_back({.who = &first, .old_nick = first.nick});
        rename(first, std::move(aside));
    }
    return out;
}

void roster::rename(member& who, std::string nick)
{
    if (!who.nick.empty())
        forget_nick(who);
    who.nick = std::move(nick);
    by_folded_nick_[irc::folded(who.nick)] = &who;
    ++looks_[irc::looks(who.nick)];
}

void roster::forget_nick(const member& who)
{
    if (const auto held = by_folded_nick_.find(irc::folded(who.nick));
        held != by_folded_nick_.end() && held->second == &who)
        by_folded_nick_.erase(held);
    if (const auto alike = looks_.find(irc::looks(who.nick)); alike != looks_.end() && --alike->second == 0)
        looks_.erase(alike);
}

std::string roster::unverified_mask(std::string_view name) const
{
    auto nick = irc::nick_from(name);
    if (nick.empty())
        nick = "unnamed";
    const auto is_free = [&](const std::string& wanted) {
        return !nicks_.is_reserved(wanted) && !nicks_.looks_like_id(wanted) &&
               !looks_.contains(irc::looks(wanted));
    };
    const auto plain = nick;
    for (std::size_t number = 1; !is_free(nick); ++number) {
        const auto end = number == 1 ? std::string("_") : fmt::format("_{}", number);
        nick = plain.substr(0, irc::grapheme_prefix(plain, irc::max_nick_bytes - end.size(),
                                                    irc::max_nick_code_points - end.size())) +
               end;
    }
    return nick + "!u@unverified.directus";
}

} // namespace bridge
