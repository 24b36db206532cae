// What is to be written to one client: shared lines in order, counted in bytes. It never blocks; a client
// that does not read overflows it and is closed.
#pragma once

#include "bridge/wire/line.hpp"

#include <algorithm>
#include <cstddef>
#include <functional>
#include <utility>
#include <vector>

namespace bridge {

class outbox {
public:
    static constexpr std::size_t usual = 8;          // lines that wait at once, for which there is room
    static constexpr std::size_t window = 64 * 1024; // bytes: below that a source is asked for more

    // Makes lines when the client has taken those before; null at the end.
    using source = std::function<bytes()>;

    explicit outbox(std::size_t limit)
        : limit_(limit)
    {
    }

    // Drops the line and everything after it once the limit is passed.
    void push(bytes line);
    // The same for a row. What is queued until the next take() is one burst, which no client could have read
    // yet: rows may take it over the limit where none before it waits. Rows that were missed come in many
    // bursts: the next may do so as soon as the client has taken something since.
    void push_row(bytes line, bool is_missed = false)
    {
        if (line && !overflowed_ && !in_burst_ && burst_ == 0 && counted() + line->size() <= limit_)
            queue(std::move(line));
        else
            burst(std::move(line), is_missed);
    }
    // Queues lines that are made later. They do not count against the limit; what is pushed from now on
    // follows them.
    void pace(source lines);
    // Appends all that is queued, and of a source what there is room for, and gives its bytes. They are
    // pending until written() says that they went out.
    std::size_t take(std::vector<bytes>& into);
    void written(std::size_t count)
    {
        pending_ -= count;
        made_ -= std::min(count, made_);
        burst_ = std::min(burst_, pending_ - made_);
        is_read_ = is_read_ || count > 0;
    }
    // Drops what sources have not made yet.
    void cut();

    bool empty() const { return lines_.empty() && paced_.empty(); }
    bool overflowed() const { return overflowed_; }
    bool has_more() const { return !paced_.empty() && made_ < window; } // for take()
    bool is_pacing() const { return !paced_.empty(); }
    std::size_t pending() const { return pending_; } // bytes not yet written, without what is to be made
    std::size_t burst() const { return burst_; }     // of these, beyond the limit

private:
    struct paced {
        source lines;
        std::vector<bytes> behind{};
        std::size_t size = 0; // bytes of those behind
    };

    std::size_t counted() const { return pending_ - made_ - burst_; }
    void burst(bytes line, bool is_missed); // a row that may be too much
    void queue(bytes line)
    {
        const auto size = line->size();
        pending_ += size;
        latest_ += size;
        if (!paced_.empty())
            return queue_behind(std::move(line));
        size_ += size;
        if (lines_.capacity() == 0)
            lines_.reserve(usual);
        lines_.push_back(std::move(line));
    }
    void queue_behind(bytes line);

    std::vector<bytes> lines_;
    std::vector<paced> paced_;
    std::size_t size_ = 0;   // bytes of lines_
    std::size_t latest_ = 0; // bytes pushed since take()
    std::size_t pending_ = 0;
    std::size_t made_ = 0; // of these, by sources
    std::size_t burst_ = 0;
    std::size_t limit_;
    bool in_burst_ = false;
    bool is_read_ = false; // something was written since the last burst
    bool overflowed_ = false;
};

} // namespace bridge
