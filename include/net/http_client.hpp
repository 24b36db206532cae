// HTTP/1.1 requests to one service: connections are kept and reused, bounded in number; every request has a
// deadline and every answer a size limit.
#pragma once

#include "base/clock.hpp"
#include "base/errc.hpp"
#include "base/secret.hpp"
#include "net/base_url.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ssl/context.hpp>

#include <cstddef>
#include <memory>
#include <string>

namespace net {

struct http_request {
    std::string method = "GET";
    std::string target; // below the service's path: "/users/me?fields=id"
    std::string body;   // empty for none
    base::secret bearer;
    std::string type = "application/json"; // of the body
    std::string forwarded_for{};           // the address of whom this is done for; empty: nobody is named
};

struct http_response {
    unsigned status = 0;
    std::string body;
    std::string date; // the Date header
};

class http_client {
public:
    struct settings {
        std::size_t connections = 16; // at once; further requests wait in turn
        std::size_t body_limit = 16 << 20;
        base::duration idle =
            std::chrono::seconds(4); // a kept connection is closed then; Node keeps them 5 s
    };

    // `tls` must outlive the client.
    http_client(boost::asio::any_io_executor executor, base_url where, boost::asio::ssl::context& tls,
                settings with);
    ~http_client();

    // errc::timeout past `limit`, errc::too_large for a body over the limit, errc::malformed for what is not
    // HTTP, errc::unreachable for every other failure of the network. Only a GET is sent on a kept
    // connection, and again on a new one where that had died meanwhile; anything else goes out exactly once.
    boost::asio::awaitable<base::result<http_response>> send(http_request request, base::duration limit);

    // Why the last connection could not be made: "directus.example: Host not found"; empty since one could.
    const std::string& failure() const;

    // Fails all that is under way with errc::stopping.
    void close();

private:
    struct state;
    class turn;
    std::shared_ptr<state> state_;
};

} // namespace net
