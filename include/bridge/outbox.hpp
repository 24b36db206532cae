// What is to be written to one client: shared lines in order, counted in bytes. It never blocks; a client
// that does not read overflows it and is closed.
#pragma once

#include "bridge/line.hpp"

#include <cstddef>
#include <vector>

namespace bridge {

class outbox {
public:
    static constexpr std::size_t usual = 8; // lines that wait at once, for which there is room

    explicit outbox(std::size_t limit)
        : limit_(limit)
    {
    }

    // Drops the line and everything after it once the limit is passed.
    void push(bytes line);
    // Appends all that is queued, and gives its bytes. They count against the limit until written() says that
    // they went out.
    std::size_t take(std::vector<bytes>& into);
    void written(std::size_t count) { pending_ -= count; }

    bool empty() const { return lines_.empty(); }
    bool overflowed() const { return overflowed_; }
    std::size_t pending() const { return pending_; } // bytes not yet written

private:
    std::vector<bytes> lines_;
    std::size_t queued_ = 0; // bytes of them
    std::size_t pending_ = 0;
    std::size_t limit_;
    bool overflowed_ = false;
};

} // namespace bridge
