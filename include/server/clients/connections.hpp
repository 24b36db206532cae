// Every IRC connection, registered or not, from its coming to its end.
#pragma once

#include "net/stream.hpp"
#include "net/task_group.hpp"
#include "server/clients/connection_limits.hpp"
#include "server/clients/irc_session.hpp"
#include "server/clients/queue_memory.hpp"
#include "server/context.hpp"
#include "server/links/links.hpp"
#include "server/links/recovery_watch.hpp"
#include "server/login/logins.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <unordered_map>

namespace server {

class connections final : private irc_session::host {
public:
    // All have to outlive it.
    connections(context& shared, logins& who, links& users, recovery_watch& recovery);

    void accept(net::stream::socket socket, const net::stream::settings& of);
    std::size_t size() const { return sessions_.size(); }
    bool has(const directus::user_id& user) const; // registered or logged in
    void count(metrics::standing& into) const;

    // Whether Directus can be asked about logins.
    void login_available(bool now);
    // For sts; 0: there is none.
    void tls_port_is(std::uint16_t port) { services_.tls_port = port; }
    // The limits are those of the configuration now.
    void reconfigure();

    // The end, step by step. Those who have not registered are closed; no further line is handled; everybody
    // is told to go, and their last lines are stored; everybody is closed; the sockets are closed at once.
    void close_unregistered(std::string_view reason);
    void hold();
    void dismiss(std::string_view reason);
    void close(std::string_view reason);
    void cut();
    // Until there is none, until then, or until give_up().
    boost::asio::awaitable<void> await_end(base::time_point until);
    void give_up();
    // Call once, before destruction.
    boost::asio::awaitable<void> stop();

private:
    boost::asio::awaitable<base::result<irc::identity>> log_in(irc::credentials with, directus::caller from,
                                                               base::user_id& user) override;
    void registered(irc_session& one) override;
    boost::asio::awaitable<void> serve(std::shared_ptr<irc_session> session);

    using sessions = std::unordered_map<bridge::client_id, std::shared_ptr<irc_session>>;

    context& shared_;
    logins& logins_;
    links& links_;
    recovery_watch& recovery_;
    connection_limits limits_;
    queue_memory queues_;
    irc_session::services services_;
    sessions sessions_;
    std::uint64_t next_client_ = 1;
    bool given_up_ = false;
    boost::asio::steady_timer end_;
    net::task_group tasks_;
};

} // namespace server
