#include "bridge/roster.hpp"

#include "irc/names.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <iterator>
#include <unordered_set>

namespace bridge {

roster::roster(std::string_view server_name)
    : reserved_{irc::folded("Directus"), irc::folded(server_name)}
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
    who.account = id.str();
    people_.emplace(id, std::move(fresh));
    order_.push_back(&who);
    rename(who, free_nick(irc::fallback_nick(id.str()), id, &who));
    who.real_name = who.nick;
    return who;
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
        by_folded_nick_.erase(irc::folded(who->nick));
        people_.erase(base::user_id(who->id)); // a copy: it goes with him
    }
}

roster::change roster::learn(const directus::person& person)
{
    const bool is_new = !find(person.id);
    auto& who = ensure(person.id);
    change result{&who, {}, false};

    auto wanted = irc::nick_from(person.first_name);
    if (wanted.empty())
        wanted = irc::nick_from(person.last_name);
    if (wanted.empty())
        return result;

    const auto nick = free_nick(wanted, person.id, &who);
    who.named = true;
    if (nick != who.nick) {
        if (!is_new)
            result.old_mask = who.mask();
        rename(who, nick);
    }
    const auto full = person.first_name + (person.first_name.empty() || person.last_name.empty() ? "" : " ") +
                      person.last_name;
    auto real_name = irc::printable(full, 128);
    if (real_name != who.real_name) {
        result.real_name = !is_new;
        who.real_name = std::move(real_name);
    }
    return result;
}

std::string roster::free_nick(std::string wanted, const user_id& id, const member* except) const
{
    const auto taken = [&](const std::string& nick) {
        const auto folded = irc::folded(nick);
        if (folded.ends_with("serv") || std::ranges::find(reserved_, folded) != reserved_.end())
            return true;
        const auto holder = by_folded_nick_.find(folded);
        return holder != by_folded_nick_.end() && holder->second != except;
    };
    if (!taken(wanted))
        return wanted;
    // Four digits of the id tell people apart; where even those are equal, more of the id does.
    auto nick = irc::disambiguated(wanted, id.str());
    for (std::size_t from = 4; taken(nick) && from + 4 <= id.str().size(); ++from)
        nick = irc::disambiguated(wanted, std::string_view(id.str()).substr(from));
    // Ids without digits, in a Directus that is none: whoever they are, the first number is mostly free.
    for (auto number = people_.size(); taken(nick); ++number)
        nick = irc::disambiguated(irc::disambiguated(wanted, fmt::format("{:04x}", number >> 16)),
                                  fmt::format("{:04x}", number & 0xffff));
    return nick;
}

void roster::rename(member& who, std::string nick)
{
    if (!who.nick.empty())
        by_folded_nick_.erase(irc::folded(who.nick));
    who.nick = std::move(nick);
    by_folded_nick_[irc::folded(who.nick)] = &who;
}

} // namespace bridge
