// One user's lines on their way into Directus: in order, one create under way, bounded in number and age.
// What is said meanwhile goes as one batch. Where the collection's key is a UUID the gateway chooses it, so
// that a create whose outcome is not known is settled by looking for its keys and a retry cannot double it.
// With integer keys such lines are never sent again. A create that Directus does not answer may be one that
// it refuses: it answers nothing to some of those over the WebSocket. For a while creates go over REST then,
// where every one is answered. A machine: inputs are what happened, actions what to do.
#pragma once

#include "base/clock.hpp"
#include "base/errc.hpp"
#include "base/ids.hpp"
#include "bridge/batch.hpp"
#include "bridge/key_maker.hpp"
#include "directus/types.hpp"

#include <cstdint>
#include <optional>
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
    struct look_up { // read these rows; answer with looked_up()
        std::vector<base::item_id> ids;
        friend bool operator==(const look_up&, const look_up&) = default;
    };
    struct confirmed { // stored, once
        line what;
        directus::item row;
        friend bool operator==(const confirmed&, const confirmed&) = default;
    };
    enum class fate { rejected, forbidden, full, expired, unknown };
    struct returned { // back to its author
        line what;
        fate why;
        base::error_code error;
        friend bool operator==(const returned&, const returned&) = default;
    };
    using action = std::variant<create, look_up, confirmed, returned>;
    using actions = std::vector<action>;

    send_queue(settings with, base::user_id author, std::uint64_t seed);

    void queued(line what, base::time_point now, base::wall_time wall, actions& out);
    // Whether creates can be sent and rows looked for: link live, token good.
    void ready(bool is_ready, base::time_point now, base::wall_time wall, actions& out);
    // The answer to the create: as many rows as it has, in any order.
    void stored(std::vector<directus::item> rows, base::time_point now, base::wall_time wall, actions& out);
    // For certain: nothing of the create is stored.
    void refused(const base::error_code& why, base::time_point now, base::wall_time wall, actions& out);
    void throttled(base::duration wait, base::time_point now, base::wall_time wall, actions& out);
    void unclear(const base::error_code& why, base::time_point now, base::wall_time wall, actions& out);
    // Those of the rows that are there, or that they could not be looked for.
    void looked_up(const base::result<std::vector<directus::item>>& found, base::time_point now,
                   base::wall_time wall, actions& out);
    // A live row, or one that was read back: it settles an open outcome where it is of a line under way. With
    // integer keys nothing else does.
    void appeared(const directus::item& row, base::time_point now, base::wall_time wall, actions& out);
    void fired(base::time_point now, base::wall_time wall, actions& out);
    std::optional<base::time_point> deadline() const;

    // Everything back to its author, for this reason, now and from now on; a create under way is `unknown`.
    void abandoned(fate why, const base::error_code& error, actions& out);

    void set_key_kind(key_kind kind) { kind_ = kind; }
    // The line under way that a live row is, where it is one: by its key where we chose it, else by its text.
    const line* claims(const directus::item& row) const;
    // Of the lines under way some have become rows, and of others that is not known yet.
    bool awaits_more() const
    {
        return current_ && current_->lines.any_stored() && !current_->lines.all_stored();
    }
    bool empty() const { return waiting_.empty() && !current_; }
    std::size_t size() const { return waiting_.size() + (current_ ? current_->lines.size() : 0); }

private:
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
        base::error_code error;
    };
    struct end {
        fate why;
        base::error_code error;
    };

    batch next_batch(base::wall_time wall);
    void proceed(base::time_point now, base::wall_time wall, actions& out);
    void send(base::time_point now, actions& out);
    void lose(base::time_point now, actions& out);
    void look(base::time_point now, actions& out);
    void none_there(base::time_point now, base::wall_time wall, actions& out);
    // Confirmed where its row is known, else back to its author.
    static void finish(batch::entry one, fate why, const base::error_code& error, actions& out);
    void finish_current(fate why, const base::error_code& error, actions& out);
    void expire(base::time_point now, actions& out);
    bool settled_by(base::time_point now) const
    {
        return ready_ && current_->lost_since && now - *current_->lost_since >= settings_.settle;
    }

    settings settings_;
    base::user_id author_;
    key_kind kind_ = key_kind::unknown;
    bool ready_ = false;
    batch::entries waiting_;
    std::optional<under_way> current_;
    std::optional<end> over_; // abandoned
    std::optional<base::time_point> over_rest_until_;
    key_maker keys_;
};

} // namespace bridge
