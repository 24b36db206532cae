// The route of a user's creates to Directus: over the WebSocket, over REST while that cannot be had, or none.
// A machine.
#pragma once

#include "bridge/sending/send_queue.hpp"

#include <utility>

namespace server {

class create_route {
public:
    struct conditions {
        bool may_create = false; // the token lasts, and nothing is read back first
        bool is_link_live = false;
        bool can_link_create = false;
        bool is_directus_away = false;
    };
    bridge::send_queue::way way(const conditions& now) const;
    bool is_over_rest(bool is_link_live) const { return is_over_rest_ && !is_link_live; }

    void link_opened();
    // Returns true where the link was live since it was last down.
    bool link_closed() { return std::exchange(was_live_, false); }
    // The link does not open: returns true where the caller asks REST, until probe_ended().
    bool try_start_probe() { return !std::exchange(is_probing_, true); }
    void probe_ended() { is_probing_ = false; }
    // What the probe has found, while the link is not live.
    void rest_answers(bool answers) { is_over_rest_ = answers; }

    // There is a new token, which is not yet on the socket. The end of the old one is near, and no longer
    // watched.
    void token_renewed() { is_adopting_ = true; }
    void token_adopted() { is_adopting_ = false; }
    // The link waits for a new token: returns true, once, to the caller who has one.
    void token_refused() { is_token_refused_ = true; }
    bool take_refusal() { return std::exchange(is_token_refused_, false); }

private:
    bool was_live_ = false;
    bool is_over_rest_ = false; // since the link did not open and REST answered
    bool is_probing_ = false;
    bool is_adopting_ = false;
    bool is_token_refused_ = false;
};

} // namespace server
