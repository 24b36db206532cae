// The rows of one scope as they go to the clients: each once and in order, whether it came as an event, as
// the answer to a create of ours, or was read back after a gap; and what becomes of those that were shown. A
// machine; `wall` is Directus's time.
#pragma once

#include "base/clock.hpp"
#include "bridge/rows/change.hpp"
#include "bridge/rows/hidden_rows.hpp"
#include "bridge/rows/horizon.hpp"
#include "bridge/rows/seen_keys.hpp"
#include "bridge/rows/shown_rows.hpp"
#include "bridge/rows/shown_times.hpp"
#include "bridge/rows/waiting_rows.hpp"
#include "directus/types.hpp"

#include <cstddef>
#include <deque>
#include <optional>
#include <span>
#include <vector>

namespace bridge {

class timeline {
public:
    struct settings {
        base::duration overlap = std::chrono::minutes(10); // behind the last proof, that a read-back reaches
        std::size_t catch_up = 1000;                       // rows shown at most after a gap: the newest
        std::size_t hold = 10'000;                         // rows held at most …
        std::size_t hold_bytes = 64 << 20;                 // … and bytes of their texts
        std::size_t remembered = 1000; // of the rows shown, whose edits and deletions are shown
        std::size_t hidden = 1000;     // of the rows that do not meet the filter
    };
    using actions = std::vector<change>;
    struct caught_up {
        std::size_t missed = 0;
        std::size_t left_out = 0; // of those, beyond `catch_up`
    };

    // `start`: when the scope began; rows before it are history, not news.
    timeline(settings with, base::wall_time start);

    // By how much Directus's clock was set since the last call: what was missed has to be read back, from
    // cursor(). 0 for small steps, and for a clock that goes wrong slowly: these are within the overlap.
    base::duration clock_moved(base::time_point now, base::wall_time wall);

    // The feed is not proved: live rows are held until replayed().
    void hold();
    // A live event, or the answer to a create of ours.
    void received(said what, base::time_point now, base::wall_time wall, actions& out);
    // The row is now like this.
    void updated(const directus::item& row, base::time_point now, actions& out);
    void deleted(const directus::item_id& id, base::time_point now, actions& out);

    // All rows since cursor(), oldest first, asked for at `asked`: shows those that were missed and those
    // held, in order, and goes on live.
    caught_up replayed(std::vector<said> rows, base::time_point asked, base::time_point now,
                       base::wall_time wall, actions& out);
    // The same while live, for what the feed failed to bring. Gives the number of such rows.
    std::size_t swept(std::vector<said> rows, base::time_point asked, base::time_point now,
                      base::wall_time wall, actions& out);
    // Rows that were read while no events come. Gives the number of those that were never met.
    std::size_t polled(std::vector<said> rows, base::time_point asked, base::time_point now,
                       base::wall_time wall, actions& out);
    // How many of these rows were never met.
    std::size_t lacking(std::span<const directus::item> rows, base::wall_time wall) const;
    // Rows that were shown or hidden, `found` of those `wanted`: the others are gone.
    void looked_up(std::span<const directus::item_id> wanted, std::span<const directus::item> found,
                   base::time_point asked, base::time_point now, actions& out);
    bool has_shown(const directus::item_id& id) const { return shown_.has(id); }
    // It was deleted a moment ago, before its event or the answer to its create came.
    bool is_gone_unseen(const directus::item& row, base::time_point now) const;
    // Rows that somebody was shown as history.
    void shown_as_history(std::span<const directus::item> rows);
    // Rows that do not meet the filter, oldest first.
    void found_hidden(std::span<const directus::item> rows, base::time_point asked);

    void fired(base::time_point now, actions& out);
    std::optional<base::time_point> deadline() const;

    // The feed was alive at this time of Directus's; while it is held that proves nothing. To be called while
    // rows come, too: keys are forgotten here.
    void proved(base::wall_time at);
    // Where a read-back has to begin.
    base::wall_time cursor() const { return horizon_.cursor(); }
    bool holding() const { return holding_; }
    // Too many were held and some let go: what is read back from now on brings them.
    bool overflowed() const { return overflowed_; }
    // Hidden rows, and then those shown of late, oldest first.
    std::vector<directus::item_id> remembered() const;

private:
    enum class events { come, none };
    std::size_t compare(std::vector<said> rows, events with, base::time_point asked, base::time_point now,
                        base::wall_time wall, actions& out);
    bool is_known(const directus::item& row, base::wall_time wall) const;
    // Remembers the row, read at `asked`. False where it is known already: neither hidden before nor a key
    // anew.
    bool meet(said& what, base::time_point asked, base::wall_time wall);
    void hide(const directus::item& row, base::time_point asked, actions& out);
    // A hidden row that is a message now.
    void enter(directus::item row, base::time_point now, actions& out);
    void show(said what, base::time_point now, actions& out);
    void release(base::time_point now, actions& out); // everything that waits
    void release_due(base::time_point now, actions& out);

    settings settings_;
    horizon horizon_;
    bool holding_ = true;
    bool overflowed_ = false;
    seen_keys seen_;
    shown_rows shown_;
    struct unseen {
        directus::item_id id;
        base::time_point gone_at;
    };
    std::deque<unseen> gone_unseen_; // the last few
    hidden_rows hidden_;
    shown_times times_;
    waiting_rows waiting_;
};

} // namespace bridge
