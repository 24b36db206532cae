// The channel and everyone on it: what happens to whom when a client speaks or Directus does. Owns the roster
// and the clients; knows no socket. What is to be sent lies in the clients' outboxes (take_dirty()), what is
// to be asked of Directus in the actions (take_actions()).
#pragma once

#include "base/clock.hpp"
#include "base/errc.hpp"
#include "bridge/client.hpp"
#include "bridge/roster.hpp"
#include "bridge/send_queue.hpp"
#include "irc/message.hpp"
#include "irc/numerics.hpp"

#include <cstdint>
#include <deque>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

namespace bridge {

class room {
public:
    struct settings {
        std::string server_name = "irc.directus";
        std::string network = "Directus";
        std::string version = "directus-ircd";
        std::string channel = "#messages";
        std::string topic;
        std::vector<std::string> motd;
        std::string admin;                // for ADMIN; empty: none named
        std::string item_link;            // what a row's link begins with; its key follows
        std::size_t history = 100;        // rows pushed after a join
        std::size_t members_limit = 500;  // a directory with more people is not listed
        std::size_t join_limit = 1000;    // above this many members nothing about them is announced
        std::size_t send_limit = 1 << 20; // bytes queued for one client
        std::size_t untold_limit = 200;   // lines that came back kept for an author who is not there
        std::size_t hold_limit = 1000;    // rows held for a client that waits for its history
        base::duration pong_delay = std::chrono::milliseconds(250); // a PONG waits that long for own lines
        bool account_is_email = false;
    };

    // Actions: what Directus has to be asked for.
    struct store { // to the end of the author's queue; answer with delivered() or returned()
        user_id author;
        send_queue::line what;
        friend bool operator==(const store&, const store&) = default;
    };
    struct read_history { // answer with history()
        client_id who;
        std::size_t limit;
        friend bool operator==(const read_history&, const read_history&) = default;
    };
    using action = std::variant<store, read_history>;

    room(settings with, base::wall_time created);

    // Clients. attach() sends the welcome; `user` is known to the roster.
    client& attach(client_id id, const user_id& user, irc::cap_set caps, base::time_point now,
                   base::wall_time wall);
    void detach(client_id id, base::wall_time wall); // nothing where it is not attached
    void received(client_id from, const irc::message& line, base::time_point now, base::wall_time wall);
    // Closes the client once its outbox is written: ERROR :Closing Link: <host> (<reason>).
    void close(client& who, std::string_view reason);
    void close_user(const user_id& user, std::string_view reason);

    // Rows. `sees` says which users a row is for; an edit or a deletion is for those of them who were shown
    // it.
    using audience = std::function<bool(const member&)>;
    void show(const change& what, const audience& sees, base::wall_time wall);
    void history(client_id who, const base::result<std::vector<directus::item>>& rows, base::wall_time wall);
    // How a client's line ended. What comes back goes to its author's newest client where the one that sent
    // it has gone, and to his next one where he has none.
    void delivered(client_id from);
    void returned(const send_queue::returned& what, const user_id& author = {});

    // People. Announces what the others see of it.
    void learned(const directus::person& person, base::wall_time wall);
    void list(member& who, base::wall_time wall);
    void rights_changed(member& who, directus::rights now_has, base::wall_time wall);

    // A server's word to the channel, for those of the audience who are on it.
    void announce(std::string_view text, const audience& to);

    void fired(base::time_point now);
    std::optional<base::time_point> deadline() const;

    std::vector<action> take_actions() { return std::exchange(actions_, {}); }
    std::vector<client_id> take_dirty();
    client* find(client_id id);
    roster& people() { return roster_; }
    std::size_t client_count() const { return clients_.size(); }
    std::size_t most_clients() const { return most_clients_; }

    // How somebody's link to Directus is, in a few words.
    using link_state = std::function<std::string(const member&)>;
    void ask_link_state(link_state of) { link_state_ = std::move(of); }

    // For the handlers of commands.
    std::string state_of_link(const member& who) const { return link_state_ ? link_state_(who) : "unknown"; }
    const settings& config() const { return settings_; }
    base::wall_time created() const { return created_; }
    bool is_channel(std::string_view name) const; // ours
    std::vector<const member*> members() const;   // listed, in the order they became known
    void reply(client& to, irc::numeric number, std::initializer_list<std::string_view> params,
               std::string_view text);
    // Without a trailing parameter.
    void reply(client& to, irc::numeric number, std::initializer_list<std::string_view> params);
    void fail(client& to, std::string_view command, std::string_view code,
              std::initializer_list<std::string_view> context, std::string_view text);
    void send(client& to, const line& what);
    void push(client& to, bytes what);
    // To those on the channel (of the given audience), but for `except`.
    void broadcast(std::vector<line> lines, const client* except = nullptr, const audience& to = nullptr);
    void act(action what) { actions_.push_back(std::move(what)); }

    void join(client& who, base::time_point now, base::wall_time wall);
    void part(client& who, std::string_view reason, base::wall_time wall);
    void set_away(client& who, std::optional<std::string> message, base::wall_time wall);
    void names(client& to);
    // A PONG that is sent once the client's own lines are answered for, or after pong_delay.
    void await_answers(client& who, std::string token, base::time_point now);

private:
    // How the others see somebody: on IRC or not, with or without a voice, away or not.
    struct presence {
        bool on_irc = false;
        bool voiced = false;
        std::optional<std::string> away;
        friend bool operator==(const presence&, const presence&) = default;
    };

    void welcome(client& who);
    void leave_channel(client& who);
    static presence presence_of(const member& who);
    // Puts somebody on the list; those on the channel, but for `except`, are told.
    void introduce(member& who, base::wall_time wall, const client* except);
    // Announces what changed since `before`. `except` is not told.
    void announce_presence(member& who, const presence& before, base::wall_time wall, const client* except);
    void update_away(member& who);
    bool quiet() const; // too many members to announce anything about them
    line numbered(const client& to, irc::numeric number,
                  std::initializer_list<std::string_view> params) const;
    line from_server(std::string_view command, std::vector<std::string> params, std::string_view text) const;

    std::vector<line> lines_of(const said& what, base::wall_time time);
    std::vector<line> lines_of(const change& what, base::wall_time wall);
    void deliver(client& to, const change& what, wire_cache& cache, base::wall_time wall);
    // History as one piece, as a batch where the client knows them; null where there is none to show.
    bytes past_rows(client& who, const std::vector<directus::item>& rows, base::wall_time wall);
    void release_held(client& who, base::wall_time wall);
    client* client_of(client_id sender, const user_id& author); // who is to be told of a line
    void tell(client& to, const send_queue::returned& what);
    void tell_returned(client& to); // what came back while its user had no client
    void send_pongs(client& who, std::size_t count);

    settings settings_;
    base::wall_time created_;
    roster roster_;
    std::unordered_map<client_id, std::unique_ptr<client>> clients_;
    std::vector<client_id> dirty_;
    std::vector<action> actions_;
    link_state link_state_;
    std::unordered_map<user_id, std::deque<send_queue::returned>> untold_; // of authors with no client
    std::vector<client_id> late_;                                          // clients with PINGs that wait
    std::uint64_t next_batch_ = 1;
    std::size_t most_clients_ = 0;
};

} // namespace bridge
