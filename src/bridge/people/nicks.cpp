#include "bridge/people/nicks.hpp"

#include "irc/looks.hpp"
#include "irc/nicknames.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>

namespace bridge {

namespace {

constexpr std::size_t shortest = 4; // digits of an id in a nick
constexpr std::array<std::size_t, 4> lengths{shortest, 8, 16, 24};
constexpr std::size_t hash_digits = 16;

// A hash that is the same in every gateway.
std::uint64_t fnv1a(std::string_view text)
{
    std::uint64_t hash = 0xcbf29ce484222325U;
    for (const char c : text)
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
    return hash;
}

// The hex digits of an id, and behind them those of its hash: an id that is no UUID may have too few.
std::string digits_of(const user_id& user)
{
    std::string out;
    for (const char c : user.str()) {
        if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))
            out += c;
        else if (c >= 'A' && c <= 'F')
            out += static_cast<char>(c - 'A' + 'a');
    }
    return out + fmt::format("{:016x}", fnv1a(user.str()));
}

std::string key_of_look(std::string_view look)
{
    return std::string("n").append(look);
}

std::string key_of_id(std::string_view digits)
{
    return std::string("i").append(digits);
}

std::string key_of_watch(std::string_view digits)
{
    return std::string("w").append(digits);
}

// As irc::looks() leaves hex digits.
bool is_hex_look(std::string_view text)
{
    return text.find_first_not_of("ol23456789abcdef") == std::string_view::npos;
}

// The digits that such a nick would be made from, as an id begins; nothing where it is none.
std::optional<std::string> id_in(std::string_view look)
{
    constexpr std::string_view user = "user";
    const auto mark = look.rfind('_');
    auto digits = mark == std::string_view::npos ? std::string_view() : look.substr(mark + 1);
    if (mark == std::string_view::npos && look.starts_with(user))
        digits = look.substr(user.size());
    if (digits.size() < shortest || !is_hex_look(digits))
        return std::nullopt;
    std::string begin(digits.substr(0, shortest));
    std::ranges::replace(begin, 'o', '0');
    std::ranges::replace(begin, 'l', '1');
    return begin;
}

} // namespace

nicks::nicks(const std::vector<std::string_view>& reserved)
{
    for (const auto nick : reserved)
        reserved_.insert(irc::looks(nick));
}

std::vector<std::string> nicks::keys_of_id(const user_id& user)
{
    const auto digits = digits_of(user);
    std::vector<std::string> keys;
    keys.reserve(std::size(lengths));
    for (const auto length : lengths)
        keys.push_back(key_of_id(std::string_view(digits).substr(0, length)));
    return keys;
}

std::vector<std::string> nicks::keys_of_names(const names& are)
{
    std::vector<std::string> keys;
    for (const auto& nick : {are.first, are.full}) {
        if (nick.empty())
            continue;
        const auto look = irc::looks(nick);
        keys.push_back(key_of_look(look));
        if (const auto digits = id_in(look))
            keys.push_back(key_of_watch(*digits));
    }
    std::ranges::sort(keys);
    keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
    return keys;
}

const nicks::holders* nicks::find(const std::string& key) const
{
    const auto found = index_.find(fnv1a(key));
    return found == index_.end() ? nullptr : &found->second;
}

// A key that one user has alone, or had until now, decides what they are called.
void nicks::tell_neighbours(const std::string& key, std::size_t crowd, std::vector<user_id>& changed) const
{
    const auto tell = [&](const holders* users, std::size_t most) {
        if (users && users->size() <= most)
            for (const auto* one : *users)
                changed.push_back(*one);
    };
    const auto* users = find(key);
    tell(users, crowd);
    if (key.starts_with('i') && key.size() == 1 + shortest)
        tell(find(key_of_watch(std::string_view(key).substr(1))), users_.size());
}

void nicks::add(const std::string& key, const user_id& user, std::vector<user_id>& changed)
{
    index_[fnv1a(key)].push_back(&user);
    tell_neighbours(key, 2, changed);
}

void nicks::drop(const std::string& key, const user_id& user, std::vector<user_id>& changed)
{
    const auto found = index_.find(fnv1a(key));
    std::erase(found->second, &user);
    if (found->second.empty())
        index_.erase(found);
    tell_neighbours(key, 1, changed);
}

std::vector<user_id> nicks::put(const user_id& user, names are)
{
    std::vector<user_id> changed{user};
    const auto [known, is_new] = users_.try_emplace(user);
    const auto& kept = known->first;
    if (is_new)
        for (const auto& key : keys_of_id(kept))
            add(key, kept, changed);
    if (known->second != are) {
        for (const auto& key : keys_of_names(known->second))
            drop(key, kept, changed);
        known->second = std::move(are);
        for (const auto& key : keys_of_names(known->second))
            add(key, kept, changed);
    }
    return changed;
}

std::vector<user_id> nicks::remove(const user_id& user)
{
    std::vector<user_id> changed{user};
    const auto known = users_.find(user);
    if (known == users_.end())
        return changed;
    for (const auto& key : keys_of_names(known->second))
        drop(key, known->first, changed);
    for (const auto& key : keys_of_id(known->first))
        drop(key, known->first, changed);
    users_.erase(known);
    return changed;
}

bool nicks::is_alone(const std::string& key) const
{
    const auto* users = find(key);
    return !users || users->size() == 1;
}

bool nicks::is_reserved(std::string_view nick) const
{
    const auto look = irc::looks(nick);
    return look.ends_with(irc::looks("serv")) || reserved_.contains(look);
}

std::vector<user_id> nicks::ids_like(std::string_view nick) const
{
    std::vector<user_id> out;
    const auto digits = id_in(irc::looks(nick));
    if (const auto* users = digits ? find(key_of_id(*digits)) : nullptr)
        for (const auto* one : *users)
            out.push_back(*one);
    return out;
}

bool nicks::looks_like_id(std::string_view nick, const user_id& except) const
{
    return std::ranges::any_of(ids_like(nick), [&](const user_id& one) { return one != except; });
}

bool nicks::is_free(const std::string& nick, const user_id& user) const
{
    return is_alone(key_of_look(irc::looks(nick))) && !is_reserved(nick) && !looks_like_id(nick, user);
}

std::string nicks::beginning_of_id(const user_id& user) const
{
    const auto digits = digits_of(user);
    for (const auto length : lengths)
        if (is_alone(key_of_id(std::string_view(digits).substr(0, length))))
            return digits.substr(0, length);
    // Made by hand, and not by chance: the hash tells them apart.
    return digits.substr(0, shortest) + digits.substr(digits.size() - hash_digits);
}

std::string nicks::nick(const user_id& user) const
{
    const auto& are = users_.at(user);
    if (are.first.empty())
        return code(user);
    for (const auto& wanted : {are.first, are.full})
        if (is_free(wanted, user))
            return wanted;
    return with_id(are.full, user);
}

std::string nicks::code(const user_id& user) const
{
    return "User" + beginning_of_id(user);
}

std::string nicks::with_id(std::string_view nick, const user_id& user) const
{
    return irc::disambiguated(nick, beginning_of_id(user));
}

} // namespace bridge
