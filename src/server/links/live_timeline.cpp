#include "server/links/live_timeline.hpp"

#include "base/log.hpp"
#include "server/rest/feed_times.hpp"

#include <utility>

namespace server {

namespace {

constexpr auto clock_pause = std::chrono::minutes(1); // between two read-backs for a clock that was set

} // namespace

live_timeline::live_timeline(context& shared, std::string scope, bridge::member_filter readers)
    : shared_(shared)
    , scope_(std::move(scope))
    , readers_(std::move(readers))
    , machine_({.overlap = shared.settings.overlap, .catch_up = shared.settings.room.catch_up},
               shared.rest.directus_now() - clock_error)
    , alarm_(shared.executor,
             [this] { step([](auto& line, auto now, auto, auto& out) { line.fired(now, out); }); })
    , change_alarm_(shared.executor, [this] {
        if (const auto text = change_limit_.fired(base::steady_now()); !text.empty())
            announce(text);
    })
{
    check_clock();
}

void live_timeline::show(const bridge::timeline::actions& actions)
{
    alarm_.set(machine_.deadline());
    for (const auto& change : actions)
        show(change);
}

void live_timeline::show_missed(bridge::timeline::actions actions)
{
    for (auto& change : actions)
        if (auto* row = std::get_if<bridge::said>(&change))
            row->missed = true;
    show(actions);
}

void live_timeline::show(const bridge::change& change)
{
    const bool passes = change_limit_.passes(change, base::steady_now());
    change_alarm_.set(change_limit_.deadline());
    if (!passes)
        return;
    shared_.room.rows().show(change, readers_, base::steady_now(), base::wall_now());
    if (const auto* row = std::get_if<bridge::said>(&change); row && row->heard_at)
        shared_.heard.push_back(*row->heard_at);
    shared_.touched();
}

void live_timeline::announce(const std::string& text)
{
    base::log::info("announced", {{"scope", scope_}, {"text", text}});
    shared_.room.announce(text, readers_);
    shared_.touched();
}

// Directus may run on nodes whose clocks are that far apart, and that answer in turn: hence clock_again_at_.
bool live_timeline::check_clock()
{
    const auto now = base::steady_now();
    const auto by = machine_.clock_moved(now, shared_.rest.directus_now());
    if (by == base::duration::zero() || now < clock_again_at_)
        return false;
    clock_again_at_ = now + clock_pause;
    base::log::warning("directus_clock_set",
                       {{"scope", scope_}, {"by_s", std::to_string(by / std::chrono::seconds(1))}});
    if (by < base::duration::zero())
        shared_.room.rows().clock_set_back(-by, readers_);
    machine_.hold();
    return true;
}

void live_timeline::stop()
{
    alarm_.set(std::nullopt);
    change_alarm_.set(std::nullopt);
}

} // namespace server
