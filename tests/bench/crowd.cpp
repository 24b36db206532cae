#include "bench/crowd.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace bench {

double milliseconds_between(clock::time_point from, clock::time_point to)
{
    return std::chrono::duration<double, std::milli>(to - from).count();
}

double median(std::vector<double> values)
{
    if (values.empty())
        throw std::runtime_error("nothing was measured");
    std::ranges::sort(values);
    const auto middle = values.size() / 2;
    return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

void raise_descriptor_limit()
{
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
}

namespace {

sockaddr_in loopback(unsigned short port)
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port);
    return address;
}

} // namespace

crowd::crowd()
    : poll_(::epoll_create1(EPOLL_CLOEXEC))
{
}

crowd::~crowd()
{
    for (const auto& one : members_)
        if (one.socket >= 0)
            ::close(one.socket);
    ::close(poll_);
}

std::size_t crowd::connect(unsigned short port)
{
    const int one = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const auto address = loopback(port);
    if (one < 0 || ::connect(one, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        throw std::system_error(errno, std::generic_category(), "connect");
    return add(one, EPOLLIN, {});
}

std::size_t crowd::connect(unsigned short port, std::string greeting)
{
    const int one = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    const auto address = loopback(port);
    if (one < 0 || (::connect(one, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 &&
                    errno != EINPROGRESS))
        throw std::system_error(errno, std::generic_category(), "connect");
    return add(one, EPOLLOUT, std::move(greeting));
}

std::size_t crowd::add(int socket, std::uint32_t events, std::string greeting)
{
    const int on = 1;
    ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    epoll_event wanted{};
    wanted.events = events;
    wanted.data.u64 = members_.size();
    ::epoll_ctl(poll_, EPOLL_CTL_ADD, socket, &wanted);
    members_.push_back({socket, {}, std::move(greeting)});
    return members_.size() - 1;
}

void crowd::greet(std::size_t who)
{
    const auto& one = members_[who];
    ::fcntl(one.socket, F_SETFL, ::fcntl(one.socket, F_GETFL) & ~O_NONBLOCK);
    epoll_event wanted{};
    wanted.events = EPOLLIN;
    wanted.data.u64 = who;
    ::epoll_ctl(poll_, EPOLL_CTL_MOD, one.socket, &wanted);
    send(who, one.greeting);
}

void crowd::send(std::size_t who, std::string_view bytes)
{
    while (!bytes.empty() && open(who)) {
        const auto sent = ::send(members_[who].socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent < 0)
            return; // closed, as the next read shows
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
}

void crowd::read(std::size_t who, const handler& arrived)
{
    static std::array<char, 65536> bytes;
    auto& from = members_[who];
    const auto size = ::recv(from.socket, bytes.data(), bytes.size(), 0);
    if (size <= 0) {
        ::close(std::exchange(from.socket, -1));
        return;
    }
    from.buffer.append(bytes.data(), static_cast<std::size_t>(size));
    arrived(who, from.buffer);
}

bool crowd::receive(const handler& arrived, const std::function<bool()>& done, support::duration limit)
{
    const auto end = clock::now() + limit;
    while (!done()) {
        if (clock::now() >= end)
            return false;
        receive(arrived, 5ms);
    }
    return true;
}

void crowd::receive(const handler& arrived, std::chrono::nanoseconds wait)
{
    std::array<epoll_event, 256> ready;
    const timespec limit{0,
                         static_cast<long>(std::clamp(wait, 0ns, std::chrono::nanoseconds(500ms)).count())};
    const int count = ::epoll_pwait2(poll_, ready.data(), static_cast<int>(ready.size()), &limit, nullptr);
    for (int n = 0; n < count; ++n) {
        const auto& what = ready[static_cast<std::size_t>(n)];
        if (what.events & EPOLLOUT)
            greet(what.data.u64);
        else
            read(what.data.u64, arrived);
    }
}

bool take_line(std::string& buffer, std::string& line)
{
    const auto at = buffer.find("\r\n");
    if (at == std::string::npos)
        return false;
    line.assign(buffer, 0, at);
    buffer.erase(0, at + 2);
    return true;
}

} // namespace bench
