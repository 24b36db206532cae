// Who may use one of a bounded number of places next: some are kept for urgent requests, the others go round
// the users that wait. A machine, without clock or socket.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <list>
#include <optional>

namespace net {

class turns {
public:
    enum class ticket : std::uint64_t {}; // one that waits
    using user = std::size_t;             // anything that is the same for all requests of one user

    // Urgent requests may take all of `places`, others all but `kept` of them.
    turns(std::size_t places, std::size_t kept);

    // Takes a place, if one is free for this kind of request.
    bool try_take(bool urgent);
    // Pre: try_take() failed. The place comes with a given_back() that returns this ticket.
    ticket wait(bool urgent, user of);
    // The one with this ticket waits no longer. Pre: it has no place yet.
    void leave(ticket who);
    // A place of this kind is free again. Returns who has one now: urgent requests before others; among
    // those, each user that waits gets one in turn.
    std::optional<ticket> given_back(bool urgent);

private:
    struct line {
        user of;
        std::deque<ticket> waiting;
    };

    bool has_place(bool urgent) const;

    std::size_t places_;
    std::size_t open_;         // places that are not kept
    std::size_t taken_ = 0;    // of all
    std::size_t ordinary_ = 0; // of those, by requests that are not urgent
    std::uint64_t next_ticket_ = 1;
    std::deque<ticket> urgent_;
    std::list<line> lines_; // of the users that wait; the first is next
};

} // namespace net
