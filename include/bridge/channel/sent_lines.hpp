// The lines that clients sent, until it is known what became of them: what is not stored goes back to its
// author, and a PING waits for the answers to the lines before it.
#pragma once

#include "base/clock.hpp"
#include "bridge/channel/audience.hpp"
#include "bridge/channel/reply.hpp"
#include "bridge/channel/room_settings.hpp"
#include "bridge/people/roster.hpp"
#include "bridge/rows/formatting_guess.hpp"
#include "bridge/sending/send_queue.hpp"

#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace bridge {

class sent_lines {
public:
    // All have to outlive it.
    sent_lines(const room_settings& settings, const formatting_guess& formatting, audience& clients,
               roster& people)
        : settings_(settings)
        , formatting_(formatting)
        , clients_(clients)
        , people_(people)
    {
    }

    // The client sent a line; answer with one of these.
    void sent(client& who) { ++who.outstanding; }
    void stored(const send_queue::line& what, const directus::item& row);
    // To the author's newest client where the one that sent the line has gone, and to their next one where
    // they have none.
    void returned(const send_queue::returned& what, const user_id& author);
    void settled(client& who);

    // The line with this label was shown before it was known to be the client's.
    void acknowledge(client_id who, const std::string& label);

    void connected(client& who); // is told what came back while its user had no client
    void disconnected(client& who);

    // A PING: its PONG is sent once the client's own lines are answered for, or after pong_delay.
    void pinged(reply& to, std::string token, base::time_point now);
    void fired(base::time_point now);
    std::optional<base::time_point> deadline() const;

private:
    client* client_of(client_id sender, const user_id& author) const; // who is to be told of a line
    void tell(client& to, const send_queue::returned& what);
    reply reply_to(client& to, const std::string& label);
    void send_pongs(client& who, std::size_t count);

    const room_settings& settings_;
    const formatting_guess& formatting_;
    audience& clients_;
    roster& people_;
    std::unordered_map<user_id, std::deque<send_queue::returned>> untold_; // of authors with no client
    std::vector<client_id> late_;                                          // clients with PINGs that wait
};

} // namespace bridge
