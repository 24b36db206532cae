// How far a client acknowledges the rows that it is sent: a PING follows them, and its PONG says that all
// before it has arrived. Live rows have one PING at a time, and few of them; each batch of a history has its
// own.
#pragma once

#include "base/clock.hpp"
#include "bridge/history/acknowledged.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bridge {

class receipt {
public:
    static constexpr base::duration settling = std::chrono::milliseconds(500); // for more rows to come
    static constexpr base::duration interval = std::chrono::seconds(5);        // between two PINGs at least

    // `before`: of earlier visits. `first_join`: where nothing is acknowledged yet, since when rows are news.
    receipt(acknowledged before, base::wall_time first_join)
        : rows_(std::move(before))
        , first_join_(first_join)
    {
    }

    // The row was sent to the client, or came from it.
    void sent(const directus::item& row, base::wall_time wall);
    // Gives the token of the PING that follows a batch of a history, at once. Its PONG acknowledges these
    // rows, and says that rows dated before `begin` are none for the client.
    std::string ask(std::vector<acknowledged::mark> rows, std::optional<base::wall_time> begin);
    // Rows dated before this are none for the client, without a PING.
    void begin(base::wall_time date) { rows_.begin(date); }
    void clock_set_back(base::duration by)
    {
        rows_.clock_set_back(by);
        first_join_ -= by;
    }
    // It lacks rows, so that later ones acknowledge nothing until a history begins.
    void suspend() { suspended_ = true; }
    // Batches of an earlier history that were not acknowledged come again.
    void begin_history();

    // The token of a PING where one is due; empty for none.
    std::string fired(base::time_point now);
    // False where no PING has this token, or it was answered.
    bool answered(std::string_view token);
    std::optional<base::time_point> deadline() const;

    const acknowledged& rows() const { return rows_; }
    base::wall_time first_join() const { return first_join_; }

private:
    std::string next_token();

    acknowledged rows_;
    base::wall_time first_join_;
    std::vector<acknowledged::mark> unasked_;
    std::vector<acknowledged::mark> asked_;
    std::string token_; // of the PING that is not answered; empty for none
    std::optional<base::time_point> asked_at_;
    std::optional<base::time_point> due_; // empty: to be found out, at once
    struct batch {
        std::string token;
        std::vector<acknowledged::mark> rows;
        std::optional<base::wall_time> begin;
    };
    std::vector<batch> batches_; // of a history that are not acknowledged
    bool suspended_ = false;
    std::uint64_t pings_ = 0;
};

} // namespace bridge
