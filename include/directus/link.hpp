// One user's WebSocket to Directus, over all its sockets: back-off, open, authenticate, subscribe, heartbeat,
// re-authentication. A machine: inputs are what happened, actions what to do; deadline() tells when it wants
// fired(). Facts it rests on: heartbeat is JSON in both directions, frames are handled concurrently, close
// codes say nothing, silence proves nothing. With WEBSOCKETS_HEARTBEAT_ENABLED=false Directus answers no
// ping: what proves the link is the answer to an unsubscribe of nothing, which costs Directus no read.
#pragma once

#include "base/clock.hpp"
#include "base/errc.hpp"
#include "directus/backoff.hpp"
#include "directus/event_subscriptions.hpp"
#include "directus/frames.hpp"
#include "directus/heartbeat.hpp"
#include "directus/link_attempts.hpp"
#include "directus/pending_frame.hpp"
#include "directus/rejection.hpp"
#include "directus/types.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace directus {

class link {
public:
    struct settings {
        schema shape;
        backoff::settings retry;
        base::duration open_limit = std::chrono::seconds(20);   // to connect and upgrade
        base::duration patience = std::chrono::seconds(3);      // to become live, before not_opened is told
        base::duration answer_limit = std::chrono::seconds(20); // to auth, subscribe and create
        // To a create whose keys the gateway chose: without an answer it is settled over REST.
        base::duration settle_after = std::chrono::seconds(5);
        base::duration ping_interval =
            std::chrono::seconds(15); // between our own probes while nothing else arrives
        base::duration ping_limit = std::chrono::seconds(10);
        std::uint64_t seed = 1; // for the back-off's jitter
    };

    // The collections whose events a link brings.
    enum class feed { rows, reactions, users };

    // Actions.
    struct open { // a socket; answer with opened() or closed()
        friend bool operator==(const open&, const open&) = default;
    };
    struct send {
        std::string frame;
        friend bool operator==(const send&, const send&) = default;
    };
    struct close { // the socket, without waiting; no closed() is expected for it
        friend bool operator==(const close&, const close&) = default;
    };
    struct live { // authenticated on a new socket: subscribe() and create() work
        friend bool operator==(const live&, const live&) = default;
    };
    struct down { // was live, or failed to become so; tries again by itself unless stopped
        base::error_code why;
        friend bool operator==(const down&, const down&) = default;
    };
    // The link does not become live: an HTTP answer came in place of the upgrade, or nothing usable within
    // `patience`, or the socket failed twice. It goes on trying; other ways are worth a look until live.
    struct not_opened {
        unsigned status = 0; // of the HTTP answer; 0: none
        friend bool operator==(const not_opened&, const not_opened&) = default;
    };
    struct renewed { // reauthenticate() was accepted
        friend bool operator==(const renewed&, const renewed&) = default;
    };
    // The token was refused, or Directus failed while it looked at it: its AUTH_FAILED says the same for
    // both. Comes after down; the link waits for start().
    struct refused {
        friend bool operator==(const refused&, const refused&) = default;
    };
    struct feed_live { // the subscriptions stand: read back now
        feed of = feed::rows;
        friend bool operator==(const feed_live&, const feed_live&) = default;
    };
    // A subscribe error: events are lost until subscribe() succeeds again. Without that of the rows there is
    // none of reactions.
    struct feed_broken {
        base::error_code why;
        feed of = feed::rows;
        friend bool operator==(const feed_broken&, const feed_broken&) = default;
    };
    struct arrived { // rows created, by anyone
        std::vector<item> items;
        friend bool operator==(const arrived&, const arrived&) = default;
    };
    struct updated { // rows as they are now
        std::vector<item> items;
        friend bool operator==(const updated&, const updated&) = default;
    };
    // Not permission-checked: also rows that the user may not read.
    struct deleted {
        std::vector<item_id> ids;
        friend bool operator==(const deleted&, const deleted&) = default;
    };
    struct reacted { // created, by anyone
        std::vector<reaction> made;
        friend bool operator==(const reacted&, const reacted&) = default;
    };
    struct unreacted { // deleted; as with rows not permission-checked
        std::vector<item_id> ids;
        friend bool operator==(const unreacted&, const unreacted&) = default;
    };
    struct users_changed { // created or changed, by anyone: as they are now
        std::vector<person> users;
        friend bool operator==(const users_changed&, const users_changed&) = default;
    };
    struct created { // the answer to create(): as many of the rows as can be read, in any order
        std::vector<item> rows;
        friend bool operator==(const created&, const created&) = default;
    };
    struct create_failed { // Directus's answer: final
        rejection why;
        friend bool operator==(const create_failed&, const create_failed&) = default;
    };
    struct create_throttled { // certain: not executed; send again after `wait`
        base::duration wait;
        friend bool operator==(const create_throttled&, const create_throttled&) = default;
    };
    struct create_unknown { // ambiguous: no answer, or the socket went
        base::error_code why;
        friend bool operator==(const create_unknown&, const create_unknown&) = default;
    };
    using action = std::variant<open, send, close, live, down, not_opened, renewed, refused, feed_live,
                                feed_broken, arrived, updated, deleted, reacted, unreacted, users_changed,
                                created, create_failed, create_throttled, create_unknown>;
    using actions = std::vector<action>;

    explicit link(settings with);

    // Opens with this token; a socket that is open or opening is closed first (down where it was live).
    void start(base::secret token, base::time_point now, actions& out);
    // Closes for good, until start(), without a down. A create under way becomes unknown.
    void stop(base::time_point now, actions& out);
    // What to ask for of rows' files from now on.
    void reads_files(files which) { settings_.shape.attachment_as = which; }
    // The collection and its fields, from the next frame on.
    void adopt(const schema& shape)
    {
        const auto which = settings_.shape.attachment_as;
        settings_.shape = shape;
        settings_.shape.attachment_as = which;
    }
    // Whether reactions are told of, too, from the next subscribe() on.
    void reads_reactions(bool may) { reads_reactions_ = may && !settings_.shape.reactions.empty(); }
    // A new token for the live socket (before the old one expires), or for the next attempt.
    void reauthenticate(base::secret token, base::time_point now, actions& out);

    void opened(base::time_point now, actions& out);
    void received(std::string_view frame, base::time_point now, actions& out);
    void closed(const base::error_code& why, base::time_point now, actions& out);
    // In place of opened(): an HTTP answer with this status. 401 is about the token, which was shown.
    void refused_upgrade(unsigned status, base::time_point now, actions& out);
    // Directus is said to answer again: the next attempt is made at this time, if not sooner.
    void retry_by(base::time_point when);
    void fired(base::time_point now, actions& out);
    // When to call fired(): the earliest of all that is waited for. Empty for never.
    std::optional<base::time_point> deadline() const;

    // To the events of rows and, where they may be read, of reactions. Pre: is_live(). Ends in feed_live or
    // feed_broken for each. Forgotten when the socket goes.
    void subscribe(base::time_point now, actions& out);
    // Once more to reactions alone, after they broke. Nothing where rows are not subscribed to.
    void subscribe_reactions(base::time_point now, actions& out);
    void unsubscribe(actions& out);
    // To the users that are created or renamed, whatever else is subscribed to. Nothing where it is under way
    // or stands. Pre: is_live().
    void subscribe_users(base::time_point now, actions& out);
    void unsubscribe_users(actions& out);
    // Pre: can_create(), and there is a row. One at a time: order is the caller's to keep.
    void create(std::span<const draft> rows, base::time_point now, actions& out);

    // What an upgrade has to show where Directus asks for it there.
    const base::secret& token() const { return token_; }
    bool is_live() const { return stage_ == stage::live; }
    bool is_waiting() const { return stage_ == stage::waiting; } // to be opened again
    // Not while a new token is on its way: should it be refused, a create behind it would be nobody's.
    bool can_create() const { return is_live() && !create_ && !auth_; }
    bool has_feed() const { return feed_of(feed::rows).stand(); }

private:
    enum class stage { stopped, waiting, opening, authenticating, live };

    using subscription = event_subscriptions::subscription;
    static constexpr std::array feeds{feed::rows, feed::reactions, feed::users};

    event_subscriptions& feed_of(feed which) { return feeds_[static_cast<std::size_t>(which)]; }
    const event_subscriptions& feed_of(feed which) const { return feeds_[static_cast<std::size_t>(which)]; }
    pending_frame ask(char letter, base::time_point now);
    void put(std::string frame, actions& out);
    void put_auth(base::time_point now, actions& out);
    void put_subscribe(feed which, subscription& to, base::time_point now, actions& out);
    void put_unsubscribe(const std::vector<std::string>& uids, actions& out);
    std::string subscribe_frame(feed which, const subscription& to) const;
    void end_feed(feed which, actions& out);
    void open_socket(base::time_point now, actions& out);
    void drop(actions& out); // what the socket's end means for what was under way on it
    void fail(const base::error_code& why, base::time_point now, actions& out);
    void refuse(const base::error_code& why, actions& out);
    void break_feed(feed which, const base::error_code& why, actions& out);
    void forget_feeds();
    void answered(const std::string& uid);

    void on(const frames::authenticated& got, base::time_point now, actions& out);
    void on(const frames::auth_failed& got, base::time_point now, actions& out);
    void on(const frames::subscribed& got, base::time_point now, actions& out);
    void on(const frames::subscribe_failed& got, base::time_point now, actions& out);
    void on(frames::rows& got, base::time_point now, actions& out);
    void on(frames::answer& got, base::time_point now, actions& out);
    void on(const frames::answer_failed& got, base::time_point now, actions& out);
    void on(const frames::throttled& got, base::time_point now, actions& out);
    void on(const frames::pinged& got, base::time_point now, actions& out);
    void on(const frames::unsubscribed& got, base::time_point now, actions& out);
    void on(frames::keys& got, base::time_point now, actions& out);
    void on(const frames::unknown&, base::time_point, actions&) {}

    settings settings_;
    base::secret token_;
    bool token_unsent_ = false; // token_ is newer than what the socket was last given
    stage stage_ = stage::stopped;
    std::uint64_t sent_ = 0;     // frames, on all sockets
    std::uint64_t answered_ = 0; // the newest frame known to have passed Directus's rate limiter
    std::optional<pending_frame> auth_;
    std::array<event_subscriptions, feeds.size()> feeds_; // in the order of `feed`
    bool reads_reactions_ = false;
    std::optional<pending_frame> create_;
    bool create_overdue_ = false; // an earlier create on this socket may still be answered
    link_attempts attempts_;
    heartbeat heartbeat_;
};

} // namespace directus
