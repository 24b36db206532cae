#include "directus/event_subscriptions.hpp"

#include <algorithm>
#include <utility>

namespace directus {

namespace {

bool is_asked_for(const event_subscriptions::subscription& one)
{
    return one.asked.has_value();
}

std::vector<std::string> uids_of(const std::vector<event_subscriptions::subscription>& all, auto which)
{
    std::vector<std::string> out;
    for (const auto& one : all)
        if (one.asked && which(one))
            out.push_back(one.asked->uid);
    return out;
}

} // namespace

event_subscriptions::subscription* event_subscriptions::find(std::string_view uid)
{
    const auto found =
        std::ranges::find_if(events_, [&](const auto& one) { return one.asked && one.asked->uid == uid; });
    return found == events_.end() ? nullptr : &*found;
}

bool event_subscriptions::stand() const
{
    return std::ranges::all_of(events_, &subscription::stands);
}

bool event_subscriptions::is_asked() const
{
    return std::ranges::any_of(events_, is_asked_for);
}

std::vector<std::string> event_subscriptions::uids_asked() const
{
    return uids_of(events_, is_asked_for);
}

std::vector<std::string> event_subscriptions::uids_standing() const
{
    return uids_of(events_, [](const auto& one) { return one.stands; });
}

bool event_subscriptions::confirm(subscription& which)
{
    which.asked->by.reset();
    which.asked->again_at.reset();
    return !std::exchange(which.stands, true) && stand();
}

void event_subscriptions::put_off(base::time_point until)
{
    for (auto& one : events_)
        if (one.asked && one.asked->by) {
            one.asked->by.reset();
            one.asked->again_at = until;
        }
}

void event_subscriptions::forget()
{
    for (auto& one : events_) {
        one.asked.reset();
        one.stands = false;
    }
}

bool event_subscriptions::is_overdue(base::time_point now) const
{
    return std::ranges::any_of(
        events_, [&](const auto& one) { return one.asked && one.asked->by && *one.asked->by <= now; });
}

std::optional<base::time_point> event_subscriptions::deadline() const
{
    std::optional<base::time_point> earliest;
    for (const auto& one : events_)
        if (one.asked)
            for (const auto& when : {one.asked->by, one.asked->again_at})
                if (when)
                    earliest = std::min(earliest.value_or(*when), *when);
    return earliest;
}

} // namespace directus
