#include "support/tcp_proxy.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <utility>

namespace support {

namespace {

using clock = std::chrono::steady_clock;

int socket_of_loopback(std::uint16_t port, sockaddr_in& address)
{
    address = {};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port);
    const int made = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int on = 1;
    ::setsockopt(made, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    ::setsockopt(made, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return made;
}

// An RST in place of an orderly end.
void close_hard(int socket)
{
    const linger now{1, 0};
    ::setsockopt(socket, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    ::close(socket);
}

} // namespace

struct tcp_proxy::connection {
    int client;
    int server;
    int ended = ::eventfd(0, EFD_CLOEXEC); // readable once the connection is to end
    bool is_ended = false;                 // the same, under the proxy's mutex
    bool incomplete = false;               // bytes were swallowed
    std::atomic<int> pumps = 2;
    std::array<std::thread, 2> threads;

    connection(int from, int to)
        : client(from)
        , server(to)
    {
    }
    ~connection()
    {
        for (auto& one : threads)
            one.join();
        ::close(ended);
    }
    void end()
    {
        is_ended = true;
        ::eventfd_write(ended, 1);
    }
    // False where the connection ends first.
    bool ready(int socket, short events) const
    {
        std::array<pollfd, 2> either{pollfd{socket, events, 0}, pollfd{ended, POLLIN, 0}};
        return ::poll(either.data(), either.size(), -1) > 0 && !either[1].revents;
    }
    bool send(int socket, const char* bytes, std::size_t size) const
    {
        while (size > 0) {
            if (!ready(socket, POLLOUT))
                return false;
            const auto sent = ::send(socket, bytes, size, MSG_NOSIGNAL | MSG_DONTWAIT);
            if (sent < 0 && errno != EAGAIN)
                return false;
            bytes += std::max<ssize_t>(sent, 0);
            size -= static_cast<std::size_t>(std::max<ssize_t>(sent, 0));
        }
        return true;
    }
};

tcp_proxy::tcp_proxy(std::uint16_t server)
    : server_(server)
{
    listen();
}

tcp_proxy::~tcp_proxy()
{
    unlisten();
    reap(true);
}

void tcp_proxy::listen()
{
    sockaddr_in address;
    listener_ = socket_of_loopback(port_, address);
    socklen_t size = sizeof address;
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    if (::bind(listener_, generic, size) != 0 || ::listen(listener_, 64) != 0 ||
        ::getsockname(listener_, generic, &size) != 0)
        throw std::system_error(errno, std::generic_category(), "the proxy cannot listen");
    port_ = ntohs(address.sin_port);
    acceptor_ = std::thread(&tcp_proxy::accept, this);
}

void tcp_proxy::unlisten()
{
    if (listener_ < 0)
        return;
    ::shutdown(listener_, SHUT_RDWR); // wakes the acceptor
    acceptor_.join();
    ::close(std::exchange(listener_, -1));
}

void tcp_proxy::accept()
{
    for (;;) {
        const int client = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        if (client < 0)
            return;
        ++accepted_;
        reap(false);
        connect(client);
    }
}

void tcp_proxy::connect(int client)
{
    sockaddr_in address;
    const int server = socket_of_loopback(server_, address);
    if (::connect(server, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
        ::close(server);
        return close_hard(client);
    }
    const int on = 1;
    ::setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    ++open_;
    const std::lock_guard lock(mutex_);
    auto& made = *connections_.emplace_back(std::make_unique<connection>(client, server));
    for (const auto which : {way::to_server, way::to_client})
        made.threads[static_cast<std::size_t>(which)] =
            std::thread([this, &made, which] { pump(made, which); });
}

void tcp_proxy::pump(connection& on, way which)
{
    const bool up = which == way::to_server;
    const int from = up ? on.client : on.server;
    const int to = up ? on.server : on.client;
    std::array<char, 16384> bytes;
    for (bool cut = false; !cut;) {
        if (!on.ready(from, POLLIN))
            break;
        const auto size = ::recv(from, bytes.data(), bytes.size(), 0);
        if (size == 0) { // the other direction may go on
            ::shutdown(to, SHUT_WR);
            break;
        }
        const auto passed = size < 0 ? 0 : treat(on, which, static_cast<std::size_t>(size), cut);
        cut = !on.send(to, bytes.data(), passed) || cut || size < 0;
        if (cut) {
            const std::lock_guard lock(mutex_);
            on.end();
        }
    }
    if (--on.pumps > 0)
        return;
    const std::lock_guard lock(mutex_);
    for (const int socket : {on.client, on.server})
        on.is_ended ? close_hard(socket) : static_cast<void>(::close(socket));
    --open_;
}

std::size_t tcp_proxy::treat(connection& on, way which, std::size_t size, bool& cut)
{
    const auto came = clock::now();
    std::unique_lock lock(mutex_);
    const auto& now = treatments_[static_cast<std::size_t>(which)];
    while (!on.is_ended && clock::now() < came + now.delay)
        changed_.wait_until(lock, came + now.delay);
    cut = on.is_ended || now.halve;
    if (on.is_ended)
        return 0;
    if (now.swallow) {
        on.incomplete = true;
        return 0;
    }
    return now.halve ? size / 2 : size;
}

void tcp_proxy::reap(bool all)
{
    std::list<std::unique_ptr<connection>> over; // joined without the lock, which their last moments need
    {
        const std::lock_guard lock(mutex_);
        for (auto one = connections_.begin(); one != connections_.end();) {
            const auto next = std::next(one);
            if (all && (*one)->pumps > 0)
                (*one)->end();
            if (all || (*one)->pumps == 0)
                over.splice(over.end(), connections_, one);
            one = next;
        }
        changed_.notify_all();
    }
}

void tcp_proxy::delay(way which, std::chrono::milliseconds time)
{
    const std::lock_guard lock(mutex_);
    treatments_[static_cast<std::size_t>(which)].delay = time;
    changed_.notify_all();
}

void tcp_proxy::halve(way which)
{
    const std::lock_guard lock(mutex_);
    treatments_[static_cast<std::size_t>(which)].halve = true;
}

void tcp_proxy::swallow(way which)
{
    const std::lock_guard lock(mutex_);
    treatments_[static_cast<std::size_t>(which)].swallow = true;
}

void tcp_proxy::drop()
{
    reap(true);
}

void tcp_proxy::refuse()
{
    unlisten();
    drop();
}

void tcp_proxy::forward()
{
    {
        const std::lock_guard lock(mutex_);
        treatments_ = {};
        for (auto& one : connections_)
            if (one->incomplete && !one->is_ended)
                one->end();
        changed_.notify_all();
    }
    if (listener_ < 0)
        listen();
}

} // namespace support
