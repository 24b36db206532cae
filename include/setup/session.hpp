// An administrator's session with Directus over REST, for `directus-ircd setup`: every failure is a throw
// that names the step and gives Directus's own reason.
#pragma once

#include "base/secret.hpp"
#include "directus/json.hpp"
#include "directus/rest.hpp"
#include "net/http_client.hpp"
#include "server/config/administrator.hpp"
#include "server/config/config.hpp"

#include <boost/asio/awaitable.hpp>

#include <stdexcept>
#include <string>

namespace setup {

struct failed : std::runtime_error {
    failed(const std::string& step, const std::string& reason)
        : std::runtime_error(step + ": " + reason)
    {
    }
};

class session {
public:
    session(net::http_client& http, const server::config& settings, server::administrator who);

    boost::asio::awaitable<void> login();  // nothing to do with a token
    boost::asio::awaitable<void> logout(); // ends what login() began

    boost::asio::awaitable<directus::rest::response> send(std::string step, directus::rest::request request);
    // The answer's JSON, or a throw where it is a refusal.
    boost::asio::awaitable<directus::json::document> ask(std::string step, directus::rest::request request);
    directus::json::document accepted(const std::string& step, const directus::rest::response& answer) const;

private:
    net::http_client& http_;
    const server::config& settings_;
    server::administrator who_;
    base::secret token_;
    std::uint64_t number_; // of the last GET that no cache is to answer
    base::secret refresh_token_;
};

} // namespace setup
