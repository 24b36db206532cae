#include "server/clients/listener.hpp"

#include "base/log.hpp"

#include <boost/asio.hpp>

#include <fmt/format.h>

#include <fcntl.h>
#include <netinet/in.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

namespace server {

namespace asio = boost::asio;

namespace {

constexpr int backlog = 4096; // a burst of connects must not wait for retransmissions
constexpr auto pause = std::chrono::milliseconds(200);

net::ip ip_of(const sockaddr* address)
{
    const auto bytes = [](const auto& field) {
        return std::string_view(reinterpret_cast<const char*>(&field), sizeof field);
    };
    return address->sa_family == AF_INET
               ? *net::ip::from_bytes(bytes(reinterpret_cast<const sockaddr_in*>(address)->sin_addr))
               : *net::ip::from_bytes(bytes(reinterpret_cast<const sockaddr_in6*>(address)->sin6_addr));
}

[[noreturn]] void fail(int code)
{
    throw boost::system::system_error(code, boost::system::system_category());
}

// Removes the file of a Unix socket where nobody answers any more.
void remove_stale(asio::any_io_executor executor, const std::string& path)
{
    struct stat found {};
    if (::lstat(path.c_str(), &found) != 0)
        return;
    if (!S_ISSOCK(found.st_mode))
        fail(EEXIST);
    boost::system::error_code error;
    asio::local::stream_protocol::socket probe(executor);
    probe.connect(path, error);
    if (error != asio::error::connection_refused)
        fail(EADDRINUSE);
    ::unlink(path.c_str());
}

} // namespace

listener::listener(asio::any_io_executor executor, const listen_address& where, listener_kind kind,
                   net::stream::settings with, on_accept accepted)
    : acceptor_(executor)
    , kind_(kind)
    , settings_(std::move(with))
    , accepted_(std::move(accepted))
{
    if (!where.path.empty()) {
        listen_on_unix(where.path);
        return;
    }
    const asio::ip::tcp::endpoint endpoint(asio::ip::make_address(where.host), where.port);
    acceptor_.open(endpoint.protocol());
    acceptor_.set_option(asio::socket_base::reuse_address(true));
    if (endpoint.protocol() == asio::ip::tcp::v6())
        acceptor_.set_option(asio::ip::v6_only(true));
    acceptor_.bind(endpoint);
    acceptor_.listen(backlog);
}

listener::listener(asio::any_io_executor executor, int descriptor, listener_kind kind,
                   net::stream::settings with, on_accept accepted)
    : acceptor_(executor)
    , kind_(kind)
    , settings_(std::move(with))
    , accepted_(std::move(accepted))
{
    int listens = 0;
    socklen_t size = sizeof listens;
    sockaddr_storage address{};
    socklen_t length = sizeof address;
    if (::getsockopt(descriptor, SOL_SOCKET, SO_ACCEPTCONN, &listens, &size) != 0 ||
        ::getsockname(descriptor, reinterpret_cast<sockaddr*>(&address), &length) != 0)
        fail(errno);
    if (!listens)
        fail(EINVAL);
    ::fcntl(descriptor, F_SETFD, FD_CLOEXEC);
    acceptor_.assign({address.ss_family, 0}, descriptor);
}

listener::~listener()
{
    close();
}

// Nobody can connect before listen(), and so nobody before the mode is set.
void listener::listen_on_unix(const std::string& path)
{
    constexpr mode_t mode = 0660;
    remove_stale(acceptor_.get_executor(), path);
    const asio::local::stream_protocol::endpoint endpoint(path);
    acceptor_.open(endpoint.protocol());
    acceptor_.bind(endpoint);
    path_ = path;
    if (::chmod(path.c_str(), mode) != 0)
        fail(errno);
    acceptor_.listen(backlog);
}

std::uint16_t listener::port() const
{
    const auto where = acceptor_.local_endpoint();
    if (where.data()->sa_family == AF_INET)
        return ntohs(reinterpret_cast<const sockaddr_in*>(where.data())->sin_port);
    if (where.data()->sa_family == AF_INET6)
        return ntohs(reinterpret_cast<const sockaddr_in6*>(where.data())->sin6_port);
    return 0;
}

std::string listener::address() const
{
    const auto where = acceptor_.local_endpoint();
    if (where.data()->sa_family == AF_UNIX)
        return fmt::format("unix:{}", reinterpret_cast<const sockaddr_un*>(where.data())->sun_path);
    const auto host = ip_of(where.data());
    return fmt::format("{}{}{}:{}", host.is_v4() ? "" : "[", host.str(), host.is_v4() ? "" : "]", port());
}

asio::awaitable<void> listener::run()
{
    bool failing = false;
    while (acceptor_.is_open()) {
        auto [error, socket] = co_await acceptor_.async_accept(asio::as_tuple(asio::use_awaitable));
        if (!error) {
            if (std::exchange(failing, false))
                base::log::info("accepting_again", {{"addr", address()}});
            accepted_(std::move(socket), settings_);
            continue;
        }
        if (!acceptor_.is_open() || error == asio::error::operation_aborted)
            co_return;
        if (error == asio::error::connection_aborted)
            continue;
        // Out of file descriptors or memory: the connection stays in the backlog, so wait instead of
        // spinning, and say so once.
        if (!std::exchange(failing, true))
            base::log::warning("accept_failed", {{"addr", address()}, {"reason", error.message()}});
        asio::steady_timer timer(acceptor_.get_executor(), pause);
        co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
    }
}

void listener::close()
{
    boost::system::error_code ignored;
    acceptor_.close(ignored);
    if (!path_.empty())
        ::unlink(std::exchange(path_, {}).c_str());
}

} // namespace server
