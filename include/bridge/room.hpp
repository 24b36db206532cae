// The channel and everyone on it: what happens to whom when a client speaks or Directus does. Owns the roster
// and the clients; knows no socket. What is to be sent lies in the clients' outboxes (take_dirty()), what is
// to be asked of Directus in the actions (take_actions()).
#pragma once

#include "base/clock.hpp"
#include "base/errc.hpp"
#include "bridge/client.hpp"
#include "bridge/correction.hpp"
#include "bridge/formatting.hpp"
#include "bridge/known_rows.hpp"
#include "bridge/monitor.hpp"
#include "bridge/past_row.hpp"
#include "bridge/receipts.hpp"
#include "bridge/room_settings.hpp"
#include "bridge/roster.hpp"
#include "bridge/send_queue.hpp"
#include "bridge/substitution.hpp"
#include "irc/history_query.hpp"
#include "irc/message.hpp"
#include "irc/multiline.hpp"
#include "irc/numerics.hpp"

#include <cstdint>
#include <deque>
#include <functional>
#include <initializer_list>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

namespace bridge {

class room {
public:
    using settings = room_settings;

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
    // A page that the client asked for; answer with page(). One at a time for each client.
    struct read_page {
        client_id who;
        irc::history_query query;
        std::string label;
        friend bool operator==(const read_page&, const read_page&) = default;
    };
    // Deletion of a row; answer with redacted().
    struct redact {
        client_id who;
        user_id by;
        base::item_id id;
        std::string reason; // empty: none given
        std::string label;
        friend bool operator==(const redact&, const redact&) = default;
    };
    // Another text for a row of the author's own; answer with corrected(). One at a time for each author.
    struct correct {
        user_id author;
        base::item_id id;
        substitution what;
        friend bool operator==(const correct&, const correct&) = default;
    };
    // What the client searches for; answer with found(). One at a time for each client.
    struct find_rows {
        client_id who;
        client::search what;
        friend bool operator==(const find_rows&, const find_rows&) = default;
    };
    // A user's read marker has moved: where it is kept outside, it is to be written.
    struct keep_marker {
        user_id whose;
        friend bool operator==(const keep_marker&, const keep_marker&) = default;
    };
    // A reaction of somebody's own to a row, or its end; answer with reacted().
    struct react {
        client_id who;
        user_id by;
        base::item_id row;
        std::string emoji;
        bool undo = false;
        std::string label{};
        friend bool operator==(const react&, const react&) = default;
    };
    // Figures for an administrator, which the asker has yet to prove to be; answer with figures(). One at a
    // time for each client.
    struct read_figures {
        client_id who;
        user_id by;
        std::string query; // "g" or "l", as STATS has it, or "m"
        std::string label{};
        friend bool operator==(const read_figures&, const read_figures&) = default;
    };
    using action = std::variant<store, read_history, read_page, redact, correct, find_rows, keep_marker,
                                react, read_figures>;
    // How such a change ended. Without an answer of Directus's it may have been made all the same.
    struct outcome {
        base::error_code error{};
        bool perhaps = false;
    };
    using past = base::result<std::vector<past_row>>;

    static constexpr std::size_t most_of_a_page = 200; // messages: CHATHISTORY in 005
    static constexpr std::size_t usual_search = 100;   // messages: without a limit

    room(settings with, base::wall_time created);
    // Takes over what may change while there are clients: the topic, which is announced, motd, admin, links,
    // history, bots, formatting, and the limits on members and, for clients to come, on what is sent.
    void reconfigure(const settings& with, base::wall_time wall);

    // Clients. attach() sends the welcome; `user` is known to the roster, `away` what he said before,
    // `user_name` what tells his clients apart.
    client& attach(client_id id, const user_id& user, irc::cap_set caps, base::time_point now,
                   base::wall_time wall, std::optional<std::string> away = std::nullopt,
                   std::string user_name = {});
    void detach(client_id id, base::wall_time wall); // nothing where it is not attached
    void received(client_id from, const irc::message& line, base::time_point now, base::wall_time wall);
    // A line that could not be read, and was answered.
    void spoiled(client_id from);
    // Closes the client once its outbox is written: ERROR :Closing Link: <host> (<reason>).
    void close(client& who, std::string_view reason);
    void close_user(const user_id& user, std::string_view reason);

    // Rows. `sees` says which users a row is for; an edit or a deletion is for those of them who were shown
    // it.
    using audience = std::function<bool(const member&)>;
    void show(const change& what, const audience& sees, base::wall_time wall);
    void history(client_id who, const past& rows, base::wall_time wall);
    void page(const read_page& asked, const past& rows, base::wall_time wall);
    void found(const find_rows& asked, const past& rows);
    // Lines of text for an administrator, or errc::forbidden for anybody else.
    void figures(const read_figures& asked, const base::result<std::vector<std::string>>& told);
    // How far somebody had read, as it is kept outside.
    void marker_known(const user_id& user, base::wall_time until);
    // A reaction was made, or is `undone`. Each once for each audience: a client that asked for it is told by
    // reacted().
    void show(const directus::reaction& what, bool undone, const audience& sees, base::wall_time wall);
    // `what` is as it is stored, or was.
    void reacted(const react& asked, const directus::reaction& what, const outcome& how,
                 base::wall_time wall);
    // How a client's line ended. What comes back goes to its author's newest client where the one that sent
    // it has gone, and to his next one where he has none.
    void delivered(const send_queue::line& what, const user_id& author = {}, const directus::item& row = {});
    void returned(const send_queue::returned& what, const user_id& author = {});

    // `row` is as it was before, where it could be read.
    void redacted(const redact& asked, const directus::item& row, const outcome& how, base::wall_time wall);
    void corrected(const user_id& author, const outcome& how, base::time_point now);

    // People. Announces what the others see of it.
    void learned(const directus::person& person, base::wall_time wall);
    void list(member& who, base::wall_time wall);       // who came or wrote
    void list_known(member& who, base::wall_time wall); // whom the directory names
    void rights_changed(member& who, directus::rights now_has, base::wall_time wall);

    // A server's word to the channel, for those of the audience who are on it.
    void announce(std::string_view text, const audience& to);

    void fired(base::time_point now);
    std::optional<base::time_point> deadline() const;

    // Keeps the number of people who are known as authors alone within `strangers_limit`. From time to time.
    void forget_strangers(base::wall_time wall);

    std::vector<action> take_actions() { return std::exchange(actions_, {}); }
    std::vector<client*> take_dirty();
    client* find(client_id id);
    roster& people() { return roster_; }
    monitor& monitored() { return monitor_; }
    std::size_t client_count() const { return clients_.size(); }
    std::size_t most_clients() const { return most_clients_; }

    // A command of the table was used: for STATS m.
    void count_command(std::string_view name) { ++used_[name]; }

    // How somebody's link to Directus is, in a few words.
    using link_state = std::function<std::string(const member&)>;
    void ask_link_state(link_state of) { link_state_ = std::move(of); }

    // For the handlers of commands.
    std::string state_of_link(const member& who) const { return link_state_ ? link_state_(who) : "unknown"; }
    const settings& config() const { return settings_; }
    base::wall_time topic_since() const { return topic_since_; }
    base::wall_time created() const { return created_; }
    // The tokens of 005, for somebody with TLS or without.
    std::vector<std::string> isupport(bool secure) const;
    bool is_channel(std::string_view name) const; // ours
    // Those of the channel, in the order they became known; all, or as somebody may know them.
    std::vector<const member*> members() const;
    std::vector<const member*> members(const client& to) const;
    // Somebody who may not read the messages knows of nobody but himself. Who may reads of those who came or
    // wrote, and of everybody else where he may read Directus's users.
    static bool is_member(const member& who, const member& to);
    static bool may_know(const member& who, const member& by);
    const member* find_nick(std::string_view nick, const client& by); // as typed, any case
    void reply(client& to, irc::numeric number, std::initializer_list<std::string_view> params,
               std::string_view text);
    // Without a trailing parameter.
    void reply(client& to, irc::numeric number, std::initializer_list<std::string_view> params);
    void fail(client& to, std::string_view command, std::string_view code,
              std::initializer_list<std::string_view> context, std::string_view text);
    // FAIL BATCH, with the label of the command that opened the batch.
    void refuse_batch(client& to, const irc::multiline::refusal& why);
    void send(client& to, const line& what);
    void push(client& to, bytes what);
    // To those on the channel (of the given audience), but for `except`.
    void broadcast(std::vector<line> lines, const client* except = nullptr, const audience& to = nullptr);
    void act(action what);
    // Changes what the client's user said last. False where the text is no correction of that.
    bool correct_last(client& who, const std::string& text, base::wall_time wall);
    void ask_redaction(client& who, base::item_id id, std::string reason);
    // FAIL REDACT
    void refuse_redaction(client& to, std::string_view code, std::string_view msgid, std::string_view text);
    // Where these tags of a client's line are a reaction to a row: true, and it is asked for or refused. With
    // `alone` that is what the line is answered with.
    bool ask_reaction(client& who, std::string_view tags, bool alone);
    bool knows(const base::item_id& row) const { return known_.contains(row); }
    // Asks for a page once those before it are answered.
    void ask_page(client& who, irc::history_query query);
    // FAIL CHATHISTORY
    void refuse_page(client& to, const irc::history_refusal& why);
    // Asks for a search once those before it are answered.
    void ask_search(client& who, client::search what);
    void show_found(client& who, const std::vector<past_row>& rows, const std::string& label);
    // MARKREAD: the marker of now, and a new one, which only ever moves it forward.
    void tell_marker(client& to, std::string_view target);
    void mark_read(client& by, base::wall_time until, base::wall_time wall);

    void join(client& who, base::time_point now, base::wall_time wall);
    void part(client& who, std::string_view reason, base::wall_time wall);
    // What a client is told of somebody's absence. Those who share the channel with him were told whether he
    // is on it; for others it counts that he is connected.
    std::optional<std::string> away_as_seen(const member& who, const client& by) const;
    bool is_bot(const member& who) const; // configured, or one of his clients says so
    void ask_figures(client& who, std::string query);
    void set_away(client& who, std::optional<std::string> message, base::wall_time wall);
    void names(client& to);
    // The answer to the command in hand comes later; gives the label that it has to carry. Empty for none.
    std::string answer_later(client& who);
    // That answer: as one line with the label, or as a batch of them; ACK where there is none.
    void answer(client& to, const std::string& label, std::vector<line> lines);
    void send_isupport(client& to);
    // A PONG that is sent once the client's own lines are answered for, or after pong_delay.
    void await_answers(client& who, std::string token, base::time_point now);
    // A PONG: it may acknowledge rows.
    void ponged(client& who, std::string_view token);

private:
    // How the others see somebody: on IRC or not, with or without a voice, away or not.
    struct presence {
        bool on_irc = false;
        bool voiced = false;
        std::optional<std::string> away;
        friend bool operator==(const presence&, const presence&) = default;
    };

    void welcome(client& who);
    void begin_response(client& who, const irc::message& line);
    void finish_response(client& who);
    void leave_channel(client& who);
    static presence presence_of(const member& who);
    // Puts somebody on the list who came or wrote; those on the channel, but for `except`, are told.
    void list(member& who, base::wall_time wall, const client* except);
    void introduce(const member& who, base::wall_time wall, const client* except, const audience& to);
    // Announces what changed since `before`. `except` is not told.
    void announce_presence(member& who, const presence& before, base::wall_time wall, const client* except);
    bool is_listed_bot(const directus::person& person) const;
    void update_away(member& who, base::wall_time wall);
    // MONITOR: told to those who watch the nick.
    void came_online(const member& who);
    void went_offline(const member& who, std::string_view nick);
    void watched_under(const member& who, std::string_view old_nick);
    // AWAY and its like, to those who watch somebody and were not told on the channel.
    void tell_watchers(const member& who, const line& what);
    bool shares_channel(const client& watcher, const member& who) const;
    bool quiet() const; // too many members to announce anything about them
    line numbered(const client& to, irc::numeric number,
                  std::initializer_list<std::string_view> params) const;
    line from_server(std::string_view command, std::vector<std::string> params, std::string_view text) const;

    std::vector<line> lines_of(const said& what, base::wall_time time);
    std::vector<line> lines_of(const change& what, base::wall_time wall);
    std::vector<line> lines_of(const edited& what, base::wall_time wall);
    std::vector<line> lines_of(const removed& what, base::wall_time wall);
    line line_of(const directus::reaction& what, bool undone, base::wall_time wall);
    // FAIL TAGMSG
    void refuse_reaction(client& to, std::string_view code, std::string_view msgid, std::string_view text);
    void release_reactions(client& to);
    void deliver(client& to, const shared_change& what, wire_cache& cache, base::wall_time wall);
    std::string directus_mask() const { return "Directus!directus@" + settings_.server_name; } // of nobody
    std::string nick_of(const user_id& who);
    // For corrections and replies.
    void remember(const directus::item& row);
    void remember(const change& what);
    // A deletion that may be that of a client, until Directus has answered him.
    bool held_back(const change& what, const audience& sees);
    // The correction that this edit of the client's row is the answer to, where it is one.
    correction* answered_by(const client& to, const edited& what);
    void proceed(const user_id& author); // with his corrections
    void end_correction(const user_id& author);
    void end_answered(const user_id& author); // where it was made and the client has seen the edit
    std::vector<user_id> overdue_corrections(base::time_point now) const;
    void push_history(client& who, const std::vector<past_row>& rows, base::wall_time wall);
    // The newest of these rows, as many as the client can be sent at once, as lines in the batch of this
    // name.
    struct past_text {
        std::string lines;
        std::size_t rows = 0;
    };
    past_text past_lines(client& who, const std::vector<past_row>& rows, const std::string& batch,
                         bool row_last = false);
    // The row as it is encoded in that batch, and the reactions to it.
    std::string past_text_of(const client& who, const past_row& one, const std::string& batch, bool row_last);
    static void remember_shown(client& who, const std::vector<past_row>& rows, std::size_t newest);
    void opening(client& who, const std::string& batch, std::vector<std::string> params,
                 const std::string& label, std::string& out) const;
    void closing(client& who, const std::string& batch, std::string& out) const;
    line marker_of(const member& who, std::string_view target) const;
    bool advance_marker(member& who, base::wall_time until, const client* except);
    bool is_pushed_history(const client& who) const;
    // Of these rows, those that the client has not yet acknowledged.
    std::vector<past_row> news_for(const client& who, const std::vector<past_row>& rows) const;
    void sent(client& to, const directus::item& row, base::wall_time wall);
    void watch_receipt(client& who);
    void forget_receipt(client& who);
    void ask_receipts(base::time_point now);
    void targets(client& who, const read_page& asked, const std::vector<past_row>& rows);
    void release_held(client& who, base::wall_time wall);
    void release_held_before(client& who, base::wall_time history_from, base::wall_time wall);
    void release(client& to, const std::vector<shared_change>& held, base::wall_time wall);
    void settled(client& who);                                  // one of its lines
    client* client_of(client_id sender, const user_id& author); // who is to be told of a line
    void give_back(const send_queue::returned& what, const user_id& author);
    void tell(client& to, const send_queue::returned& what);
    void tell_returned(client& to); // what came back while its user had no client
    void send_pongs(client& who, std::size_t count);

    settings settings_;
    base::wall_time created_;
    base::wall_time topic_since_;
    std::map<std::string_view, std::uint64_t> used_; // commands of the table, and how often
    roster roster_;
    monitor monitor_;
    std::unordered_map<client_id, std::unique_ptr<client>> clients_;
    std::vector<client*> dirty_;
    std::vector<action> actions_;
    link_state link_state_;
    std::unordered_map<user_id, std::deque<send_queue::returned>> untold_; // of authors with no client
    std::vector<client_id> late_;                                          // clients with PINGs that wait
    struct redaction_under_way {
        redact asked;
        struct seen {
            removed what;
            std::vector<client_id> by; // those who are to be told
        };
        std::vector<seen> held;
    };
    std::vector<redaction_under_way> redactions_;
    struct reaction_under_way {
        react asked;
        bool seen = false; // a reaction like it was made meanwhile
    };
    std::vector<reaction_under_way> reacting_;
    std::unordered_map<user_id, corrections> corrections_; // by author
    std::vector<user_id> correcting_;                      // authors of whom one is under way
    known_rows known_;
    receipts receipts_;
    std::set<std::pair<base::time_point, client_id>> receipts_due_; // PINGs that follow rows
    std::uint64_t next_batch_ = 1;
    std::size_t most_clients_ = 0;
};

} // namespace bridge
