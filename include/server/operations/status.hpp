// What the gateway tells those who run it, over HTTP: /healthz, /readyz and /metrics.
#pragma once

#include "net/http_server.hpp"
#include "server/config/config.hpp"
#include "server/operations/findings.hpp"
#include "server/operations/metrics.hpp"

#include <boost/asio/awaitable.hpp>

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace server {

class status {
public:
    struct sources {
        std::function<boost::asio::awaitable<metrics::standing>()> standing; // may ask Directus
        const metrics& measured;
        const findings& checks;
    };

    // Throws std::runtime_error where an address cannot be listened on.
    status(boost::asio::any_io_executor executor, const std::vector<listen_address>& where, sources from);

    void start();
    boost::asio::awaitable<void> stop();
    std::vector<boost::asio::ip::tcp::endpoint> endpoints() const;

private:
    boost::asio::awaitable<net::http_answer> answer(net::http_question& asked);

    sources from_;
    std::vector<std::unique_ptr<net::http_server>> servers_;
};

} // namespace server
