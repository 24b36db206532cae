#include "bench/tls_crowd.hpp"

#include "bench/crowd.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <stdexcept>

namespace bench {

tls_crowd::tls_crowd()
    : context_(SSL_CTX_new(TLS_client_method()), SSL_CTX_free)
{
    SSL_CTX_set_mode(context_.get(), SSL_MODE_RELEASE_BUFFERS);
}

tls_crowd::~tls_crowd()
{
    for (const auto& one : members_)
        ::close(SSL_get_fd(one.get()));
}

void tls_crowd::connect(unsigned short port, std::string_view greeting)
{
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port);
    auto& one = members_.emplace_back(SSL_new(context_.get()));
    SSL_set_fd(one.get(), socket);
    if (::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
        SSL_connect(one.get()) != 1 ||
        SSL_write(one.get(), greeting.data(), static_cast<int>(greeting.size())) <= 0)
        throw std::runtime_error("no connection with TLS");
}

void tls_crowd::await(std::string_view text)
{
    for (const auto& one : members_) {
        std::string seen;
        std::array<char, 4096> bytes;
        while (seen.find(text) == std::string::npos) {
            const int size = SSL_read(one.get(), bytes.data(), bytes.size());
            if (size <= 0)
                throw std::runtime_error("a connection with TLS was closed");
            seen.append(bytes.data(), static_cast<std::size_t>(size));
        }
    }
}

void tls_crowd::send(std::size_t who, std::string_view bytes)
{
    if (SSL_write(members_[who].get(), bytes.data(), static_cast<int>(bytes.size())) <= 0)
        throw std::runtime_error("a connection with TLS cannot be written to");
}

void tls_crowd::receive(const handler& arrived, std::chrono::milliseconds time)
{
    unread_.resize(members_.size());
    const auto end = clock::now() + time;
    std::vector<pollfd> waiting;
    for (const auto& one : members_)
        waiting.push_back({SSL_get_fd(one.get()), POLLIN, 0});
    while (clock::now() < end) {
        const auto rest = std::chrono::duration_cast<std::chrono::milliseconds>(end - clock::now());
        if (::poll(waiting.data(), waiting.size(), static_cast<int>(rest.count())) <= 0)
            continue;
        for (std::size_t n = 0; n < waiting.size(); ++n)
            if (waiting[n].revents != 0)
                read(n, arrived);
    }
}

void tls_crowd::read(std::size_t who, const handler& arrived)
{
    std::array<char, 16 * 1024> bytes; // a whole record
    do {
        const int size = SSL_read(members_[who].get(), bytes.data(), bytes.size());
        if (size <= 0)
            throw std::runtime_error("a connection with TLS was closed");
        unread_[who].append(bytes.data(), static_cast<std::size_t>(size));
    } while (SSL_pending(members_[who].get()) > 0);
    take_lines(unread_[who], [&](std::string_view line) { arrived(who, line); });
}

} // namespace bench
