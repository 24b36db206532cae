// A TCP proxy on the loopback between a client and a server, which does to their connections what networks
// do.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <thread>

namespace support {

class tcp_proxy {
public:
    enum class way { to_server, to_client };

    explicit tcp_proxy(std::uint16_t server);
    ~tcp_proxy(); // resets what is open
    tcp_proxy(const tcp_proxy&) = delete;
    tcp_proxy& operator=(const tcp_proxy&) = delete;

    std::uint16_t port() const { return port_; }
    std::size_t accepted() const { return accepted_; }
    std::size_t open() const { return open_; }

    // Each chunk of this direction waits so long before it goes on.
    void delay(way which, std::chrono::milliseconds time);
    // Of each connection's next chunk in this direction only the first half goes on; then it is reset.
    void halve(way which);
    // Connections stay open, and what they send in this direction goes nowhere.
    void swallow(way which);
    // Every connection is reset; new ones are welcome.
    void drop();
    // Every connection is reset, and nobody listens.
    void refuse();
    // All is well again. Connections of which something was swallowed are reset: they miss bytes.
    void forward();

private:
    struct connection;
    struct treatment {
        std::chrono::milliseconds delay{};
        bool halve = false;
        bool swallow = false;
    };

    void listen();
    void unlisten();
    void accept();
    void connect(int client);
    void pump(connection& on, way which);
    // Waits the chunk's time out. How many of its bytes go on; 0 with `cut` where the connection has ended.
    std::size_t treat(connection& on, way which, std::size_t size, bool& cut);
    void reap(bool all);

    const std::uint16_t server_;
    std::uint16_t port_ = 0;
    int listener_ = -1;
    std::thread acceptor_;
    std::atomic<std::size_t> accepted_ = 0;
    std::atomic<std::size_t> open_ = 0;
    std::mutex mutex_; // of what follows
    std::condition_variable changed_;
    std::array<treatment, 2> treatments_;
    std::list<std::unique_ptr<connection>> connections_;
};

} // namespace support
