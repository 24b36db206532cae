// Many TCP connections of one thread: what arrives is handed out as it comes, with the connection's number.
#pragma once

#include "support/wait.hpp"

#include <chrono>
#include <cstdint>
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
    // The same without waiting: the greeting is sent once there is a connection.
    std::size_t connect(unsigned short port, std::string greeting);
    void send(std::size_t who, std::string_view bytes);
    bool open(std::size_t who) const { return members_[who].socket >= 0; }
    std::size_t size() const { return members_.size(); }

    // Receives until it is done or the limit is over; says whether it was done.
    bool receive(const handler& arrived, const std::function<bool()>& done, support::duration limit);
    // Hands out what is there, or arrives within this time.
    void receive(const handler& arrived, std::chrono::nanoseconds wait);

private:
    struct member {
        int socket = -1;
        std::string buffer;
        std::string greeting;
    };

    std::size_t add(int socket, std::uint32_t events, std::string greeting);
    void greet(std::size_t who);
    void read(std::size_t who, const handler& arrived);

    int poll_ = -1;
    std::vector<member> members_;
};

// The next line without its end; false where none is whole.
bool take_line(std::string& buffer, std::string& line);

// Hands out every whole line without its end and takes them off, in one go.
template <class Arrived>
void take_lines(std::string& buffer, Arrived arrived)
{
    std::size_t start = 0;
    for (auto end = buffer.find('\n'); end != std::string::npos; end = buffer.find('\n', start)) {
        arrived(std::string_view(buffer).substr(start, end - start - 1));
        start = end + 1;
    }
    buffer.erase(0, start);
}

} // namespace bench
