// Everyone who is connected: finds clients, and writes to one, to some, or to the channel. What is to go out
// lies in the clients' outboxes until take_dirty() says whose.
#pragma once

#include "base/ids.hpp"
#include "bridge/channel/client.hpp"
#include "bridge/channel/wire_views.hpp"
#include "bridge/people/roster.hpp"
#include "bridge/wire/line.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace bridge {

// Which users something is for.
using member_filter = std::function<bool(const member&)>;

class audience {
public:
    // `send_limit`: bytes that may be queued for it. Pre: no client has this id.
    client& attach(client_id id, member& user, irc::cap_set caps, std::size_t send_limit);
    void detach(client_id id);

    client* find(client_id id) const; // null for none
    // Null where all of the user's clients have gone or are closing.
    client* newest_of(const member& user) const;
    const std::unordered_map<client_id, std::unique_ptr<client>>& all() const { return clients_; }
    std::size_t size() const { return clients_.size(); }
    std::size_t most() const { return most_; } // at one time

    void send(client& to, const line& what);
    // Nothing for null, or for a client that is closing.
    void push(client& to, bytes what);
    void push_row(client& to, bytes what, bool is_missed = false)
    {
        if (!what || to.closing)
            return;
        to.out.push_row(std::move(what), is_missed);
        resume(to);
    }
    void resume(client& who) // its outbox has more to be taken
    {
        if (!std::exchange(who.dirty, true))
            dirty_.push_back(&who);
    }
    // To those on the channel (of these users), but for `except`.
    void broadcast(line_maker lines, const client* except = nullptr, const member_filter& to = nullptr);
    // Closes the client once its outbox is written: ERROR :Closing Link: <host> (<reason>).
    void close(client& who, std::string_view reason, std::string_view logged = {});

    // Whose outboxes have something, since the last time.
    std::vector<client*> take_dirty();

private:
    std::unordered_map<client_id, std::unique_ptr<client>> clients_;
    std::vector<client*> dirty_;
    std::size_t most_ = 0;
};

} // namespace bridge
