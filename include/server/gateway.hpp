// The whole gateway: what is started, how the parts know each other, and in which order they stop.
#pragma once

#include "bridge/room.hpp"
#include "net/alarm.hpp"
#include "net/http_client.hpp"
#include "net/server_certificates.hpp"
#include "net/task_group.hpp"
#include "server/config.hpp"
#include "server/connection_limits.hpp"
#include "server/context.hpp"
#include "server/directory.hpp"
#include "server/feed.hpp"
#include "server/history_reader.hpp"
#include "server/irc_session.hpp"
#include "server/listener.hpp"
#include "server/logins.hpp"
#include "server/marker_store.hpp"
#include "server/metrics.hpp"
#include "server/queue_memory.hpp"
#include "server/reaction_store.hpp"
#include "server/recent_history.hpp"
#include "server/recovery_watch.hpp"
#include "server/socket_activation.hpp"
#include "server/status.hpp"
#include "server/uploads.hpp"
#include "server/upstream.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ssl/context.hpp>

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace server {

class gateway final : public upstream::observer {
public:
    // Throws where the CA file or a certificate cannot be read or an address cannot be listened on.
    // `inherited`: sockets to listen on in place of the configured addresses of their kinds.
    gateway(boost::asio::io_context& io, config settings, std::vector<inherited_socket> inherited = {});
    ~gateway() override;

    // Serves until stop(), then ends everything in order.
    boost::asio::awaitable<void> run();
    void stop();
    // Takes over what can be of a configuration that was read anew, and reads the certificates anew;
    // connected clients keep theirs. As a whole or, where a certificate is no good, not at all. Says in the
    // log how that went.
    bool reload(const config& from);
    // Of the first listener of this kind that has one: the system chose it, where 0 is configured.
    std::uint16_t port(listener_kind kind = listener_kind::irc) const;
    std::vector<boost::asio::ip::tcp::endpoint> uploads_endpoints() const { return uploads_.endpoints(); }
    std::vector<boost::asio::ip::tcp::endpoint> status_endpoints() const { return status_.endpoints(); }

    // What the upstreams tell.
    void link_live(upstream& of) override;
    void link_down(upstream& of) override;
    void feed_live(upstream& of) override;
    void feed_broken(upstream& of) override;
    void arrived(upstream& of, std::vector<directus::item> rows) override;
    void updated(upstream& of, std::vector<directus::item> rows) override;
    void deleted(upstream& of, std::vector<directus::item_id> ids) override;
    void reactions_live(upstream& of) override;
    void reactions_broken(upstream& of) override;
    void reacted(upstream& of, std::vector<directus::reaction> made) override;
    void unreacted(upstream& of, std::vector<directus::item_id> ids) override;
    void stored(upstream& of, bridge::said what) override;
    void rights_known(upstream& of, directus::rights rights, base::time_point asked) override;
    void lost(upstream& of, base::error_code why) override;
    bridge::key_kind key_kind() const override { return directory_.key_kind(); }
    bool may_create(const upstream& of) const override;

private:
    static bridge::room::settings room_settings(const config& from);
    void listen(const std::vector<inherited_socket>& inherited);
    net::stream::settings stream_settings(listener_kind kind);
    void accept(net::stream::socket socket, const net::stream::settings& of);
    boost::asio::awaitable<void> serve(std::shared_ptr<irc_session> session);
    boost::asio::awaitable<base::result<irc::identity>> log_in(irc::credentials with, directus::caller from,
                                                               base::user_id& user);
    boost::asio::awaitable<base::result<uploads::owner>> log_in_to_upload(irc::credentials with,
                                                                          directus::caller from);
    boost::asio::awaitable<void> admit(admission who);
    void ask_history(bridge::room::read_history what);
    boost::asio::awaitable<void> read_page(bridge::room::read_page what);
    // `since`: with all rows of that date and later.
    boost::asio::awaitable<bridge::room::past> read_past(bridge::client_id who, irc::history_query query,
                                                         std::optional<base::wall_time> since = std::nullopt);
    boost::asio::awaitable<void> redact(bridge::room::redact what);
    boost::asio::awaitable<void> correct(bridge::room::correct what);
    boost::asio::awaitable<bridge::room::outcome> change(bridge::room::correct what);
    async_result<directus::item> find_row(base::secret token, directus::item_id id);
    boost::asio::awaitable<void> find_rows(bridge::room::find_rows what);
    boost::asio::awaitable<void> retire(std::unique_ptr<upstream> gone);
    boost::asio::awaitable<void> retire_feed(std::unique_ptr<feed> gone);
    boost::asio::awaitable<void> stop_everything();
    boost::asio::awaitable<metrics::standing> standing();
    boost::asio::awaitable<void> tell_figures(bridge::room::read_figures what);

    void touch();
    void pump();
    // Somebody's rights as Directus knew them when it was asked: no answer takes back a newer one.
    void rights_are(const directus::user_id& user, directus::rights rights, base::time_point asked);
    void place(upstream& member); // into the feed of its scope
    feed* feed_of(const upstream& member) const;
    bridge::said with_origin(directus::item row);
    bool in_use(const upstream& one) const;
    void sweep(); // upstreams and feeds that nobody uses any more
    upstream* find_upstream(const directus::user_id& user);
    base::secret token_of(const directus::user_id& user); // empty where he is not logged in
    boost::asio::awaitable<void> admit_service();         // the owner of the configured token
    bool any_waits() const;                               // for Directus, to open its link
    void open_links();                                    // of those
    void away_changed();
    std::string link_state(const bridge::member& of);

    boost::asio::io_context& io_;
    config settings_;
    boost::asio::ssl::context tls_;
    net::http_client http_;
    rest_client rest_;
    bridge::room room_;
    metrics measured_;
    context shared_;
    directory directory_;
    logins logins_;
    marker_store markers_;
    reaction_store reactions_;
    recent_history histories_;
    recovery_watch recovery_;
    connection_limits limits_;
    queue_memory queues_;
    irc_session::services services_;
    std::optional<net::server_certificates> certificates_;
    std::vector<std::unique_ptr<listener>> listeners_;
    uploads uploads_;
    status status_;
    std::unordered_map<bridge::client_id, std::shared_ptr<irc_session>> sessions_;
    std::unordered_map<directus::user_id, std::unique_ptr<upstream>> upstreams_;
    std::map<std::string, std::unique_ptr<feed>> feeds_; // by scope
    std::unordered_map<directus::user_id, std::string> scopes_;
    std::unordered_map<directus::user_id, base::time_point> rights_asked_; // for those in force
    directus::user_id service_;                                            // empty: not admitted
    std::uint64_t next_client_ = 1;
    bool pump_posted_ = false;
    int quiet_turns_ = 0; // of the loop, since the last touch
    base::time_point pump_by_{};
    base::duration last_round_{}; // of sending
    bool stopping_ = false;
    net::alarm room_alarm_;
    net::alarm sweep_alarm_;
    net::alarm service_alarm_;
    net::task_group tasks_;
    boost::asio::steady_timer stopped_;
};

} // namespace server
