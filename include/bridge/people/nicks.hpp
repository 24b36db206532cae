// Which nick each user has, from the names and ids of all who are known. Order plays no part: every gateway
// that knows the same users gives the same nicks, and no nick passes from one user to another by who came
// first.
#pragma once

#include "base/ids.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace bridge {

using base::user_id;

class nicks {
public:
    // Of these nobody gets one that looks like it, nor any that ends in "serv".
    explicit nicks(const std::vector<std::string_view>& reserved);

    // A user's names as nicks: both empty where none is known, else both set.
    struct names {
        std::string first;
        std::string full;
        friend bool operator==(const names&, const names&) = default;
    };
    // Each returns the users whose nick or code may be another now, the given one included.
    std::vector<user_id> put(const user_id& user, names are);
    std::vector<user_id> remove(const user_id& user);

    // The first name where nobody else has it, then the full name, then the full name with the beginning of
    // the id; the code of a user without a name. Pre: the user is known.
    std::string nick(const user_id& user) const;
    // "User" and the beginning of the id: 4 hex digits, more where another user's id begins like it.
    std::string code(const user_id& user) const;
    // The nick with the beginning of the id that tells the user apart from all others.
    std::string with_id(std::string_view nick, const user_id& user) const;

    bool is_reserved(std::string_view nick) const;
    // Whether the nick looks like one that is made from the id of a user other than `except`.
    bool looks_like_id(std::string_view nick, const user_id& except = {}) const;
    // Users whose ids begin with the digits of such a nick.
    std::vector<user_id> ids_like(std::string_view nick) const;

private:
    using holders = std::vector<const user_id*>; // within users_

    // What of a user is looked for: prefixes of the id, looks of the names, prefixes of ids that stand in
    // names.
    static std::vector<std::string> keys_of_id(const user_id& user);
    static std::vector<std::string> keys_of_names(const names& are);
    const holders* find(const std::string& key) const; // null where there are none
    void add(const std::string& key, const user_id& user, std::vector<user_id>& changed);
    void drop(const std::string& key, const user_id& user, std::vector<user_id>& changed);
    void tell_neighbours(const std::string& key, std::size_t crowd, std::vector<user_id>& changed) const;
    bool is_alone(const std::string& key) const;
    bool is_free(const std::string& nick, const user_id& user) const;
    std::string beginning_of_id(const user_id& user) const;

    std::unordered_set<std::string> reserved_; // by their looks
    std::unordered_map<user_id, names> users_;
    std::unordered_map<std::uint64_t, holders> index_; // by the hash of a key
};

} // namespace bridge
