// One message to many clients, as fast as they take them and at a steady rate.
#pragma once

#include "bench/peers.hpp"

#include <cstddef>
#include <functional>
#include <vector>

namespace bench {

// Clients that are registered and on the channel.
class audience {
public:
    // What a client says before its greeting, such as CAP; it gets its number.
    using preface = std::string (*)(std::size_t);

    // Connects them, so many at once, and waits until the last has joined and, where it is asked for, has
    // seen the collection's last row. Throws where one is refused.
    audience(peer& server, std::size_t count, std::size_t at_once = 64, bool with_history = false,
             preface before = nullptr);

    std::size_t size() const { return clients_.size(); }
    double seconds_to_join() const { return seconds_to_join_; }
    double kibibytes_each() const { return kibibytes_each_; }

    struct closed_result {
        double lines_a_second = 0;
        double cpu_a_million = 0; // seconds of the server's
    };
    // At most 256 messages that not everybody has.
    closed_result closed(std::chrono::milliseconds time);

    // So many, under the same condition.
    void deliver(std::size_t messages);

    // PINGs of the first of them, each answered before the next.
    void ask(std::size_t lines);

    struct open_result {
        double cpu_a_million = 0;
        double p50 = 0, p99 = 0; // ms from the message to a client's line
    };
    // So many delivered lines a second.
    open_result open(double lines_a_second, std::chrono::milliseconds time);
    // What the first of them says, so many times one after the other, until everybody else has it.
    open_result said_by_one(std::size_t messages);

private:
    void settle();
    std::size_t send_while(const std::function<bool(std::size_t sent)>& more); // gives the lines delivered

    peer& server_;
    crowd clients_;
    double seconds_to_join_ = 0;
    double kibibytes_each_ = 0;
};

// The value below which this part of them lies.
double percentile(std::vector<float>& values, double part);

} // namespace bench
