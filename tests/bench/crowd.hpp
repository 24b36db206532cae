// Many TCP connections of one thread: what arrives is handed out as it comes, with the connection's number.
#pragma once

#include "support/wait.hpp"

#include <chrono>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace bench {

using clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

double milliseconds_between(clock::time_point from, clock::time_point to);
double median(std::vector<double> values);
// As many descriptors as the system permits.
void raise_descriptor_limit();

class crowd {
public:
    // Takes off the front of the buffer what is whole; what it leaves is kept for the next bytes.
    using handler = std::function<void(std::size_t who, std::string& buffer)>;

    crowd();
    crowd(const crowd&) = delete;
    crowd& operator=(const crowd&) = delete;
    ~crowd();

    std::size_t connect(unsigned short port); // to 127.0.0.1; gives its number
    void send(std::size_t who, std::string_view bytes);
    bool open(std::size_t who) const { return members_[who].socket >= 0; }
    std::size_t size() const { return members_.size(); }

    // Receives until it is done or the limit is over; says whether it was done.
    bool receive(const handler& arrived, const std::function<bool()>& done, support::duration limit);

private:
    struct member {
        int socket = -1;
        std::string buffer;
    };

    void read(std::size_t who, const handler& arrived);

    int poll_ = -1;
    std::vector<member> members_;
};

// The next line without its end; false where none is whole.
bool take_line(std::string& buffer, std::string& line);

} // namespace bench
