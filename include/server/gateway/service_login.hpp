// The user of directus.service_token: is logged in as long as the gateway runs, and carries their scope's
// feed.
#pragma once

#include "net/alarm.hpp"
#include "net/task_group.hpp"
#include "server/context.hpp"
#include "server/links/links.hpp"
#include "server/login/logins.hpp"

#include <boost/asio/awaitable.hpp>

namespace server {

class service_login {
public:
    // All have to outlive it.
    service_login(context& shared, logins& who, links& users);

    // With the token that is configured now; without one the user of before is kept no longer.
    void start();
    // Tries no more.
    void close();
    // Call once, after close().
    boost::asio::awaitable<void> stop();

private:
    boost::asio::awaitable<void> log_in(unsigned round);
    void look(); // whether Directus has ended the session

    context& shared_;
    logins& logins_;
    links& links_;
    directus::user_id user_; // empty: not logged in
    unsigned round_ = 0;     // counts start() and close(): a login that began before is over
    net::alarm alarm_;
    net::task_group tasks_;
};

} // namespace server
