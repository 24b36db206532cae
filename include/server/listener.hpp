// Accepts IRC connections on one address, within the limit of each peer's address.
#pragma once

#include "net/task_group.hpp"
#include "server/config.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <functional>

namespace server {

class listener {
public:
    using on_accept = std::function<void(boost::asio::ip::tcp::socket)>;

    // Throws boost::system::system_error where the address cannot be listened on.
    listener(boost::asio::any_io_executor executor, const listen_address& where, on_accept accepted);

    boost::asio::ip::tcp::endpoint endpoint() const { return acceptor_.local_endpoint(); }
    // Until close().
    boost::asio::awaitable<void> run();
    void close();

private:
    boost::asio::ip::tcp::acceptor acceptor_;
    on_accept accepted_;
};

} // namespace server
