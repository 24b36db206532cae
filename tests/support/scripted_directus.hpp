// A Directus on the loopback, as far as the gateway uses one: REST and WebSocket, users, and a collection in
// memory. It behaves well unless a test scripts an answer, and remembers all that it was asked.
#pragma once

#include "base/clock.hpp"
#include "support/loopback.hpp"
#include "support/rest.hpp"

#include <atomic>
#include <condition_variable>
#include <deque>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace support {

// Opened once, by the test; what waits for it goes on then.
class gate {
public:
    void open();
    void wait();

private:
    std::mutex mutex_;
    std::condition_variable opened_;
    bool is_open_ = false;
};

// What is done about a request or a frame, one after the other. None at all: it is never answered.
namespace steps {
struct usual {}; // what a good Directus does
struct http {    // a whole answer
    unsigned status = 200;
    std::string body;
    std::string type = "application/json";
    std::string headers{}; // further ones, each with its line end
};
struct bytes { // as they are
    std::string text;
};
struct say { // a frame; $uid stands for that of the frame that it answers
    std::string frame;
};
struct store {};  // of a create: the rows are kept, all or none …
struct answer {}; // … their author told, in the order of the keys …
struct event {};  // … the subscribers told, one after the other
struct drop {};   // the connection, without any end
struct wait {     // for the test
    std::shared_ptr<gate> until;
};
} // namespace steps
using step = std::variant<steps::usual, steps::http, steps::bytes, steps::say, steps::store, steps::answer,
                          steps::event, steps::drop, steps::wait>;
using script = std::vector<step>;

// {"errors":[…]} with this code.
steps::http refusal(unsigned status, std::string_view code);
steps::http html(unsigned status);
// {"type":…,"status":"error","error":{"code":…,"message":…},"uid":"$uid"}
steps::say frame_error(std::string_view type, std::string_view code, std::string_view message = "");

class scripted_directus {
public:
    struct user {
        std::string id, email, password, first_name;
    };
    // A row's values as JSON.
    struct row {
        std::string id, content, author, date;
    };
    // A request or a frame: "POST /auth/login", "SEARCH /items/messages", "auth", "subscribe" (to
    // creates), "subscribe update", "subscribe users", "subscribe users update", "create", "pong".
    struct call {
        std::string what;
        std::string target; // with the query, percent-decoded
        std::string body;   // or the frame
        std::string bearer;
        std::size_t connection;
        std::chrono::steady_clock::time_point at;
        std::string forwarded_for{}; // the header X-Forwarded-For
    };
    struct settings {
        bool integer_keys = false;
        milliseconds lifetime = std::chrono::minutes(15); // of an access token, as told
        std::size_t crowd = 0;                            // further people: member(n) for n below it
        bool remembers = true;                            // its calls; a measurement makes too many
        std::optional<int> page_limit{};                  // QUERY_LIMIT_MAX; empty: there is none
        std::size_t largest_body = 1 << 20;               // MAX_PAYLOAD_SIZE, bytes
        bool caches = false;                              // CACHE_ENABLED, until the end
        bool fills_author = true;                         // else it keeps what a create has for it
        std::optional<std::chrono::minutes> zone{}; // of its dates, which do not say it; else they are UTC
        bool strict = false;                        // an upgrade needs the token in the URL
        std::string websocket_path = "/websocket";  // any other is never answered
    };

    scripted_directus()
        : scripted_directus(settings())
    {
    }
    explicit scripted_directus(settings with);
    ~scripted_directus();

    std::uint16_t port() const { return server_.port(); }
    std::size_t connections() const { return server_.open(); }

    // For the next call of this kind that has none yet; for every one without.
    void once(const std::string& what, script run);
    void always(const std::string& what, script run);
    void behave(); // whatever was scripted and has not happened is forgotten

    // Everything so far, in the order of arrival.
    std::vector<call> calls() const;
    std::vector<call> calls(std::string_view what) const;
    std::size_t count(std::string_view what) const { return calls(what).size(); }
    void forget(std::string_view what); // those calls that came until now
    // Until there were so many. False when that takes too long.
    bool arrived(std::string_view what, std::size_t times = 1, milliseconds limit = patience) const;

    static const user& ada();
    static const user& grace();
    const user& member(std::size_t n) const { return crowd_[n]; }

    // Somebody says something in Directus itself: the row is stored and the subscribers are told. Gives its
    // key.
    std::string add(std::string_view text, const user& author = grace());
    // Stored, and nobody is told.
    std::string add_silently(std::string_view text, const user& author = grace());
    void add(row what);
    // Of the row with this key (as JSON); subscribers are told.
    void edit(std::string_view id, std::string_view text);
    void remove(std::string_view id);
    // A user gets another first name, or is new; those who subscribed to users are told. Silently: nobody is.
    void rename(const user& who, const std::string& first_name);
    void rename_silently(const user& who, const std::string& first_name);
    void add_user(user who);
    // An event with this JSON for its data; any frame at all, to those who subscribed to the event, as
    // "users update" is one of users.
    void publish(std::string_view data, std::string_view event = "create");
    void push(std::string_view frame, std::string_view event = "create");
    // All rows are gone, and keys are counted from the beginning; nobody is told.
    void begin_anew();
    // Its clock is so far ahead of ours from now on.
    void set_clock(milliseconds ahead) { ahead_ = ahead; }
    std::vector<row> rows() const;
    // How often a text stands in the collection.
    std::size_t stored(std::string_view text) const;
    // Sockets that have subscribed to this event.
    std::size_t subscribers(std::string_view event = "create") const;

    // As clocks are changed.
    void set_zone(std::chrono::minutes zone);

    // Every WebSocket's connection ends without a word.
    void drop_sockets();
    // QUERY_LIMIT_MAX, as after a restart with another one; empty: there is none.
    void set_page_limit(std::optional<int> rows);
    // WebSockets at once, from now on: the next is refused with 403.
    void limit_sockets(std::size_t most);
    void set_away(bool away) { server_.set_away(away); }

private:
    struct request;
    struct socket;
    struct page; // of a query

    void serve(loopback_stream& on, std::size_t connection);
    void serve_socket(loopback_stream& on, std::size_t connection, const user* who);
    std::optional<unsigned> refuses_upgrade(const request& what) const; // with this status
    // Remembers a call and takes its script, in one step: a test that awaits the call knows which is used up.
    script received(call what);
    script script_for(const std::string& what);

    // One request or frame, by script. False where the connection is over.
    bool perform(const script& run, loopback_stream& on, const request& what);
    bool perform(const script& run, socket& on, const std::string& frame);
    steps::http usual_answer(const request& what);
    steps::http create_over_rest(const request& what);
    steps::http change_by_query(const request& what);
    bool usual_frame(socket& on, const std::string& type, const std::string& uid, const std::string& frame);

    std::vector<row> rows_from(const std::string& create, const std::string& author);
    bool keep(const std::vector<row>& what); // none where a key is taken: then it is false
    std::string items(const page& of) const;
    std::string people(const page& of) const;
    std::string person(const user& who) const; // as JSON. Pre: the lock is held
    static page page_of(const request& what);
    // What Directus's middleware says of a limit. Pre: the lock is held.
    std::optional<steps::http> refusal_of(const page& asked) const;
    steps::http answer_of(const request& what, const user& who);
    std::size_t told_of(std::size_t made) const; // rows of an answer to a create
    const user* owner(std::string_view access_token) const;
    std::string next_key();
    std::string date_of(base::wall_time time) const; // as JSON
    std::string tokens_for(const user& who);

    settings settings_;
    std::vector<user> crowd_;
    std::deque<user> added_;
    std::map<std::string, std::string, std::less<>> first_names_; // by id, of those who were renamed
    std::map<std::string, const user*, std::less<>> by_email_;
    mutable std::mutex mutex_;
    mutable std::condition_variable recorded_;
    std::vector<call> calls_;
    std::map<std::string, std::deque<script>> once_;
    std::map<std::string, script> always_;
    std::vector<row> rows_;
    std::map<std::string, steps::http> cache_; // answers by token and target
    std::set<socket*> sockets_;
    std::map<std::string, const user*, std::less<>> access_tokens_, refresh_tokens_;
    std::uint64_t next_number_ = 1;
    std::size_t most_sockets_ = std::numeric_limits<std::size_t>::max();
    std::atomic<milliseconds> ahead_{};
    loopback_server server_; // last: its threads use the rest
};

std::string to_json(const scripted_directus::row& what);

} // namespace support
