// Attempts to open a link's socket: their deadlines, the back-off between them, and their failures. A
// machine.
#pragma once

#include "base/clock.hpp"
#include "directus/backoff.hpp"

#include <optional>

namespace directus {

class link_attempts {
public:
    struct limits {
        base::duration open{};     // to connect and upgrade
        base::duration patience{}; // to become live
    };

    link_attempts(const backoff& pauses, limits with)
        : backoff_(pauses)
        , limits_(with)
    {
    }

    // An attempt begins.
    void begin(base::time_point now);
    void opened() { open_by_.reset(); }
    void live(base::time_point now);
    // Ends the attempt; no other follows.
    void end();
    // Schedules the next attempt. The back-off grows unless the link was live for a while.
    void pause(base::time_point now);
    // Makes the next attempt then at the latest. Pre: one is scheduled
    void hurry(base::time_point when);
    void forget_failures() { backoff_.reset(); }

    // Counts a socket that closed before the link was live. Returns true from the second on: the first may be
    // a restart of Directus.
    bool count_close() { return ++failures_ > 1; }
    // Counts a refused upgrade. Returns false for the first 401, which is about the token.
    bool count_refusal(unsigned status);

    bool is_due(base::time_point now) const { return retry_at_ && *retry_at_ <= now; }
    bool is_overdue(base::time_point now) const { return open_by_ && *open_by_ <= now; }
    // Returns true once, when the patience has ended.
    bool try_give_up(base::time_point now);
    std::optional<base::time_point> deadline() const;

private:
    backoff backoff_;
    limits limits_;
    std::optional<base::time_point> live_since_;
    std::optional<base::time_point> retry_at_;
    std::optional<base::time_point> open_by_;
    std::optional<base::time_point> patient_until_;
    int failures_ = 0;     // to become live, one after the other
    int unauthorized_ = 0; // 401 to the upgrade, one after the other
};

} // namespace directus
