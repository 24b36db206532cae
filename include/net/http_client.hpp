// HTTP/1.1 requests to one service: connections are kept and reused, bounded in number; every request has a
// deadline and every answer a size limit. Requests over that number wait: urgent ones first, then those of
// each user, who is told by the bearer, in turn.
#pragma once

#include "base/clock.hpp"
#include "base/errc.hpp"
#include "base/secret.hpp"
#include "net/base_url.hpp"
#include "net/http_body.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ssl/context.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace net {

struct http_request {
    std::string method = "GET";
    std::string target; // below the service's path: "/users/me?fields=id"
    std::string body;   // empty for none
    base::secret bearer;
    std::string type = "application/json"; // of the body
    std::string forwarded_for{};           // the address of whom this is done for; empty: nobody is named
    std::vector<std::pair<std::string, std::string>> fields{}; // further ones of the head
    bool wants_fields = false;                                 // of the answer's head
    bool urgent = false;         // may use the connections that are kept for such requests
    http_body* pieces = nullptr; // in place of `body`: it has to outlive the request
};

struct http_response {
    unsigned status = 0;
    std::string body;
    std::string date;          // the Date header
    std::string type{};        // the Content-Type header
    std::string location{};    // the Location header: redirects are not followed
    std::string disposition{}; // the Content-Disposition header
    std::vector<std::pair<std::string, std::string>> fields{}; // names in lower case; where they were wanted

    // The first field of this name, which is in lower case; empty where there is none.
    std::string_view field(std::string_view name) const;
};

class http_client {
public:
    struct settings {
        std::size_t connections = 16; // at once …
        std::size_t urgent = 0;       // … and so many of them for urgent requests only
        std::size_t body_limit = 16 << 20;
        base::duration idle =
            std::chrono::seconds(4); // a kept connection is closed then; Node keeps them 5 s
    };

    // `tls` must outlive the client.
    http_client(boost::asio::any_io_executor executor, base_url where, boost::asio::ssl::context& tls,
                settings with);
    ~http_client();

    // Nothing was sent: errc::overloaded where no connection was free within `limit`, errc::unreachable where
    // none could be made. Otherwise errc::timeout past `limit`, errc::too_large for a body over the limit,
    // errc::malformed for what is not HTTP, errc::interrupted where the connection was lost. Only a GET or a
    // SEARCH is sent on a kept connection, and again on a new one where that had died meanwhile; anything
    // else goes out exactly once.
    // A body in pieces that does not come whole gives its own error; what was sent of it is cut off.
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
