// Answers HTTP/1.1 on one address: few clients at a time, as monitoring and uploads make them.
#pragma once

#include "base/clock.hpp"
#include "base/errc.hpp"
#include "net/ip.hpp"
#include "net/task_group.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace net {

struct http_answer {
    unsigned status = 200;
    std::string type = "text/plain; charset=utf-8";
    std::string body{};
    std::vector<std::pair<std::string, std::string>> fields{}; // of the head, besides
};

// 405, with the methods there are: "GET, HEAD".
http_answer method_not_allowed(std::string_view methods);

// A request whose head has come.
class http_question {
public:
    virtual std::string method() const = 0;
    virtual std::string target() const = 0; // without its query: "/metrics"
    // Of all its lines, with commas between them; empty where it is not there.
    virtual std::string field(std::string_view name) const = 0;
    virtual std::optional<std::uint64_t> length() const = 0; // of the body, where it was said
    virtual std::optional<ip> from() const = 0;              // the other end, if it is still there
    // The body's next piece, valid until the next call; an empty one at the end. A client that waits to be
    // told to go on is told at the first. errc::too_large over `most` bytes in all, errc::malformed for what
    // is not HTTP, errc::unreachable where the client went away, errc::timeout past `limit` from the first
    // call on: it is hung up on then.
    virtual boost::asio::awaitable<base::result<std::string_view>> next_piece(std::size_t most,
                                                                              base::duration limit) = 0;

    virtual ~http_question() = default;
};

class http_server {
public:
    static constexpr std::size_t most_connections = 16; // at once; more are closed unanswered

    // A body that it does not read is not received: the connection ends with the answer. HEAD is answered as
    // GET, without the body.
    using handler = std::function<boost::asio::awaitable<http_answer>(http_question& asked)>;
    // What a connection from there is given to hold as long as it lives; nothing: it is closed unanswered.
    using admission = std::function<std::shared_ptr<void>(const std::optional<ip>& from)>;

    // Throws boost::system::system_error where the address cannot be listened on.
    http_server(boost::asio::any_io_executor executor, const boost::asio::ip::tcp::endpoint& where,
                handler answer, admission admits = {});

    boost::asio::ip::tcp::endpoint endpoint() const { return acceptor_.local_endpoint(); }
    // Begins to accept. The head of a request has 10 s and 8 KiB.
    void start();
    // Accepts no more connections; those there are go on.
    void close();
    // Closes everything and waits.
    boost::asio::awaitable<void> stop();

private:
    // One connection more, as long as it lives.
    class counted {
    public:
        explicit counted(std::size_t& count)
            : count_(count)
        {
            ++count_;
        }
        ~counted() { --count_; }
        counted(const counted&) = delete;
        counted& operator=(const counted&) = delete;

    private:
        std::size_t& count_;
    };

    boost::asio::awaitable<void> accept();
    boost::asio::awaitable<void> serve(boost::asio::ip::tcp::socket socket, std::unique_ptr<counted> one,
                                       std::shared_ptr<void> held);

    boost::asio::ip::tcp::acceptor acceptor_;
    handler answer_;
    admission admits_;
    std::size_t connections_ = 0;
    task_group tasks_;
};

} // namespace net
