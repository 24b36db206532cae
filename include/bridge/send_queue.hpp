// One user's lines on their way into Directus: in order, one create under way, bounded in number and age.
// Where the collection's key is a UUID the gateway chooses it, so that a create whose outcome is not known is
// settled by looking for its key and a retry cannot double it. With integer keys such a line is never sent
// again. A machine: inputs are what happened, actions what to do.
#pragma once

#include "base/clock.hpp"
#include "base/errc.hpp"
#include "base/ids.hpp"
#include "directus/types.hpp"

#include <cstdint>
#include <deque>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace bridge {

enum class key_kind { unknown, uuid, integer };

class send_queue {
public:
    struct settings {
        std::size_t lines = 200;                             // queued at most
        base::duration age = std::chrono::minutes(10);       // then a line goes back to its author
        base::duration settle = std::chrono::seconds(30);    // how long an unknown outcome is looked for
        base::duration look_again = std::chrono::seconds(2); // between two looks
    };

    struct line {
        base::client_id from;
        std::string text;
        bool notice = false;
        friend bool operator==(const line&, const line&) = default;
    };

    // Actions.
    struct create {       // answer with one of stored(), refused(), throttled(), unclear()
        base::item_id id; // empty: Directus chooses
        std::string text;
        friend bool operator==(const create&, const create&) = default;
    };
    struct look_up { // read this row; answer with looked_up()
        base::item_id id;
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
    void stored(directus::item row, base::time_point now, base::wall_time wall, actions& out);
    void refused(const base::error_code& why, base::time_point now, base::wall_time wall, actions& out);
    void throttled(base::duration wait, base::time_point now, base::wall_time wall, actions& out);
    void unclear(const base::error_code& why, base::time_point now, base::wall_time wall, actions& out);
    // The row, nothing where it is not there, or that it could not be looked for.
    void looked_up(base::result<std::optional<directus::item>> found, base::time_point now,
                   base::wall_time wall, actions& out);
    // A live row, or one that was read back: it settles an open outcome where it is the line under way. With
    // integer keys nothing else does.
    void appeared(const directus::item& row, base::time_point now, base::wall_time wall, actions& out);
    void fired(base::time_point now, base::wall_time wall, actions& out);
    std::optional<base::time_point> deadline() const;

    // Everything back to its author, for this reason, now and from now on; a create under way is `unknown`.
    void abandoned(fate why, const base::error_code& error, actions& out);

    void set_key_kind(key_kind kind) { kind_ = kind; }
    // The line under way that a live row is, where it is one: by its key where we chose it, else by its text.
    const line* claims(const directus::item& row) const;
    bool empty() const { return waiting_.empty() && !current_; }
    std::size_t size() const { return waiting_.size() + (current_ ? 1 : 0); }

private:
    struct entry {
        line what;
        base::time_point since;
    };
    struct under_way {
        explicit under_way(entry first)
            : what(std::move(first))
        {
        }

        entry what;
        base::item_id id;
        // `pausing`: not sent yet, or sent and not there; `lost`: being looked for
        enum class phase { sent, pausing, lost } phase = phase::sent;
        base::time_point lost_since{}; // while ready: the outcome is settled or given up `settle` after that
        base::time_point again_at{};
        bool looking = false;
        bool retried = false; // sent twice: that it is not there no longer proves that it was not stored
        std::optional<directus::item> seen; // the row that it became, while the answer is still to come
        base::error_code error;
    };
    struct end {
        fate why;
        base::error_code error;
    };

    void proceed(base::time_point now, base::wall_time wall, actions& out);
    void look(base::time_point now, actions& out);
    void not_there(base::time_point now, base::wall_time wall, actions& out);
    void give_up(fate why, const base::error_code& error,
                 actions& out); // the line under way, back to its author
    void expire(base::time_point now, actions& out);
    void send(actions& out);
    bool settled_by(base::time_point now) const
    {
        return ready_ && now - current_->lost_since >= settings_.settle;
    }

    settings settings_;
    base::user_id author_;
    key_kind kind_ = key_kind::unknown;
    bool ready_ = false;
    std::deque<entry> waiting_;
    std::optional<under_way> current_;
    std::optional<end> over_; // abandoned
    std::mt19937_64 random_;
    std::uint64_t last_key_time_ = 0;
    std::uint16_t key_counter_ = 0;

    base::item_id next_key(base::wall_time wall); // UUIDv7, strictly increasing (RFC 9562 section 6.2)
};

} // namespace bridge
