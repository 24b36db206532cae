// Lines on their way to one client's socket, in order.
#pragma once

#include "bridge/wire/line.hpp"
#include "bridge/wire/outbox.hpp"
#include "net/stream.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace server {

class outgoing_lines {
public:
    struct written {
        std::size_t lines = 0;
        std::size_t bytes = 0;
        bool is_lost = false; // the connection: nothing more arrives
    };

    void add(std::string line);
    // All that is queued there.
    void take_from(bridge::outbox& queue) { bytes_ += queue.take(lines_); }
    // Drops all but the first `kept`, and adds an end of all.
    void end_with(std::string last, std::size_t kept);
    // Writes what the socket takes at once. Where the connection is lost, drops the rest.
    written write(net::stream& to);

    std::size_t bytes() const { return bytes_; } // of lines that were added and not written

private:
    std::vector<bridge::bytes> lines_;
    std::size_t bytes_ = 0;
};

} // namespace server
