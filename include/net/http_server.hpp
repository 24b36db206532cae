// Answers GET over HTTP/1.1 on one address: small requests of few clients, as monitoring makes them.
#pragma once

#include "net/task_group.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <cstddef>
#include <functional>
#include <string>

namespace net {

struct http_answer {
    unsigned status = 200;
    std::string type = "text/plain; charset=utf-8";
    std::string body;
};

class http_server {
public:
    static constexpr std::size_t most_connections = 16; // at once; more are closed unanswered

    // What a target ("/metrics", without its query) is answered with.
    using handler = std::function<boost::asio::awaitable<http_answer>(std::string target)>;

    // Throws boost::system::system_error where the address cannot be listened on.
    http_server(boost::asio::any_io_executor executor, const boost::asio::ip::tcp::endpoint& where,
                handler answer);

    boost::asio::ip::tcp::endpoint endpoint() const { return acceptor_.local_endpoint(); }
    // Begins to accept. A request has 10 s and 8 KiB; methods other than GET and HEAD are answered 405.
    void start();
    // Closes everything and waits.
    boost::asio::awaitable<void> stop();

private:
    boost::asio::awaitable<void> accept();
    boost::asio::awaitable<void> serve(boost::asio::ip::tcp::socket socket);

    boost::asio::ip::tcp::acceptor acceptor_;
    handler answer_;
    std::size_t connections_ = 0;
    task_group tasks_;
};

} // namespace net
