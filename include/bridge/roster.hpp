// Everyone the gateway has heard of: user ↔ nick ↔ connected clients. Nicks come from Directus and are unique
// after case folding: the first known keeps the plain form.
#pragma once

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "directus/types.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace bridge {

using base::client_id;
using base::user_id;

struct member {
    user_id id;
    std::string nick;
    std::string real_name;
    std::string account;             // the user's id, or e-mail where configured
    bool named = false;              // the nick comes from a name, not from the id
    bool bot = false;                // configured as one
    bool listed = false;             // on the channel, for the gateway's run
    bool met = false;                // came or wrote; else listed only for those who may read the directory
    directus::rights rights;         // as last seen; none for somebody who never logged in
    std::vector<client_id> clients;  // connected
    std::vector<client_id> joined;   // those of them on the channel
    std::optional<std::string> away; // set while all his clients are away
    base::time_point last_active{};  // last line to the channel
    base::wall_time signed_on{};     // of the newest client
    std::uint64_t seen = 0;          // when the roster was last asked for him: larger is later
    // His read marker of the channel. https://ircv3.net/specs/extensions/read-marker
    std::optional<base::wall_time> read_until{};
    const void* feed = nullptr; // what brings him live rows, if anything does; the room leaves it alone

    // He has never logged in, or has lost all that he could do; and nothing is known of him but a name.
    bool is_stranger() const { return clients.empty() && !read_until && rights == directus::rights(); }
    bool on_irc() const { return !joined.empty(); }
    bool may_read() const { return rights.read != directus::access::none; }
    bool may_read_people() const { return may_read() && rights.read_people; }
    bool may_create() const { return rights.create != directus::access::none; }
    bool may_update() const { return rights.update != directus::access::none; }
    bool may_remove() const { return rights.remove != directus::access::none; }
    bool may_read_reactions() const { return rights.read_reactions != directus::access::none; }
    bool may_react() const { return rights.create_reactions != directus::access::none; }
    bool may_unreact() const { return rights.remove_reactions != directus::access::none; }
    std::string host() const { return "user-" + id.str().substr(0, 8) + ".directus"; }
    std::string mask() const { return nick + "!u@" + host(); }
};

class roster {
public:
    // `server_name` cannot be anybody's nick.
    explicit roster(std::string_view server_name);

    struct change {
        member* who;
        std::string old_mask; // set where the nick changed
        bool real_name = false;
    };
    // A person as Directus tells; a missing name leaves a known one in force.
    change learn(const directus::person& person);
    // Somebody of whom only the id is known.
    member& ensure(const user_id& id);

    member* find(const user_id& id);
    member* find_nick(std::string_view nick); // as typed, any case
    bool knows_name(const user_id& id) const;

    // Of those who never logged in so many at most: the others, seen longest ago, are forgotten, each told to
    // `gone` before. A Directus that invents authors would fill memory with them. Pre: nobody has a member in
    // hand.
    void forget_strangers(std::size_t most, const std::function<void(member&)>& gone);

    const std::vector<member*>& everyone() const { return order_; } // in the order they became known

private:
    std::string free_nick(std::string wanted, const user_id& id, const member* except) const;
    void rename(member& who, std::string nick);

    std::unordered_map<user_id, std::unique_ptr<member>> people_;
    std::unordered_map<std::string, member*> by_folded_nick_;
    std::vector<member*> order_;
    std::vector<std::string> reserved_; // folded
    std::uint64_t seen_ = 0;
};

} // namespace bridge
