// What the gateway counts and measures, and its text for Prometheus.
// https://prometheus.io/docs/instrumenting/exposition_formats/
#pragma once

#include "base/clock.hpp"
#include "base/errc.hpp"

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace server {

class metrics {
public:
    // How things stand when somebody asks.
    struct standing {
        std::size_t connections = 0; // registered or not
        std::size_t clients = 0;     // registered
        std::size_t users = 0;       // with a session of Directus
        std::size_t links_live = 0;  // WebSockets to Directus
        std::size_t links_down = 0;
        std::size_t feeds_live = 0;
        std::size_t feeds_down = 0;
        std::size_t feeds_polled = 0; // of the live ones, those that no WebSocket carries
        std::size_t lines_queued = 0; // on their way into Directus
        std::size_t queue_bytes = 0;  // for clients whose sockets take nothing
        bool directus_answers = false;
        bool stopping = false;
    };

    metrics();
    ~metrics();

    void connected();
    void disconnected(std::string_view reason); // as the log has it; its kind is counted
    // `by_directus`: the attempt reached Directus; else the gateway answered for it, from what it knew.
    void logged_in(const base::error_code& result, bool by_directus);
    void received(std::size_t lines);
    void sent(std::size_t messages, std::size_t bytes);
    // A create was answered, or given up, after that time.
    void created(base::duration after, bool stored);
    void returned(); // a line to its author
    void link_lost();
    void read_back(std::size_t rows); // that no event told of
    // An event's lines have been handed to the sockets, that long after it came.
    void shown(base::duration after);

    // Since the start.
    struct totals {
        std::size_t connections = 0;
        std::size_t lines_received = 0;
        std::size_t messages_sent = 0;
        std::size_t bytes_sent = 0;
        std::size_t creates_stored = 0;
        std::size_t creates_unconfirmed = 0;
        std::size_t lines_returned = 0;
        std::size_t links_lost = 0;
        std::size_t rows_read_back = 0;
    };
    totals counted() const;

    std::string text(const standing& now) const;

private:
    struct series;
    std::unique_ptr<series> series_;
};

} // namespace server
