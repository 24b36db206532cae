// How far a client acknowledges the rows that it is sent: a PING follows them, and its PONG says that all
// before it has arrived. One PING at a time, and few of them.
#pragma once

#include "base/clock.hpp"
#include "bridge/acknowledged.hpp"

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

    explicit receipt(acknowledged before)
        : rows_(std::move(before))
    {
    }

    // The row was sent to the client, or came from it.
    void sent(const directus::item& row, base::wall_time wall);
    // All that was sent until now is to be acknowledged without delay.
    void hurry();
    // Older rows than this are none for the client.
    void begin(base::wall_time date) { rows_.begin(date); }
    // It lacks rows, so that later ones acknowledge nothing until resume().
    void suspend() { suspended_ = true; }
    void resume() { suspended_ = false; }

    // The token of a PING where one is due; empty for none.
    std::string fired(base::time_point now);
    // False where it is not the token of the last PING.
    bool answered(std::string_view token);
    std::optional<base::time_point> deadline() const;

    const acknowledged& rows() const { return rows_; }

private:
    acknowledged rows_;
    std::vector<acknowledged::mark> unasked_;
    std::vector<acknowledged::mark> asked_;
    std::string token_; // of the PING that is not answered; empty for none
    std::optional<base::time_point> asked_at_;
    std::optional<base::time_point> due_; // empty: to be found out, at once
    bool hurried_ = false;
    bool suspended_ = false;
    std::uint64_t pings_ = 0;
};

} // namespace bridge
