// Where the gateway listens for IRC.
#pragma once

#include "net/server_certificates.hpp"
#include "net/task_group.hpp"
#include "server/clients/listener.hpp"
#include "server/clients/socket_activation.hpp"
#include "server/config/config.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace server {

class listeners {
public:
    // `inherited`: sockets to listen on in place of the configured addresses of their kinds. `settings` has
    // to outlive it. Throws std::runtime_error where an address cannot be listened on or a certificate cannot
    // be read.
    listeners(const boost::asio::any_io_executor& executor, const config& settings,
              const std::vector<inherited_socket>& inherited, const listener::on_accept& accepted);

    void start();
    // Of the first of this kind that has one, as the system chose it where 0 is configured; 0 for none.
    std::uint16_t port(listener_kind kind) const;
    // Reads the certificates anew, from the files of `from` where it names any; connections that are there
    // keep theirs. What is wrong with them, and then those of before stay.
    std::optional<std::string> reload_certificates(const config& from);
    void reconfigure(); // how connections to come are treated
    void close();
    // Call once, after close().
    boost::asio::awaitable<void> stop();

private:
    net::stream::settings stream_settings(listener_kind kind);

    const config& settings_;
    std::optional<net::server_certificates> certificates_;
    std::vector<std::unique_ptr<listener>> all_;
    net::task_group tasks_;
};

} // namespace server
