// The subscriptions to the events of one collection on one socket, which stand or fall together: the state of
// their frames, which the link sends.
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
    // Those that Directus has, or may have, of this socket.
    std::vector<std::string> uids_asked() const;
    std::vector<std::string> uids_standing() const;

    // Directus has confirmed this one of them. True where all stand with that.
    bool confirm(subscription& which);
    // What is not confirmed is to be asked for again.
    void put_off(base::time_point until);
    void forget();

    bool is_overdue(base::time_point now) const;      // a confirmation
    std::optional<base::time_point> deadline() const; // of what is awaited

private:
    std::vector<subscription> events_;
};

} // namespace directus
