#include "server/operations/service_notifier.hpp"

#include "base/log.hpp"
#include "server/config/environment.hpp"

#include <boost/asio.hpp>

#include <fmt/format.h>

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstddef>
#include <cstring>

namespace server {

namespace asio = boost::asio;

service_notifier::service_notifier(asio::any_io_executor executor,
                                   const std::vector<std::string>& environment, long pid)
    : address_(variable(environment, "NOTIFY_SOCKET"))
    , alarm_(std::move(executor), [this] { say_alive(); })
{
    const auto whose = variable(environment, "WATCHDOG_PID");
    const auto limit = whole_number(variable(environment, "WATCHDOG_USEC"));
    if (limit && *limit > 0 && (whose.empty() || whole_number(whose) == pid))
        interval_ =
            std::max(base::duration(1),
                     std::chrono::duration_cast<base::duration>(std::chrono::microseconds(*limit / 2)));
}

void service_notifier::ready()
{
    tell("READY=1");
    say_alive();
}

void service_notifier::reloading()
{
    const auto now = std::chrono::duration_cast<std::chrono::microseconds>(
        std::chrono::steady_clock::now().time_since_epoch());
    tell(fmt::format("RELOADING=1\nMONOTONIC_USEC={}", now.count()));
}

void service_notifier::stopping()
{
    tell("STOPPING=1");
}

void service_notifier::stop()
{
    alarm_.set(std::nullopt);
}

void service_notifier::say_alive()
{
    if (!interval_ || address_.empty())
        return;
    tell("WATCHDOG=1");
    alarm_.set(base::steady_now() + *interval_);
}

// One datagram; a leading @ stands for the NUL of an abstract address.
void service_notifier::tell(std::string_view state) const
{
    sockaddr_un to{};
    if (address_.empty() || address_.size() >= sizeof to.sun_path)
        return;
    to.sun_family = AF_UNIX;
    std::memcpy(to.sun_path, address_.data(), address_.size());
    if (address_.front() == '@')
        to.sun_path[0] = '\0';
    const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + address_.size());
    const int socket = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (socket < 0 || ::sendto(socket, state.data(), state.size(), MSG_NOSIGNAL,
                               reinterpret_cast<const sockaddr*>(&to), length) < 0)
        base::log::warning("notify_failed", {{"reason", std::strerror(errno)}});
    if (socket >= 0)
        ::close(socket);
}

} // namespace server
