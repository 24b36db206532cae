// Asks a Directus what `directus-ircd doctor` judges. Changes nothing there but what a login leaves; logs out
// at the end.
#pragma once

#include "net/http_client.hpp"
#include "server/config/administrator.hpp"
#include "server/config/config.hpp"
#include "server/doctor/doctor_evidence.hpp"

#include <boost/asio/awaitable.hpp>

#include <string>
#include <vector>

namespace server {

struct doctor_login {
    std::string name; // "user"
    administrator who;
    bool is_administrator = false;
};

// The upgrade to a WebSocket, as a request whose answer tells its status.
net::http_request upgrade_request(const std::string& path);

class doctor_probe {
public:
    doctor_probe(net::http_client& http, const config& settings)
        : http_(http)
        , settings_(settings)
    {
    }

    // Where Directus gives no answer, only the ping. Never throws for what Directus answers.
    boost::asio::awaitable<doctor_evidence> run(std::vector<doctor_login> logins);

private:
    boost::asio::awaitable<void> look_as_nobody(doctor_evidence& seen);
    boost::asio::awaitable<doctor_account> look_as(const doctor_login& login);
    boost::asio::awaitable<base::secret> log_in(const doctor_login& login, doctor_account& seen,
                                                base::secret& refresh_token);
    boost::asio::awaitable<void> look_at_rows(const base::secret& token, doctor_account& seen);
    boost::asio::awaitable<void> find_schema(const base::secret& token, doctor_account& seen);
    boost::asio::awaitable<doctor_answer> ask(directus::rest::request request);
    // Again after a pause where Directus or a rate limiter refuses for now.
    boost::asio::awaitable<doctor_answer> send(net::http_request request);
    boost::asio::awaitable<doctor_answer> send_once(net::http_request request);

    net::http_client& http_;
    const config& settings_;
};

} // namespace server
