// Events of a subscription that have arrived and are not shown yet: a queue until their authors are known,
// then rows that wait for the answer to a create. A machine.
#pragma once

#include "base/clock.hpp"
#include "bridge/rows/undecided_rows.hpp"
#include "directus/types.hpp"
#include "server/links/own_rows.hpp"

#include <cstddef>
#include <optional>
#include <variant>
#include <vector>

namespace server {

class arrivals {
public:
    using created = bridge::undecided_rows::entry;
    struct updated {
        directus::item row;
    };
    struct deleted {
        directus::item_id id;
    };
    using event = std::variant<created, updated, deleted>;
    static constexpr std::size_t most_events = 10'000;

    void push_created(std::vector<directus::item> rows, base::time_point now);
    void push_updated(std::vector<directus::item> rows);
    void push_deleted(std::vector<directus::item_id> ids);
    bool is_empty() const { return events_.empty(); }
    bool is_overfull() const { return events_.size() > most_events; }
    void drop_events() { events_.clear(); }

    // One reader takes the events: returns true where the caller becomes the reader, until reader_ended().
    bool try_start_reader();
    void reader_ended() { has_reader_ = false; }
    std::vector<event> take(); // in the order of arrival
    // Rows whose authors and editors have to be known before the events are shown. `is_filtered`: an edited
    // row may be shown for the first time.
    static std::vector<directus::item> authors_of(const std::vector<event>& events, bool is_filtered);

    // A new row's turn to be shown has come.
    void reached(const directus::item& row, base::time_point now);
    // The date of the newest event since then, where it had one.
    std::optional<base::wall_time> newest_date(base::time_point since) const;

    bridge::undecided_rows& undecided() { return undecided_; }
    own_rows& own() { return own_; }
    // The subscription ended: what waits for an answer is read back.
    void lost();

private:
    std::vector<event> events_;
    bool has_reader_ = false;
    bridge::undecided_rows undecided_;
    own_rows own_;
    std::optional<base::wall_time> newest_date_; // of the event reached last …
    base::time_point newest_at_{};               // … and when that was
};

} // namespace server
