// What was said before, pushed to a client after its JOIN, and what came live meanwhile. A client that comes
// back is sent what it has not acknowledged, and nothing else.
#pragma once

#include "base/clock.hpp"
#include "base/errc.hpp"
#include "bridge/channel/audience.hpp"
#include "bridge/channel/outside.hpp"
#include "bridge/channel/past_receiver.hpp"
#include "bridge/channel/past_writer.hpp"
#include "bridge/channel/room_settings.hpp"
#include "bridge/history/past_row.hpp"
#include "bridge/rows/change.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace bridge {

class pushed_history {
public:
    // All have to outlive it.
    pushed_history(const room_settings& settings, audience& clients, past_writer& writer, outside& world,
                   past_receiver& rows)
        : settings_(settings)
        , clients_(clients)
        , writer_(writer)
        , world_(world)
        , rows_(rows)
    {
    }

    // Asks for the history of a client that has joined; answer with read(). Pre: it has a receipt.
    void begin(client& who);
    // The answer to the client's question of this number. Asks for the next part where these rows are not the
    // last.
    void read(client_id id, unsigned number, const base::result<ask::shared_past>& rows, base::wall_time wall,
              part_of_past own = {});
    // True where the change has to wait for the client's history.
    bool hold(client& to, const shared_change& what, base::wall_time wall);

private:
    // The rows that a client is still to be shown.
    struct backlog {
        ask::shared_past rows;
        std::vector<std::uint32_t> news; // places in `rows`
        std::size_t next = 0;            // in `news`
        unsigned join = 0;               // after which they are shown
        std::optional<base::wall_time> begin{};
        std::optional<base::wall_time> settled{}; // as in part_of_past
        base::wall_time wall{};
    };

    // The part that has the rows dated `from` or later.
    void go_on(client& who, base::wall_time from);
    void push(client& who, const ask::shared_past& rows, part_of_past own, base::wall_time wall);
    bytes next_batch_of(client& who, backlog& of);
    // Of what is held, the rows that the next part has.
    void forget_what_is_read_again(client& who);
    void release(client& who, base::wall_time wall);
    void release_before(client& who, base::wall_time history_from, base::wall_time wall);
    void notice(client& to, std::string_view text);

    const room_settings& settings_;
    audience& clients_;
    past_writer& writer_;
    outside& world_;
    past_receiver& rows_;
};

} // namespace bridge
