// The whole gateway: constructs its parts, runs, reloads and stops them in order.
#pragma once

#include "bridge/channel/room.hpp"
#include "net/alarm.hpp"
#include "net/http_client.hpp"
#include "net/task_group.hpp"
#include "server/clients/connections.hpp"
#include "server/clients/listeners.hpp"
#include "server/clients/socket_activation.hpp"
#include "server/clients/uploads.hpp"
#include "server/config/config.hpp"
#include "server/context.hpp"
#include "server/gateway/gatherer.hpp"
#include "server/gateway/outside_look.hpp"
#include "server/gateway/project_reader.hpp"
#include "server/gateway/question_desk.hpp"
#include "server/gateway/service_login.hpp"
#include "server/gateway/standing.hpp"
#include "server/links/links.hpp"
#include "server/links/recovery_watch.hpp"
#include "server/login/logins.hpp"
#include "server/login/schema_watch.hpp"
#include "server/operations/findings.hpp"
#include "server/operations/metrics.hpp"
#include "server/operations/status.hpp"
#include "server/operations/upgrades.hpp"
#include "server/people/directory.hpp"
#include "server/people/marker_store.hpp"
#include "server/requests/changes.hpp"
#include "server/requests/history_service.hpp"
#include "server/requests/reaction_store.hpp"
#include "server/rest/answer_watch.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ssl/context.hpp>

#include <cstdint>
#include <vector>

namespace server {

class gateway final : private bridge::outside, private recovery_watch::observer, private gatherer::source {
public:
    // Throws where the CA file or a certificate cannot be read or an address cannot be listened on.
    // `inherited`: sockets to listen on in place of the configured addresses of their kinds.
    gateway(boost::asio::io_context& io, config settings, std::vector<inherited_socket> inherited = {});
    ~gateway();
    gateway(const gateway&) = delete;
    gateway& operator=(const gateway&) = delete;

    // Serves until stop(), then ends everything in order.
    boost::asio::awaitable<void> run();
    // Lines that are under way are stored first, for up to irc.drain. Called again, it waits for nothing
    // more.
    void stop();
    // Takes over what can be of a configuration that was read anew, and reads the certificates anew;
    // connected clients keep theirs. As a whole or, where a certificate is no good, not at all. Says in the
    // log how that went.
    bool reload(const config& from);
    // Of the first listener of this kind that has one: the system chose it, where 0 is configured.
    std::uint16_t port(listener_kind kind = listener_kind::irc) const { return listeners_.port(kind); }
    std::vector<boost::asio::ip::tcp::endpoint> uploads_endpoints() const { return uploads_.endpoints(); }
    std::vector<boost::asio::ip::tcp::endpoint> status_endpoints() const { return status_.endpoints(); }

private:
    void schema_adopted(bridge::key_kind keys);
    void project_read(directus::project_info found);
    void reconfigure_room();
    bool waits() const override { return links_.any_waits(); }
    void away_changed() override;
    boost::asio::awaitable<base::result<uploads::owner>> log_in_to_upload(irc::credentials with,
                                                                          directus::caller from);

    // What the room asks, and is told at once.
    void ask(bridge::ask::question what) override;
    std::string link_state(const bridge::member& of) const override;
    std::string notice(const bridge::member& of) const override;
    base::duration clock_lead() const override;
    void flush() override;

    boost::asio::awaitable<void> stop_everything();
    boost::asio::awaitable<void> drain();
    boost::asio::awaitable<void> await_answers(base::time_point until);
    bool is_settled() const; // no line waits for Directus, or for its turn to be shown
    void cut_short();

    boost::asio::io_context& io_;
    config settings_;
    directus::project_info project_{}; // as read last
    boost::asio::ssl::context tls_;
    net::http_client http_;
    findings checks_;
    answer_watch watch_;
    upgrades sockets_;
    rest_client rest_;
    bridge::room room_;
    metrics measured_;
    gatherer gatherer_;
    context shared_;
    directory directory_;
    schema_watch schemas_;
    logins logins_;
    marker_store markers_;
    recovery_watch recovery_;
    links links_;
    changes changes_;
    reaction_store reactions_;
    history_service histories_;
    outside_look outside_;
    project_reader projects_;
    connections connections_;
    listeners listeners_;
    service_login service_;
    standing standing_;
    question_desk desk_; // closed once the gateway is drained: nothing more is stored
    uploads uploads_;
    status status_;
    bool draining_ = false; // stop() was called; no new connections
    bool hurried_ = false;  // stop() was called again
    net::alarm room_alarm_;
    net::task_group tasks_;
    boost::asio::steady_timer stopped_;
};

} // namespace server
