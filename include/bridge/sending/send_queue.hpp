// One user's lines on their way into Directus: in order, one create under way, bounded in number and age.
// What is said meanwhile goes as one batch. An answer is final. Where the collection's key is a UUID the
// gateway chooses it, so that a create without an answer is settled by looking for its keys and a retry
// cannot double it. With integer keys such lines are never sent again. A create that Directus does not answer
// may be one that it refuses: it answers nothing to some of those over the WebSocket. For a minute creates go
// over REST then, where every one is answered, so that a Directus that is merely slow is asked twice for one
// create of a user, not for each; so do those of a user whose WebSocket cannot be opened. A machine: inputs
// are what happened, actions what to do.
#pragma once

#include "base/clock.hpp"
#include "base/errc.hpp"
#include "base/ids.hpp"
#include "bridge/sending/batch.hpp"
#include "bridge/sending/key_maker.hpp"
#include "directus/rejection.hpp"
#include "directus/types.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace bridge {

// `unknown` until the first row of the collection is seen.
enum class key_kind { unknown, uuid, integer };

class send_queue {
public:
    struct settings {
        std::size_t lines = 200;                             // of text, queued at most
        base::duration age = std::chrono::minutes(10);       // then a line goes back to its author
        base::duration settle = std::chrono::seconds(30);    // how long an unknown outcome is looked for
        base::duration look_again = std::chrono::seconds(2); // between two looks
        base::duration over_rest = std::chrono::minutes(1);  // creates go there after one was not answered
        batch::limits batches{};
    };

    using line = batch::line;

    // Actions.
    struct create { // answer with one of stored(), refused(), throttled(), unclear()
        std::vector<directus::draft> rows;
        bool over_rest = false; // rather than over the WebSocket
        friend bool operator==(const create&, const create&) = default;
    };
    // Read these rows, if any, and before them the author's permissions, if asked: they are
    // set_permissions().
    struct look_up { // answer with looked_up()
        std::vector<base::item_id> ids;
        bool permissions = false;
        friend bool operator==(const look_up&, const look_up&) = default;
    };
    struct confirmed { // stored, once
        line what;
        directus::item row;
        bool shown = false; // its event came first, and was known to be this line's
        friend bool operator==(const confirmed&, const confirmed&) = default;
    };
    // `removed`: stored, and gone at once
    enum class fate { rejected, forbidden, removed, full, expired, unknown };
    struct returned { // back to its author
        line what;
        fate why;
        base::error_code error;
        std::string message{}; // Directus's, or an administrator's; empty for none
        friend bool operator==(const returned&, const returned&) = default;
    };
    using action = std::variant<create, look_up, confirmed, returned>;
    using actions = std::vector<action>;

    send_queue(settings with, base::user_id author, std::uint64_t seed);

    void queued(line what, base::time_point now, base::wall_time wall, actions& out);
    // Which way creates can go now, if any. Where there is one, rows can be looked for, too.
    enum class way { none, rest, socket };
    void ready(way over, base::time_point now, base::wall_time wall, actions& out);
    // The answer to the create: as many rows as it has, in any order.
    void stored(std::vector<directus::item> rows, base::time_point now, base::wall_time wall, actions& out);
    // Directus's answer to the create: final.
    void refused(directus::rejection why, base::time_point now, base::wall_time wall, actions& out);
    void throttled(base::duration wait, base::time_point now, base::wall_time wall, actions& out);
    // No answer.
    void unclear(const base::error_code& why, base::time_point now, base::wall_time wall, actions& out);
    // Those of the rows that are there, or that they could not be looked for.
    void looked_up(const base::result<std::vector<directus::item>>& found, base::time_point now,
                   base::wall_time wall, actions& out);
    // A row is there, live or read back; nothing where it is of no line under way.
    void saw(const directus::item& row);
    // After that: a create whose outcome is open ends once all its rows are there. With integer keys nothing
    // else ends it.
    void settle(base::time_point now, base::wall_time wall, actions& out);
    void fired(base::time_point now, base::wall_time wall, actions& out);
    std::optional<base::time_point> deadline() const;

    // Everything back to its author, for this reason, now and from now on; a create under way is `unknown`.
    void abandoned(fate why, const base::error_code& error, actions& out);

    void set_key_kind(key_kind kind) { kind_ = kind; }
    // What the author may do with the collection: they tell what FORBIDDEN means.
    void set_permissions(directus::access to_create, directus::access to_read)
    {
        may_create_ = to_create;
        may_read_ = to_read;
    }
    // Directus tells no more rows than that of a create.
    void set_most_rows(std::size_t rows) { most_rows_ = std::max<std::size_t>(rows, 1); }
    // The line under way that a live row is, where it is one: by its key where we chose it, else by its text.
    const line* claims(const directus::item& row) const;
    // Of the lines under way some have become rows, and of others that is not known yet.
    bool awaits_more() const
    {
        return current_ && current_->lines.any_stored() && !current_->lines.all_stored();
    }
    // A row of the author's that is none of the lines under way by key or text may be one that a hook
    // changed.
    bool awaits_answer() const { return current_ && current_->phase == under_way::phase::sent; }
    bool empty() const { return waiting_.empty() && !current_; }
    std::size_t size() const { return waiting_.size() + (current_ ? current_->lines.size() : 0); }

private:
    bool is_ready() const { return ready_ != way::none; }
    bool has_room_for(const line& what) const;

    struct under_way {
        explicit under_way(batch what)
            : lines(std::move(what))
        {
        }

        batch lines;
        // `pausing`: not sent yet, or sent and not there; `lost`: being looked for
        enum class phase { sent, pausing, lost } phase = phase::sent;
        // While ready: the outcome is settled or given up `settle` after that.
        std::optional<base::time_point> lost_since{};
        base::time_point again_at{};
        bool looking = false;
        bool over_rest = false;
        base::error_code error{};
        std::optional<directus::rejection> rejection{}; // the answer, being looked into
        bool answered = false;                          // stored, and some of the rows were not told
        std::size_t still_open = 0;                     // of those, at the last look
        int pauses = 0;                                 // that Directus asked for, without their length
    };
    struct ending {
        fate why = fate::unknown;
        base::error_code error{};
        std::string message{};
    };

    batch next_batch(base::wall_time wall);
    void proceed(base::time_point now, base::wall_time wall, actions& out);
    void send(base::time_point now, actions& out);
    void lose(base::time_point now, actions& out);
    void look(base::time_point now, actions& out);
    void none_there(base::time_point now, base::wall_time wall, actions& out);
    void settle_rejection(const base::result<std::vector<directus::item>>& found, base::time_point now,
                          base::wall_time wall, actions& out);
    ending ending_of_forbidden(const directus::rejection& why, bool is_seen) const;
    void reject(const directus::rejection& why, base::time_point now, base::wall_time wall, actions& out);
    // Confirmed where its row is known, else back to its author.
    static void finish(batch::entry one, const ending& how, actions& out);
    void finish_current(const ending& how, actions& out);
    void end_current(const ending& how, base::time_point now, base::wall_time wall, actions& out);
    void expire(base::time_point now, actions& out);
    // Of what was stored and is not there to be seen.
    fate hidden_fate() const
    {
        return may_read_ == directus::access::partial ? fate::unknown : fate::removed;
    }
    bool can_look() const { return current_->lines.has_keys() || current_->rejection; }
    bool will_be_known(const base::result<std::vector<directus::item>>& found) const;
    bool settled_by(base::time_point now) const
    {
        return is_ready() && current_->lost_since && now - *current_->lost_since >= settings_.settle;
    }

    settings settings_;
    base::user_id author_;
    key_kind kind_ = key_kind::unknown;
    way ready_ = way::none;
    base::time_point not_ready_since_{}; // the time to settle stands still meanwhile
    std::size_t most_rows_ = std::numeric_limits<std::size_t>::max();
    batch::entries waiting_;
    std::optional<under_way> current_;
    std::optional<ending> over_; // abandoned
    directus::access may_create_ = directus::access::none;
    directus::access may_read_ = directus::access::none;
    std::optional<base::time_point> over_rest_until_;
    key_maker keys_;
};

} // namespace bridge
