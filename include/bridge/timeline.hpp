// The rows of one scope as they go to the clients: each once and in order, whether it came as an event, as
// the answer to a create of ours, or was read back after a gap; and what becomes of those that were shown. A
// machine; `wall` is Directus's time.
#pragma once

#include "base/clock.hpp"
#include "bridge/change.hpp"
#include "bridge/reorder_window.hpp"
#include "bridge/seen_keys.hpp"
#include "bridge/shown_rows.hpp"
#include "directus/types.hpp"

#include <cstddef>
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
    };
    using actions = std::vector<change>;
    struct caught_up {
        std::size_t missed = 0;
        std::size_t left_out = 0; // of those, beyond `catch_up`
    };

    // `start`: when the scope began; rows before it are history, not news.
    timeline(settings with, base::wall_time start);

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
    // How many of these rows were never met.
    std::size_t lacking(std::span<const directus::item> rows) const;
    // Rows that were shown, `found` of those `wanted`: the others are gone.
    void looked_up(std::span<const directus::item_id> wanted, std::span<const directus::item> found,
                   base::time_point asked, base::time_point now, actions& out);
    // Rows that somebody was shown as history.
    void shown_as_history(std::span<const directus::item> rows);

    void fired(base::time_point now, actions& out);
    std::optional<base::time_point> deadline() const;

    // The feed was alive at this time of Directus's; while it is held that proves nothing. To be called while
    // rows come, too: keys are forgotten here.
    void proved(base::wall_time at);
    // Where a read-back has to begin.
    base::wall_time cursor() const { return proved_ - settings_.overlap; }
    bool holding() const { return holding_; }
    // Too many were held and some let go: what is read back from now on brings them.
    bool overflowed() const { return overflowed_; }
    // Rows shown of late, oldest first.
    std::vector<directus::item_id> remembered() const { return shown_.keys(); }

private:
    struct waiting {
        said what;
        base::time_point since;
    };

    waiting* find_waiting(const directus::item_id& id);
    bool is_news(const directus::item& row, base::wall_time wall) const;
    void show(said what, base::time_point now, actions& out);
    void release(base::time_point now, actions& out);
    void release_due(base::time_point now, actions& out);

    settings settings_;
    base::wall_time start_;
    base::wall_time proved_;
    bool holding_ = true;
    bool overflowed_ = false;
    bool first_ = true; // nothing was read back yet
    seen_keys seen_;
    shown_rows shown_;
    reorder_window window_;
    struct timed {
        base::wall_time date{};
        base::wall_time time{}; // that it was shown with
    };
    timed previous_;                       // the row shown last …
    timed newest_shown_;                   // … and that of the latest date
    std::optional<directus::item> newest_; // of those shown in the order of their dates; without its text
    std::vector<waiting> waiting_;         // held, or within the window
    std::size_t held_bytes_ = 0;
};

} // namespace bridge
