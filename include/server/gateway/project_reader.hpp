// Reads what a Directus project says of itself to everybody: its name, description and logo. Over the HTTP
// client itself, as nothing is decided by it: an answer that is not Directus's is no finding.
#pragma once

#include "directus/project_info.hpp"
#include "net/http_client.hpp"

#include <boost/asio/awaitable.hpp>

#include <functional>
#include <string>

namespace server {

class project_reader {
public:
    using receiver = std::function<void(directus::project_info)>;

    // `http` has to outlive it. `to` takes what was read, the logo only where it is a picture that can be had
    // without a token.
    project_reader(net::http_client& http, receiver to);

    // Calls the receiver once where Directus answers; otherwise what was read before stays.
    boost::asio::awaitable<void> read();

private:
    boost::asio::awaitable<std::string> obstacle(std::string logo); // why it cannot be shown; empty: it can
    void note(const std::string& logo, const std::string& why);

    net::http_client& http_;
    receiver to_;
    std::string logged_{}; // the last obstacle that the log was told
};

} // namespace server
