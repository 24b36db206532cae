// Shows the rows of one scope to their readers: the timeline with its timer and Directus's clock, and the
// limit on edits and deletions.
#pragma once

#include "base/clock.hpp"
#include "bridge/rows/change_limit.hpp"
#include "bridge/rows/timeline.hpp"
#include "net/alarm.hpp"
#include "server/context.hpp"

#include <cassert>
#include <string>

namespace server {

class live_timeline {
public:
    // `shared` has to outlive it.
    live_timeline(context& shared, std::string scope, bridge::member_filter readers);

    const std::string& scope() const { return scope_; }
    bridge::timeline& machine() { return machine_; }
    const bridge::timeline& machine() const { return machine_; }

    // Calls input(timeline, now, wall, actions) and shows the actions. Pre: not called by what it shows.
    template <class Input>
    void step(Input input);
    // Shows what an input to machine() has led to; show_missed() as rows that were read back.
    void show(const bridge::timeline::actions& actions);
    void show_missed(bridge::timeline::actions actions);
    // Tells the readers.
    void announce(const std::string& text);

    // Compares Directus's clock. Returns true, and holds the timeline, where it was set: what was missed has
    // to be read back.
    bool check_clock();

    void stop();

private:
    void show(const bridge::change& change);

    context& shared_;
    std::string scope_;
    bridge::member_filter readers_;
    bridge::timeline machine_;
    bridge::change_limit change_limit_;
    base::time_point clock_again_at_{};
    bool is_stepping_ = false;
    net::alarm alarm_;
    net::alarm change_alarm_;
};

template <class Input>
void live_timeline::step(Input input)
{
    assert(!is_stepping_);
    is_stepping_ = true;
    bridge::timeline::actions out;
    input(machine_, base::steady_now(), shared_.rest.directus_now(), out);
    show(out);
    is_stepping_ = false;
}

} // namespace server
