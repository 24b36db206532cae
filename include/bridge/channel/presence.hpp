// Who is on the channel, on IRC, away or a bot, and what the others are told of it. Owns everyone the gateway
// has heard of.
#pragma once

#include "base/clock.hpp"
#include "bridge/channel/audience.hpp"
#include "bridge/channel/room_settings.hpp"
#include "bridge/channel/watchers.hpp"
#include "bridge/people/recent_writers.hpp"
#include "bridge/people/roster.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bridge {

class presence {
public:
    // Both have to outlive it.
    presence(const room_settings& settings, audience& clients)
        : settings_(settings)
        , clients_(clients)
        , people_(settings.server_name, settings.account == account_kind::id)
        , watchers_(clients, settings.server_name)
    {
    }

    roster& people() { return people_; }
    const roster& people() const { return people_; }
    monitor& monitored() { return watchers_.lists(); }

    // What becomes of a client, already so. All that the others see of its user's is announced.
    void connected(client& who, base::wall_time wall);
    void disconnected(client& who, base::wall_time wall);
    void joined(client& who, base::wall_time wall);
    void left(client& who, base::wall_time wall);
    void set_away(client& who, std::optional<std::string> message, base::wall_time wall);
    void set_bot(client& who, bool on); // mode B

    // Channel members visible to this client, in the order first seen.
    std::vector<const member*> members(const client& to) const;
    bool quiet() const; // too many members to announce anything about them
    // As typed, any case; null for whom `by` does not know.
    const member* find_nick(std::string_view nick, const client& by);
    // What a client is told of somebody's absence. Those who share the channel were told whether they are on
    // it; for others it counts that they are connected.
    std::optional<std::string> away_as_seen(const member& who, const client& by) const;

    // Counts the author of a row that was not sent over IRC as present for 5 minutes from the row's date.
    void wrote(member& who, const std::optional<base::wall_time>& date, base::time_point now,
               base::wall_time wall);
    void fired(base::time_point now, base::wall_time wall);
    std::optional<base::time_point> deadline() const; // of fired(); empty for never

    // Puts on the list who came or wrote; `list_known`: whom the directory names.
    void list(member& who, base::wall_time wall);
    void list_known(member& who, base::wall_time wall);
    void learned(const directus::person& person, base::wall_time wall);
    // Returns the clients that are not on the channel any more, as their user may no longer read it.
    std::vector<client_id> rights_changed(member& who, directus::rights now_has, base::wall_time wall);
    // Keeps the number of people who are known as authors alone within `strangers_limit`.
    void forget_strangers(base::wall_time wall);

private:
    // A member as other users see them.
    struct state {
        bool on_irc = false;
        bool voiced = false;
        std::optional<std::string> away;
        friend bool operator==(const state&, const state&) = default;
    };

    static state state_of(const member& who);
    std::size_t member_count() const;
    // What changed since `before`.
    void announce(member& who, const state& before, base::wall_time wall, const client* except = nullptr);
    void list(member& who, base::wall_time wall, const client* except);
    void introduce(const member& who, base::wall_time wall, const client* except, const member_filter& to);
    void announce_names(const roster::changes& changes, base::wall_time wall);
    void tell_of(const member& who, const line_maker& make);
    void tell_watchers(const member& who, const line_maker& make);
    void naming_changed(member& who, naming now_sees, base::wall_time wall);
    void update_away(member& who, base::wall_time wall);
    void update_bot(member& who);
    bool is_listed_bot(const directus::person& person) const;

    const room_settings& settings_;
    audience& clients_;
    roster people_;
    watchers watchers_;
    recent_writers writers_;
};

} // namespace bridge
