// Everyone the gateway has heard of: user ↔ nick ↔ connected clients. Nicks come from Directus, by the rule
// of nicks, and are unique.
#pragma once

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "bridge/people/nicks.hpp"
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

// How a user is shown others, and themselves: by names, or by codes where Directus does not permit the names.
enum class naming { names, codes };

// What brings a member live rows.
class row_source {
protected:
    ~row_source() = default;
};

struct member {
    user_id id;
    std::string nick;
    std::string code; // what goes for the nick where no name is known, or is to be
    std::string real_name;
    std::string id_account; // the user's id or its beginning
    std::string account;    // the same, or the e-mail address where configured
    naming sees = naming::names;
    bool named = false;              // the nick comes from a name, not from an address or the id
    bool bot = false;                // configured as one
    bool bot_client = false;         // one of the user's clients has mode +B
    bool listed = false;             // on the channel, for the gateway's run
    bool met = false;                // came or wrote; else listed only for those who may read the directory
    directus::rights rights;         // as last seen; none for somebody who never logged in
    std::vector<client_id> clients;  // connected
    bool writes_elsewhere = false;   // wrote a moment ago, through Directus
    std::vector<client_id> joined;   // those of them on the channel
    std::optional<std::string> away; // set while all his clients are away
    base::time_point last_active{};  // last line to the channel
    base::wall_time signed_on{};     // of the newest client
    std::uint64_t seen = 0;          // when the roster was last asked for him: larger is later
    // His read marker of the channel. https://ircv3.net/specs/extensions/read-marker
    std::optional<base::wall_time> read_until{};
    const row_source* feed = nullptr; // if anything does; the room leaves it alone

    // He has never logged in, or has lost all that he could do; and nothing is known of him but a name.
    bool is_stranger() const { return clients.empty() && !read_until && rights == directus::rights(); }
    bool on_irc() const { return !joined.empty(); }
    bool is_bot() const { return bot || bot_client; }
    // May write, or has never logged in: the permissions of such a user are not known, only their messages.
    bool is_voiced() const { return rights == directus::rights() || may_create(); }
    bool may_read() const { return rights.read != directus::access::none && rights.obstacle.empty(); }
    bool may_read_people() const { return may_read() && rights.read_people; }
    bool may_create() const
    {
        return rights.create != directus::access::none && rights.obstacle.empty() &&
               rights.create_obstacle.empty();
    }
    bool may_update() const { return rights.update != directus::access::none; }
    bool may_remove() const { return rights.remove != directus::access::none; }
    bool may_read_reactions() const { return rights.read_reactions != directus::access::none; }
    bool may_react() const { return rights.create_reactions != directus::access::none; }
    bool may_unreact() const { return rights.remove_reactions != directus::access::none; }
    std::string host() const { return "user-" + id.str().substr(0, 8) + ".directus"; }
    std::string mask() const { return mask_with(nick); }
    const std::string& nick_as(naming how) const { return how == naming::codes ? code : nick; }
    const std::string& real_name_as(naming how) const { return how == naming::codes ? code : real_name; }
    const std::string& account_as(naming how) const { return how == naming::codes ? id_account : account; }
    std::string mask_as(naming how) const { return mask_with(nick_as(how)); }
    std::string mask_with(std::string_view of) const { return std::string(of) + "!u@" + host(); }
};

// A user without permission to read the messages sees only themselves. Other users see everybody who came or
// wrote, and the rest only with permission to read Directus's users.
bool is_member(const member& who, const member& to); // of the channel, as `to` may know
bool may_know(const member& who, const member& by);

class roster {
public:
    // `server_name` cannot be anybody's nick. `whole_ids`: an account is a user's whole id, not its
    // beginning.
    explicit roster(std::string_view server_name, bool whole_ids = false);

    // What the others have to be told of, in this order.
    struct change {
        member* who;
        std::string old_nick{}; // empty: the same
        std::string old_code{};
        bool real_name = false;

        std::string old_mask() const { return old_nick.empty() ? std::string() : who->mask_with(old_nick); }
    };
    using changes = std::vector<change>;
    // A person as Directus tells; missing names leave known ones in force, and where none is known the
    // address goes for them. A name that others have, too, may change their nicks.
    changes learn(const directus::person& person);
    // Somebody of whom only the id is known.
    member& ensure(const user_id& id);
    // Nicks that became others as users were first heard of or forgotten.
    changes settle();

    member* find(const user_id& id);
    member* find_nick(std::string_view nick); // as typed, any case
    member* find_code(std::string_view code); // the same
    bool knows_name(const user_id& id) const;
    // The mask for an author's name that nothing verifies: a nick that looks like no user's.
    std::string unverified_mask(std::string_view name) const;

    // Of those who never logged in so many at most: the others, seen longest ago, are forgotten, each told to
    // `gone` before. A Directus that invents authors would fill memory with them. Pre: nobody has a member in
    // hand.
    void forget_strangers(std::size_t most, const std::function<void(member&)>& gone);

    const std::vector<member*>& everyone() const { return order_; } // in the order they became known

private:
    void rename(member& who, std::string nick);
    void forget_nick(const member& who);
    void set_account(member& who);
    bool is_taken(std::string_view nick, const member& except) const;
    bool try_rename(member& who, changes& out);

    const bool whole_ids_;
    std::unordered_map<user_id, std::unique_ptr<member>> people_;
    std::unordered_map<std::string, member*> by_id_account_; // null: the beginning of several users' ids
    std::unordered_map<std::string, member*> by_folded_nick_;
    std::unordered_map<std::string, std::size_t> looks_; // of the nicks, and how many look like that
    std::vector<member*> order_;
    nicks nicks_;
    std::vector<user_id> unsettled_; // whose nick may be another
    std::uint64_t seen_ = 0;
};

} // namespace bridge
