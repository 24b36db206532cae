// The subscriptions to the events of one collection on one socket, which stand or fall together. Keeps the
// state of their frames; the link sends them.
#pragma once

#include "base/clock.hpp"
#include "directus/pending_frame.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace directus {

class event_subscriptions {
public:
    struct subscription {
        const char* event; // "create", "update" or "delete"
        char letter;       // that its uids begin with
        std::optional<pending_frame> asked{};
        bool stands = false;
    };

    explicit event_subscriptions(std::vector<subscription> events)
        : events_(std::move(events))
    {
    }

    std::vector<subscription>& all() { return events_; }
    subscription* find(std::string_view uid); // null for none
    bool stand() const;                       // all of them
    bool is_asked() const;                    // for any
    // The uids of those requested, and of those confirmed.
    std::vector<std::string> uids_asked() const;
    std::vector<std::string> uids_standing() const;

    // Directus confirmed this one. Returns true if it completes them.
    bool confirm(subscription& which);
    // Requests those that are not confirmed again at this time.
    void put_off(base::time_point until);
    void forget();

    bool is_overdue(base::time_point now) const;      // a confirmation is
    std::optional<base::time_point> deadline() const; // the earliest

private:
    std::vector<subscription> events_;
};

} // namespace directus
